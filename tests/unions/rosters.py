"""Roster workbooks as offices make them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

from openpyxl import Workbook

from office.spreadsheets import read_sheet
from unions.models import User
from unions.services.roster import ROSTER, RosterPlan, import_roster

NOON = datetime(2014, 9, 20, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
HEADINGS = ("单位名称", "上级工会", "工会类别", "单位性质", "职工人数")


def unit(name: str, superior: str = "中山区总工会", **more: Any) -> dict[str, Any]:
    """A row of a grass-roots union of a private enterprise with 120 employees."""
    return {"单位名称": name, "上级工会": superior, "工会类别": "基层工会", "单位性质": 5, "职工人数": 120, **more}


def sector(name: str, superior: str = "中山区总工会", **more: Any) -> dict[str, Any]:
    """A row of a sector union at county level."""
    row = {"单位名称": name, "上级工会": superior, "工会类别": "行业工会", "职工人数": 900, "行业层级": "县区级"}
    return {**row, **more}


def district(name: str = "中山区总工会", **more: Any) -> dict[str, Any]:
    """A row of a district union under the city federation."""
    return {"单位名称": name, "上级工会": "大连市总工会", "工会类别": "区市县总工会", **more}


def township(name: str, superior: str = "中山区总工会", **more: Any) -> dict[str, Any]:
    """A row of a township union."""
    return {"单位名称": name, "上级工会": superior, "工会类别": "乡镇街道工会", **more}


def workbook(
    rows: Sequence[Mapping[str, Any]], *, headings: Sequence[str] = (), title: str = "", notes: Sequence[str] = ()
) -> BytesIO:
    """A workbook with these rows; `title` stands merged above the heading, `notes` stand under the table."""
    columns = list(headings or dict.fromkeys([*HEADINGS, *(name for row in rows for name in row)]))
    book = Workbook()
    sheet = book.active
    if title:
        sheet.append([title])
        sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(columns))
    sheet.append(columns)
    for row in rows:
        sheet.append([row.get(name) for name in columns])
    for note in notes:
        sheet.append([note])
        sheet.merge_cells(start_row=sheet.max_row, start_column=1, end_row=sheet.max_row, end_column=len(columns))
    out = BytesIO()
    book.save(out)
    out.seek(0)
    return out


def imported(rows: Sequence[Mapping[str, Any]], *, user: User | None = None, **layout: Any) -> RosterPlan:
    """Import a workbook with these rows at noon of 2014-09-20."""
    reading = read_sheet(workbook(rows, **layout), ROSTER)
    return import_roster(reading=reading, user=user, at=NOON, source="名册.xlsx")


def report(plan: RosterPlan) -> list[str]:
    """The errors as an officer reads them."""
    return [problem.sentence for problem in plan.errors]
