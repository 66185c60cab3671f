"""A table as an xlsx file, written row by row, whole, with no live formula from anybody's text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import count
from tempfile import TemporaryFile
from typing import IO, Any, Final

from django.db.models import QuerySet
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet.properties import PageSetupProperties

from .columns import CellKind, Column

Progress = Callable[[int, int | None], None]

FORMULA_SIGNS: Final = ("=", "+", "-", "@", "\t", "\r")
MAX_CELL_LENGTH: Final = 32_767
MAX_SHEET_ROWS: Final = 1_048_576
CHUNK: Final = 2_000
NUMBER_WIDTH: Final = 6
NUMBER_COLUMN: Final = Column("number", "序号", lambda _: None, CellKind.COUNT, width=NUMBER_WIDTH)
TITLE_FONT: Final = Font(bold=True, size=14)
NOTE_FONT: Final = Font(color="666666")
HEAD_FONT: Final = Font(bold=True)
HEAD_FILL: Final = PatternFill("solid", start_color="F2F2F2")
HEAD_BORDER: Final = Border(bottom=Side("thin", color="999999"))
HEAD_ALIGNMENT: Final = Alignment(horizontal="center", vertical="center", wrap_text=True)


def write_workbook(
    columns: Sequence[Column],
    rows: Iterable[Any],
    *,
    title: str,
    note: str = "",
    is_numbered: bool = False,
    progress: Progress | None = None,
) -> IO[bytes]:
    """All rows as an xlsx in a temporary file that stands at its beginning and goes when it is closed.

    Args:
        columns: every column, hidden ones too.
        rows: a queryset is read in chunks; more rows than a sheet can hold go on in a further sheet.
        title: printed above the headings, and the name of the sheet.
        note: a line under the title: scope, day, who made it.
        is_numbered: a first column 序号 counts the rows.
        progress: told (done, total) now and then; the total is None where it is not known.
    """
    workbook = Workbook(write_only=True)
    all_columns = (NUMBER_COLUMN, *columns) if is_numbered else tuple(columns)
    sheets = (_Sheet(workbook, all_columns, title, note, number) for number in count(1))
    sheet = next(sheets)
    for number, row in enumerate(_counted(_chunked(rows), _total(rows), progress), start=1):
        if sheet.is_full:
            sheet.close()
            sheet = next(sheets)
        sheet.append(number, row)
    sheet.close()
    out = TemporaryFile()  # noqa: SIM115 - the caller sends it and closes it
    workbook.save(out)
    out.seek(0)
    return out


def guarded(sheet: WriteOnlyWorksheet, text: str) -> str | Cell:
    """Text for a cell: never run as a formula, never refused for a character, never cut without a word."""
    clean = ILLEGAL_CHARACTERS_RE.sub("", text)
    if len(clean) > MAX_CELL_LENGTH:
        mark = f"……（全文 {len(clean):,} 字，超出 Excel 单元格的上限，全文请在系统中查看）"
        clean = clean[: MAX_CELL_LENGTH - len(mark)] + mark
    if not clean.startswith(FORMULA_SIGNS):
        return clean
    cell = WriteOnlyCell(sheet, clean)
    cell.data_type, cell.quotePrefix = "s", True
    return cell


class _Sheet:
    """A sheet being filled: title, note, headings, then rows up to what Excel can hold."""

    def __init__(self, workbook: Workbook, columns: Sequence[Column], title: str, note: str, number: int) -> None:
        self.columns = columns
        self.styles: dict[str, Any] = {}
        self.head_row = self.used_rows = 3 if note else 2
        self.sheet: WriteOnlyWorksheet = workbook.create_sheet(_sheet_title(title, number))
        self._lay_out()
        self.sheet.append([_styled(self.sheet, title, font=TITLE_FONT)])
        if note:
            self.sheet.append([_styled(self.sheet, note, font=NOTE_FONT)])
        self.sheet.append([_heading(self.sheet, column) for column in columns])

    @property
    def is_full(self) -> bool:
        return self.used_rows == MAX_SHEET_ROWS

    def append(self, number: int, row: Any) -> None:
        """Write a row; `number` counts on over the sheets."""
        cells = (
            number if column is NUMBER_COLUMN else _cell(self.sheet, column, row, self.styles)
            for column in self.columns
        )
        self.sheet.append(list(cells))
        self.used_rows += 1

    def close(self) -> None:
        """The filter arrows need to know the last row."""
        self.sheet.auto_filter.ref = f"A{self.head_row}:{get_column_letter(len(self.columns))}{self.used_rows}"

    def _lay_out(self) -> None:
        """Before the first row: afterwards openpyxl has written the head of the sheet already."""
        self.sheet.freeze_panes = f"A{self.head_row + 1}"
        self.sheet.print_title_rows = f"{self.head_row}:{self.head_row}"
        self.sheet.page_setup.orientation, self.sheet.page_setup.paperSize = "landscape", 9  # A4
        self.sheet.page_setup.fitToHeight = 0
        self.sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        for index, column in enumerate(self.columns, start=1):
            self.sheet.column_dimensions[get_column_letter(index)].width = column.excel_width


def _cell(sheet: WriteOnlyWorksheet, column: Column, row: Any, styles: dict[str, Any]) -> Any:
    value = column.for_excel(column.of(row))
    if value is None:
        return None
    if isinstance(value, str):
        return guarded(sheet, value)
    cell = WriteOnlyCell(sheet, value)
    # openpyxl looks a format up in the workbook's list for each cell anew; one look-up a column is enough.
    style = styles.get(column.key)
    if style is None:
        cell.number_format = column.excel_format
        styles[column.key] = cell._style
    else:
        cell._style = style
    return cell


def _heading(sheet: WriteOnlyWorksheet, column: Column) -> Cell:
    return _styled(sheet, column.label, font=HEAD_FONT, fill=HEAD_FILL, border=HEAD_BORDER, alignment=HEAD_ALIGNMENT)


def _styled(sheet: WriteOnlyWorksheet, text: str, **styles: Any) -> Cell:
    content = guarded(sheet, text)
    cell = content if isinstance(content, Cell) else WriteOnlyCell(sheet, content)
    for name, style in styles.items():
        setattr(cell, name, style)
    return cell


def _sheet_title(title: str, number: int) -> str:
    """A name Excel accepts: no more than 31 characters, none of its signs for addresses."""
    plain = "".join(letter for letter in title if letter not in "[]:*?/\\'")[:28] or "表"
    return plain if number == 1 else f"{plain}{number}"


def _chunked(rows: Iterable[Any]) -> Iterable[Any]:
    return rows.iterator(chunk_size=CHUNK) if isinstance(rows, QuerySet) else rows


def _total(rows: Iterable[Any]) -> int | None:
    if isinstance(rows, QuerySet):
        return rows.count()
    return len(rows) if isinstance(rows, Sequence) else None


def _counted(rows: Iterable[Any], total: int | None, progress: Progress | None) -> Iterator[Any]:
    done = 0
    for row in rows:
        yield row
        done += 1
        if progress and done % CHUNK == 0:
            progress(done, total)
    if progress:
        progress(done, total)
