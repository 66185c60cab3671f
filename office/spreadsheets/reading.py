"""A workbook to rows and problems: find the heading, understand the cells, tell remarks from rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from .cells import CellRefused, as_typed, compact, plain
from .raw import BrokenCell, Formula, RawSheet, read_raw
from .safety import SheetRefused, Source, opened_workbook
from .sheets import CellProblem, NoteRow, Severity, Sheet, SheetColumn, SheetReading, SheetRow, address

Progress = Callable[[int, int], None]

HEADER_SEARCH_ROWS: Final = 40  # filled rows; real sheets have a title, a unit line and a date above the heading
PROGRESS_STEP: Final = 500
NOTE_CELLS: Final = 3  # 填表人：  审核人：  日期：
SUM_WORD: Final = re.compile(r"(合|总|小|共)计[:：]?")
NOTE_WORDS: Final = re.compile(
    r"(注|备注|说明|附注|填表|制表|填报|审核|复核|负责人|联系|经办|单位盖章|盖章|日期|电话)[^:]{0,8}:"
    r"|.*[。;:]|\d{4}年\d{1,2}月(\d{1,2}日)?$"
)


@dataclass(frozen=True, slots=True)
class Header:
    """Where the headings stand and which column each of them means."""

    row: int
    columns: Mapping[int, SheetColumn]
    unknown: tuple[str, ...]
    repeated: tuple[tuple[int, SheetColumn], ...]

    def covers(self, sheet: Sheet) -> bool:
        """Whether every required column is there."""
        return not self.missing(sheet)

    def missing(self, sheet: Sheet) -> list[SheetColumn]:
        """Required columns that no heading means."""
        found = {column.key for column in self.columns.values()}
        return [column for column in sheet.columns if column.required and column.key not in found]


def read_sheet(source: Source, sheet: Sheet, *, progress: Progress | None = None) -> SheetReading:
    """Read a sheet from a workbook.

    The heading is found by its names, under whatever titles stand above it; columns may be in any order. Cells
    merged down count for each of their rows. Everything found wrong is reported, not only the first.

    Args:
        source: a path, or a binary file that can seek.
        sheet: what to read.
        progress: told (done, total) of the rows under the heading, now and then and at the end.

    Raises:
        SheetRefused: where there is no such sheet at all: not a workbook, too large, damaged, no such heading.
    """
    with opened_workbook(source) as workbook:
        raw, header, others = _chosen(workbook, sheet)
    problems = [*_header_problems(header, sheet), *_other_sheet_problems(header, others)]
    notes = _note_rows(raw, header)
    rows, blank = [], dict.fromkeys(column.key for column in sheet.columns)
    readers = [_ColumnReader(index, column) for index, column in header.columns.items()]
    numbers = [number for number in sorted(raw.rows) if number > header.row]
    for done, number in enumerate(numbers, start=1):
        if number in notes:
            problems.append(_note_problem(notes[number]))
        else:
            row, row_problems = _understood(number, raw.rows[number], readers, blank)
            rows.append(row)
            problems.extend(row_problems)
        if progress and (done % PROGRESS_STEP == 0 or done == len(numbers)):
            progress(done, len(numbers))
    ignored = (*header.unknown, *_headless_columns(raw, header, notes))
    return SheetReading(raw.title, header.row, tuple(rows), tuple(problems), ignored, tuple(notes.values()))


def _chosen(workbook: Workbook, sheet: Sheet) -> tuple[RawSheet, Header, list[str]]:
    """The worksheet meant, its heading, and the titles of other worksheets with a full heading."""
    worksheets = _candidates(workbook, sheet)
    peeks = [(worksheet, _find_header(read_raw(worksheet, HEADER_SEARCH_ROWS), sheet)) for worksheet in worksheets]
    fitting = [(worksheet, header) for worksheet, header in peeks if header]
    if not fitting:
        raise SheetRefused(_no_header_sentence(sheet, [worksheet.title for worksheet in worksheets]))
    best, glance = max(fitting, key=lambda pair: (pair[1].covers(sheet), len(pair[1].columns)))
    others = [worksheet.title for worksheet, header in fitting if worksheet is not best and header.covers(sheet)]
    raw = read_raw(best)
    return raw, _find_header(raw, sheet) or glance, others


def _candidates(workbook: Workbook, sheet: Sheet) -> list[Any]:
    visible = [worksheet for worksheet in workbook.worksheets if worksheet.sheet_state == "visible"]
    if sheet.title is None:
        return visible
    named = [worksheet for worksheet in workbook.worksheets if compact(worksheet.title) == compact(sheet.title)]
    if not named:
        titles = "、".join(worksheet.title for worksheet in visible)
        raise SheetRefused(f"没有名为“{sheet.title}”的工作表；文件中的工作表有：{titles}。")
    return named[:1]


def _no_header_sentence(sheet: Sheet, titles: list[str]) -> str:
    wanted = "、".join(column.name for column in sheet.columns if column.required)
    return f"没有找到表头：在工作表 {'、'.join(titles)} 中找不到含有以下列名的一行：{wanted}。"


def _find_header(raw: RawSheet, sheet: Sheet) -> Header | None:
    """The row with the most known headings; of neighbours that say the same (merged down) the lowest."""
    best: Header | None = None
    for number in sorted(raw.rows)[:HEADER_SEARCH_ROWS]:
        header = _as_header(number, raw.rows[number], sheet)
        if best is None or len(header.columns) > len(best.columns) or _continues(best, header):
            best = header
    needed = min(2, len(sheet.columns))
    return best if best and len(best.columns) >= needed else None


def _continues(best: Header, header: Header) -> bool:
    same = {index: column.key for index, column in best.columns.items()}
    return header.row == best.row + 1 and same == {index: column.key for index, column in header.columns.items()}


def _as_header(number: int, cells: Mapping[int, Any], sheet: Sheet) -> Header:
    columns: dict[int, SheetColumn] = {}
    unknown, repeated = [], []
    for index, content in sorted(cells.items()):
        column = sheet.column_named(content) if isinstance(content, str) else None
        if column is None:
            unknown.append(plain(content))
        elif column in columns.values():
            repeated.append((index, column))
        else:
            columns[index] = column
    return Header(number, columns, tuple(unknown), tuple(repeated))


def _header_problems(header: Header, sheet: Sheet) -> Iterator[CellProblem]:
    found = "、".join([column.name for column in header.columns.values()] + list(header.unknown))
    for column in header.missing(sheet):
        yield CellProblem("", header.row, column.name, "", f"缺少这一列；表头有：{found}")
    for index, column in header.repeated:
        yield CellProblem(address(header.row, index), header.row, column.name, "", "这一列出现了两次，请只保留一列")


def _other_sheet_problems(header: Header, others: list[str]) -> Iterator[CellProblem]:
    for title in others:
        sentence = f"工作表“{title}”有同样的表头，本次没有读取；如需导入请单独上传"
        yield CellProblem("", header.row, "", "", sentence, Severity.WARNING)


def _headless_columns(raw: RawSheet, header: Header, notes: Mapping[int, NoteRow]) -> list[str]:
    """Columns that hold something in the table's rows but have no heading."""
    table = (cells for number, cells in raw.rows.items() if number > header.row and number not in notes)
    headless = set().union(*table) - raw.rows[header.row].keys()
    return [f"{get_column_letter(index)} 列（无表头）" for index in sorted(headless)]


def _note_rows(raw: RawSheet, header: Header) -> dict[int, NoteRow]:
    """Rows under the heading that are no data: sums and wide remarks anywhere, small remarks at the end only."""
    headings = {compact(content) for content in raw.rows[header.row].values()}
    notes: dict[int, NoteRow] = {}
    is_end = True
    for number in sorted(raw.rows, reverse=True):
        if number <= header.row:
            break
        cells = raw.rows[number]
        if _is_aside(number, cells, raw, headings) or (is_end and _is_remark(cells, header)):
            notes[number] = NoteRow(number, "　".join(as_typed(content) for _, content in sorted(cells.items())))
        else:
            is_end = False
    return dict(sorted(notes.items()))


def _is_aside(number: int, cells: Mapping[int, Any], raw: RawSheet, headings: set[str]) -> bool:
    first = compact(cells[min(cells)])
    is_repeated_heading = first in headings and _repeats(cells, headings)
    is_sum = bool(SUM_WORD.fullmatch(first))
    is_wide = number in raw.wide_rows and len(cells) == 1
    return is_repeated_heading or is_sum or is_wide


def _repeats(cells: Mapping[int, Any], headings: set[str]) -> bool:
    texts = {compact(content) for content in cells.values()}
    return len(texts) > 1 and texts <= headings


def _is_remark(cells: Mapping[int, Any], header: Header) -> bool:
    if len(cells) > NOTE_CELLS:
        return False
    in_required = [
        content for index, content in cells.items() if index in header.columns and header.columns[index].must_be_filled
    ]
    return all(NOTE_WORDS.match(compact(content)) for content in in_required)


def _note_problem(note: NoteRow) -> CellProblem:
    return CellProblem("", note.number, "", note.text, "看作表外说明，不导入", Severity.WARNING)


class _ColumnReader:
    """One column's cells understood; a text the column has held before is not parsed again."""

    def __init__(self, index: int, column: SheetColumn) -> None:
        self.index, self.column, self.letter = index, column, get_column_letter(index)
        self.known: dict[str, Any] = {}

    def value(self, content: Any) -> Any:
        """The value of a cell.

        Raises:
            CellRefused: with what was expected.
        """
        if not isinstance(content, str):
            return _value(content, self.column)
        if content not in self.known:
            self.known[content] = _value(content, self.column)
        return self.known[content]


def _understood(
    number: int, cells: Mapping[int, Any], readers: Sequence[_ColumnReader], blank: Mapping[str, None]
) -> tuple[SheetRow, list[CellProblem]]:
    values: dict[str, Any] = dict(blank)
    addresses = {reader.column.key: f"{reader.letter}{number}" for reader in readers}
    refused, problems = set(), []
    for reader in readers:
        column, content = reader.column, cells.get(reader.index)
        try:
            values[column.key] = reader.value(content)
        except CellRefused as refusal:
            refused.add(column.key)
            shown = "" if content is None else as_typed(content)
            problems.append(CellProblem(addresses[column.key], number, column.name, shown, str(refusal)))
    return SheetRow(number, values, addresses, frozenset(refused)), problems


def _value(content: Any, column: SheetColumn) -> Any:
    if content is None:
        if column.must_be_filled:
            raise CellRefused(f"不能为空，应为{column.parse.expected}")
        return None
    if isinstance(content, Formula):
        raise CellRefused("是公式；请复制后“选择性粘贴为数值”再上传")
    if isinstance(content, BrokenCell):
        raise CellRefused("是公式错误值；请改为实际内容")
    try:
        return column.parse(content)
    except CellRefused as refusal:
        raise CellRefused(f"应为{refusal}") from None
