"""A table as an xlsx file, written row by row, whole, with no live formula from anybody's text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import count
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, Final

from django.db.models import QuerySet
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import IllegalCharacterError
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
    try:
        _fill(workbook, columns, rows, title, note, is_numbered, progress)
        out = TemporaryFile()  # noqa: SIM115 - the caller sends it and closes it
        workbook.save(out)
    except BaseException:
        _throw_away(workbook)
        raise
    out.seek(0)
    return out


def _fill(
    workbook: Workbook,
    columns: Sequence[Column],
    rows: Iterable[Any],
    title: str,
    note: str,
    is_numbered: bool,
    progress: Progress | None,
) -> None:
    all_columns = (NUMBER_COLUMN, *columns) if is_numbered else tuple(columns)
    sheets = (_Sheet(workbook, all_columns, title, note, number) for number in count(1))
    sheet = next(sheets)
    for number, row in enumerate(_counted(_chunked(rows), _total(rows), progress), start=1):
        if sheet.is_full:
            sheet.close()
            sheet = next(sheets)
        sheet.append(number, row)
    sheet.close()


def _throw_away(workbook: Workbook) -> None:
    """End what was given up half-way (a job cancelled, a database gone): the rows lie in files of openpyxl's own.

    Left to itself openpyxl complains in the log when the sheet is forgotten, and keeps the files till the process ends.
    """
    for sheet in workbook.worksheets:
        if not sheet.closed:
            sheet.close()
        if Path(sheet._writer.out).exists():
            sheet._writer.cleanup()


class _FinishedCells(WriteOnlyWorksheet):
    """A sheet that takes cells as they are; openpyxl's own makes a new one for each that has a style."""

    def _values_to_row(self, values: Iterable[Cell], row_idx: int) -> Iterator[Cell]:
        for cell in values:
            cell.row = row_idx
            yield cell


class _ColumnCells:
    """The cells of one column: made once, filled anew for each row, since a row is written before the next comes."""

    def __init__(self, sheet: WriteOnlyWorksheet, column: Column, index: int) -> None:
        self.column = column
        self.figure, self.text, self.quoted = (_placed(sheet, index) for _ in range(3))
        self.figure.number_format = column.excel_format
        self.quoted.quotePrefix = True

    def of(self, row: Any) -> Cell | None:
        """The row's cell; None where it holds nothing."""
        return self.holding(self.column.of(row))

    def holding(self, value: Any) -> Cell | None:
        content = self.column.for_excel(value)
        if content is None:
            return None
        if isinstance(content, str):
            return _with_text(self.quoted if content.startswith(FORMULA_SIGNS) else self.text, content)
        self.figure.value = content
        return self.figure


def _placed(sheet: WriteOnlyWorksheet, index: int) -> Cell:
    cell = WriteOnlyCell(sheet)
    cell.column = index
    return cell


def _with_text(cell: Cell, text: str) -> Cell:
    """The cell with a text: never run as a formula, never refused for a character, never cut without a word."""
    if len(text) > MAX_CELL_LENGTH:
        mark = f"……（全文 {len(text):,} 字，超出 Excel 单元格的上限，全文请在系统中查看）"
        text = text[: MAX_CELL_LENGTH - len(mark)] + mark
    try:
        cell.value = text
    except IllegalCharacterError:
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)
    cell.data_type = "s"
    return cell


class _Sheet:
    """A sheet being filled: title, note, headings, then rows up to what Excel can hold."""

    def __init__(self, workbook: Workbook, columns: Sequence[Column], title: str, note: str, number: int) -> None:
        self.columns = columns
        self.head_row = self.used_rows = 3 if note else 2
        self.sheet = _FinishedCells(workbook, _sheet_title(title, number))
        workbook._add_sheet(self.sheet)
        self.cells = [_ColumnCells(self.sheet, column, index) for index, column in enumerate(columns, start=1)]
        self._lay_out()
        self.sheet.append([_styled(self.sheet, title, font=TITLE_FONT)])
        if note:
            self.sheet.append([_styled(self.sheet, note, font=NOTE_FONT)])
        self.sheet.append([_heading(self.sheet, column, index) for index, column in enumerate(columns, start=1)])

    @property
    def is_full(self) -> bool:
        return self.used_rows == MAX_SHEET_ROWS

    def append(self, number: int, row: Any) -> None:
        """Write a row; `number` counts on over the sheets."""
        cells = (cells.holding(number) if cells.column is NUMBER_COLUMN else cells.of(row) for cells in self.cells)
        self.sheet.append([cell for cell in cells if cell is not None])
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


def _heading(sheet: WriteOnlyWorksheet, column: Column, index: int) -> Cell:
    look = {"font": HEAD_FONT, "fill": HEAD_FILL, "border": HEAD_BORDER, "alignment": HEAD_ALIGNMENT}
    return _styled(sheet, column.heading, index, **look)


def _styled(sheet: WriteOnlyWorksheet, text: str, index: int = 1, **styles: Any) -> Cell:
    cell = _with_text(_placed(sheet, index), text)
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
