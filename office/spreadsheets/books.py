"""Workbooks of several sheets: each titled sheet read like a single one, its problems told with the sheet's title."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from .cells import compact
from .raw import read_raw
from .reading import Progress, read_sheet
from .safety import SheetRefused, Source, opened_workbook
from .sheets import Book, CellProblem, Sheet, SheetReading

GUIDE_TITLE: Final = "填表说明"


@dataclass(frozen=True, slots=True)
class BookReading:
    """What was read from a workbook.

    Attributes:
        sheets: the reading of each sheet that is there, by the title the book gives it.
        ignored_sheets: titles of sheets that the book does not know.
    """

    sheets: Mapping[str, SheetReading]
    ignored_sheets: tuple[str, ...] = ()

    @property
    def row_count(self) -> int:
        """The rows of all sheets together."""
        return sum(len(reading.rows) for reading in self.sheets.values())

    @property
    def problems(self) -> tuple[CellProblem, ...]:
        """The problems of all sheets, each with its sheet's title."""
        return tuple(replace(each, sheet=title) for title, reading in self.sheets.items() for each in reading.problems)

    @property
    def ignored_columns(self) -> tuple[str, ...]:
        """Headings and whole sheets that the book does not know."""
        columns = [f"{title}!{name}" for title, reading in self.sheets.items() for name in reading.ignored_columns]
        return (*columns, *(f"工作表“{title}”" for title in self.ignored_sheets))


def read_layout(
    source: Source, layout: Sheet | Book, *, progress: Progress | None = None
) -> SheetReading | BookReading:
    """Read one sheet or a whole book, whichever the import declares.

    Raises:
        SheetRefused: see `read_sheet` and `read_book`.
    """
    if isinstance(layout, Book):
        return read_book(source, layout, progress=progress)
    return read_sheet(source, layout, progress=progress)


def read_book(source: Source, book: Book, *, progress: Progress | None = None) -> BookReading:
    """Read the sheets of a book that are there, in any order; an empty sheet counts as missing.

    Raises:
        SheetRefused: none of the sheets is there, or one of them has no heading.
    """
    filled, empty = _titles(source)
    present = [sheet for sheet in book.sheets if compact(sheet.title) in {compact(title) for title in filled}]
    if not present:
        wanted = "、".join(str(sheet.title) for sheet in book.sheets)
        found = "、".join([*filled, *empty])
        raise SheetRefused(f"应至少有一个名为 {wanted} 的工作表；文件中的工作表有：{found}。")
    readings = {str(sheet.title): read_sheet(source, sheet, progress=progress) for sheet in present}
    known = {compact(sheet.title) for sheet in book.sheets} | {GUIDE_TITLE}
    return BookReading(readings, tuple(title for title in filled if compact(title) not in known))


def _titles(source: Source) -> tuple[list[str], list[str]]:
    """The titles of sheets with something in them, and of empty ones."""
    filled: list[str] = []
    empty: list[str] = []
    with opened_workbook(source) as workbook:
        for worksheet in workbook.worksheets:
            (filled if read_raw(worksheet, 1).rows else empty).append(worksheet.title)
    return filled, empty
