"""A worksheet as bare cells by address, before anything is understood."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any, Final

from openpyxl import Workbook
from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.worksheet._reader import INLINE_STRING, VALUE_TAG, WorkSheetParser
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.xml.constants import SHEET_MAIN_NS
from openpyxl.xml.functions import Element, SubElement

from .cells import is_blank, plain_number
from .safety import SheetRefused, broken_file_refused
from .sheets import address

TEXT_TAG: Final = f"{{{SHEET_MAIN_NS}}}t"
RUN_TAG: Final = f"{{{SHEET_MAIN_NS}}}r"
MAX_ROWS: Final = 100_200
MAX_COLUMNS: Final = 200
MAX_MERGED_CELLS: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell that computes its value; its result is not to be trusted and is not read."""

    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class BrokenCell:
    """A cell that shows an error such as #REF! or #N/A."""

    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class RawSheet:
    """The filled cells of a worksheet.

    Attributes:
        rows: row number → column number → content; blank cells and rows are absent.
        wide_rows: rows that have a cell merged across several columns, as titles and remarks do.
    """

    title: str
    rows: dict[int, dict[int, Any]]
    wide_rows: frozenset[int]


def read_raw(worksheet: ReadOnlyWorksheet, first_rows: int | None = None) -> RawSheet:
    """Every filled cell of the worksheet, cells merged down filled with their content.

    Args:
        worksheet: a sheet of a workbook opened by `opened_workbook`.
        first_rows: stop after so many filled rows, for a glance; what is merged is not known then.

    The parser under openpyxl's read-only sheet is driven directly: the sheet itself fills every gap up to a far
    cell, believes the size the file claims, and forgets which cells were merged.

    Raises:
        SheetRefused: for a filled cell beyond the caps, or a file that breaks while it is read.
    """
    rows: dict[int, dict[int, Any]] = {}
    percents = _percent_styles(worksheet.parent)
    with worksheet._get_source() as source:
        parser = _parser(worksheet, source)
        for number, cells in _parsed(parser):
            if filled := _filled(cells, percents):
                _refuse_far(worksheet.title, number, max(filled))
                rows[number] = filled
            if len(rows) == first_rows:
                break
    merged = parser.merged_cells.mergeCell if parser.merged_cells else ()
    return RawSheet(worksheet.title, rows, _spread(rows, merged))


class _WordsOnly(WorkSheetParser):
    """openpyxl's parser without the object of fonts and runs it builds for every text that stands in its cell."""

    def parse_cell(self, element: Element) -> dict[str, Any]:
        if element.get("t") == "inlineStr" and (written := element.find(INLINE_STRING)) is not None:
            runs = [written, *written.findall(RUN_TAG)]
            # What openpyxl makes of a text that a formula answered: the words as they stand.
            element.set("t", "str")
            SubElement(element, VALUE_TAG).text = "".join(run.findtext(TEXT_TAG, "") for run in runs)
        return super().parse_cell(element)


def _parser(worksheet: ReadOnlyWorksheet, source: IO[bytes]) -> WorkSheetParser:
    workbook = worksheet.parent
    return _WordsOnly(
        source,
        worksheet._shared_strings,
        epoch=workbook.epoch,
        date_formats=workbook._date_formats,
        timedelta_formats=workbook._timedelta_formats,
    )


def _parsed(parser: WorkSheetParser) -> Iterator[tuple[int, list[dict[str, Any]]]]:
    """The parser's rows; only what the parser itself raises counts as a broken file."""
    with broken_file_refused():
        yield from parser.parse()


def _percent_styles(workbook: Workbook) -> frozenset[int]:
    """The styles that show a number as a percentage: 0.95 is 95% to whoever typed it."""
    own = workbook._number_formats
    return frozenset(
        key
        for key, style in enumerate(workbook._cell_styles)
        if "%" in (BUILTIN_FORMATS.get(style.numFmtId) or _own_format(own, style.numFmtId))
    )


def _own_format(formats: Sequence[str], number: int) -> str:
    place = number - BUILTIN_FORMATS_MAX_SIZE
    return formats[place] if 0 <= place < len(formats) else ""


def _filled(cells: list[dict[str, Any]], percents: frozenset[int]) -> dict[int, Any]:
    return {cell["column"]: _content(cell, percents) for cell in cells if not is_blank(cell["value"])}


def _content(cell: dict[str, Any], percents: frozenset[int]) -> Any:
    value = cell["value"]
    if cell["data_type"] == "f":
        return Formula(str(getattr(value, "text", value)))
    if cell["data_type"] == "e":
        return BrokenCell(str(value))
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return f"{plain_number(value, shift=2)}%" if is_number and cell["style_id"] in percents else value


def _refuse_far(title: str, row: int, column: int) -> None:
    if row > MAX_ROWS or column > MAX_COLUMNS:
        raise SheetRefused(
            f"工作表“{title}”的单元格 {address(row, column)} 超出可读范围（{MAX_ROWS:,} 行、{MAX_COLUMNS} 列）；"
            "请删除远处的内容，或分批上传。"
        )


def _spread(rows: dict[int, dict[int, Any]], merged: Sequence[CellRange]) -> frozenset[int]:
    """Fill cells merged down with the content of the first; tell which rows have a cell merged across."""
    wide_rows = set()
    budget = MAX_MERGED_CELLS
    for area in merged:
        content = rows.get(area.min_row, {}).get(area.min_col)
        if content is None:
            continue
        if area.max_col > area.min_col:
            wide_rows.add(area.min_row)
        below = range(area.min_row + 1, min(area.max_row, MAX_ROWS) + 1)
        budget -= len(below)
        if budget < 0:
            raise SheetRefused("合并的单元格过多，无法读取；请取消合并后再上传。")
        for number in below:
            if number in rows:
                rows[number].setdefault(area.min_col, content)
    return frozenset(wide_rows)
