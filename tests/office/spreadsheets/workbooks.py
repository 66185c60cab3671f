"""Workbooks as offices really send them, built for the tests of this folder."""

from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from office.spreadsheets import Sheet, SheetColumn, choice, count, day, text, yes_no

ROSTER = Sheet(
    None,
    (
        SheetColumn("单位名称", text(50), required=True, key="name"),
        SheetColumn("上级工会", text(50), required=True, key="superior"),
        SheetColumn(
            "单位性质",
            choice([("1", "国有及控股企业"), ("5", "私营企业")], by_code=True),
            required=True,
            key="ownership",
            may_be_blank=True,
        ),
        SheetColumn("职工人数", count(), required=True, aliases=("职工数",), key="employee_count"),
        SheetColumn("建会日期", day(), key="founded_on"),
        SheetColumn("国有控股", yes_no(), key="is_state_controlled"),
        SheetColumn("备注", text(200, many_lines=True), key="remark"),
    ),
)
HEADINGS = ["单位名称", "上级工会", "单位性质", "职工人数"]
GOOD_ROW = ["大连甲厂", "中山区总工会", "私营企业", 300]


def workbook(*rows: Iterable[Any], title: str = "名册", change: Callable[[Worksheet], None] | None = None) -> BytesIO:
    """A workbook of one sheet with the rows; `change` may merge cells or write formulas."""
    book = Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    if change:
        change(sheet)
    return saved(book)


def saved(book: Workbook) -> BytesIO:
    out = BytesIO()
    book.save(out)
    out.seek(0)
    return out


def with_member(source: BytesIO, name: str, content: bytes) -> BytesIO:
    """The same zip with a member added or replaced."""
    out = BytesIO()
    with ZipFile(source) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for member in old.infolist():
            if member.filename != name:
                new.writestr(member, old.read(member))
        new.writestr(name, content)
    out.seek(0)
    return out
