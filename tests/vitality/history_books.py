"""Workbooks of past years' results as offices make them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook

SUPERIOR = "中山区总工会"


def won(name: str = "机床厂工会", year: Any = 2014, **more: Any) -> dict[str, Any]:
    """A row of 典型."""
    row = {"年度": year, "单位名称": name, "上级工会": SUPERIOR, "级别": "省级", "类型": "企事业"}
    return {**row, **more}


def accepted(name: str = "机床厂工会", year: Any = 2014, result: str = "合格", **more: Any) -> dict[str, Any]:
    """A row of 验收."""
    return {"年度": year, "单位名称": name, "上级工会": SUPERIOR, "结果": result, **more}


def union_year(name: str = SUPERIOR, year: Any = 2014, **said: Any) -> dict[str, Any]:
    """A row of 单位年度."""
    return {"年度": year, "单位名称": name, "实施方案已批": None, "保障措施已批": None, "创新认定": None, **said}


def history(**sheets: Sequence[Mapping[str, Any]]) -> BytesIO:
    """A workbook with these sheets, by title; each has its heading under a merged title row."""
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        headings = list(dict.fromkeys(name for row in rows for name in row))
        sheet.append([f"{title}一览表"])
        sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=max(2, len(headings)))
        sheet.append(headings)
        for row in rows:
            sheet.append([row.get(name) for name in headings])
    out = BytesIO()
    book.save(out)
    out.seek(0)
    return out
