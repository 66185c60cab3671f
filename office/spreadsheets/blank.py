"""The blank workbook of a sheet: headings, lists to choose from, and a second sheet that explains each column."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from .sheets import Book, Sheet, SheetColumn

GUIDE_TITLE: Final = "填表说明"
LIST_ROWS: Final = 10_000
LIST_LENGTH: Final = 255  # Excel refuses a longer list typed into a rule
HEADER_FILL: Final = PatternFill("solid", start_color="F2F2F2")
REQUIRED_FONT: Final = Font(bold=True, color="9C0006")
OPTIONAL_FONT: Final = Font(bold=True)


def write_blank(sheet: Sheet, *, title: str, guidance: Sequence[str] = ()) -> bytes:
    """The xlsx people fill in; what it asks for is what `read_sheet` reads.

    Args:
        sheet: the columns; cells of text columns are set to text, so that codes and telephone numbers stay whole.
        title: the name of the first sheet where the sheet has none of its own.
        guidance: sentences put above the explanations.
    """
    return _written([(sheet.title or title, sheet)], guidance)


def write_blank_book(book: Book, *, guidance: Sequence[str] = ()) -> bytes:
    """The xlsx of a book: one table for each of its sheets, and one sheet that explains them all."""
    return _written([(str(sheet.title), sheet) for sheet in book.sheets], guidance)


def _written(sheets: Sequence[tuple[str, Sheet]], guidance: Sequence[str]) -> bytes:
    workbook = Workbook()
    workbook.remove(workbook.active)
    for title, sheet in sheets:
        _write_table(workbook.create_sheet(title), sheet)
    guide = workbook.create_sheet(GUIDE_TITLE)
    for sentence in guidance:
        guide.append([sentence])
    for title, sheet in sheets:
        _write_guide(guide, sheet, title if len(sheets) > 1 else "")
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


def _write_table(table: Worksheet, sheet: Sheet) -> None:
    table.freeze_panes = "A2"
    for index, column in enumerate(sheet.columns, start=1):
        _write_column(table, index, column)


def _write_column(table: Worksheet, index: int, column: SheetColumn) -> None:
    letter = get_column_letter(index)
    heading = table.cell(1, index, column.name)
    heading.font = REQUIRED_FONT if column.required else OPTIONAL_FONT
    heading.fill = HEADER_FILL
    heading.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    table.column_dimensions[letter].width = max(12, 2 * len(column.name) + 4)
    table.column_dimensions[letter].number_format = column.parse.excel_format
    words = ",".join(column.parse.choices)
    if words and len(words) <= LIST_LENGTH:
        rule = DataValidation(type="list", formula1=f'"{words}"', allow_blank=not column.must_be_filled)
        rule.errorTitle, rule.error = column.name, f"应为{column.parse.expected}"[:LIST_LENGTH]
        rule.add(f"{letter}2:{letter}{LIST_ROWS}")
        table.add_data_validation(rule)


def _write_guide(guide: Worksheet, sheet: Sheet, title: str) -> None:
    if title:
        guide.append([f"工作表“{title}”"])
    guide.append(["列名", "是否必填", "填写要求", "说明"])
    for cell in guide[guide.max_row]:
        cell.font, cell.fill = OPTIONAL_FONT, HEADER_FILL
    for column in sheet.columns:
        guide.append([column.name, _need(column), column.parse.expected, column.hint])
    for letter, width in zip("ABCD", (18, 14, 60, 50), strict=True):
        guide.column_dimensions[letter].width = width


def _need(column: SheetColumn) -> str:
    if column.must_be_filled:
        return "必填"
    return "视类别必填" if column.required else "选填"
