"""A sheet as data: what columns it has, and what was read from one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from openpyxl.utils import get_column_letter

from .cells import Parser, compact


class Severity(StrEnum):
    """An error stops the whole import; a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column of a sheet.

    Attributes:
        name: the heading people write, also used in every sentence about the column.
        parse: how its cells are understood.
        required: the column must be there, and filled in every row unless `may_be_blank`.
        aliases: other headings that mean the same.
        key: the name under which a row holds the value; the heading where it is left out.
        may_be_blank: for a required column that only some rows need; whether a row does is the caller's law.
        hint: a line for the blank workbook's explanations, beside what the parser expects.
    """

    name: str
    parse: Parser
    required: bool = False
    aliases: tuple[str, ...] = ()
    key: str = ""
    may_be_blank: bool = False
    hint: str = ""

    def __post_init__(self) -> None:
        if not self.key:
            object.__setattr__(self, "key", self.name)

    @property
    def must_be_filled(self) -> bool:
        """Whether a blank cell is an error in every row."""
        return self.required and not self.may_be_blank


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a workbook.

    Attributes:
        title: the sheet's name; None takes the sheet whose heading fits best, whatever it is called.
        columns: its columns, in the order a blank workbook shows them.
    """

    title: str | None
    columns: tuple[SheetColumn, ...]

    def column_named(self, heading: Any) -> SheetColumn | None:
        """The column a heading means: "单位名称", " 单位 名称*", "职工人数（人）"; None for an unknown one."""
        spellings = heading_spellings(heading)
        for column in self.columns:
            if spellings & {compact(name) for name in (column.name, *column.aliases)}:
                return column
        return None


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook of several titled sheets, each of which may be missing."""

    sheets: tuple[Sheet, ...]


def heading_spellings(heading: Any) -> set[str]:
    """A heading without white space and marks, with and without a bracketed remark at its end."""
    bare = compact(heading).strip("*:")
    return {bare, bare.split("(")[0].strip("*:")} - {""}


@dataclass(frozen=True, slots=True)
class CellProblem:
    """Something wrong with one cell, or with a whole row where `cell` is empty.

    Attributes:
        cell: the address as Excel shows it, such as C7.
        column: the heading, empty where the problem is not one column's.
        value: what the cell holds, as a person reads it.
        expected: what it should hold, or what is the matter, as a phrase.
        sheet: the sheet's title where the workbook has several; else empty.
    """

    cell: str
    row: int
    column: str
    value: str
    expected: str
    severity: Severity = Severity.ERROR
    sheet: str = ""

    @property
    def is_error(self) -> bool:
        """Whether the problem stops the import."""
        return self.severity is Severity.ERROR

    @property
    def place(self) -> str:
        """Where to look: C7, or 第 7 行; 典型!C7 where the workbook has several sheets."""
        within = self.cell or f"第 {self.row} 行"
        return f"{self.sheet}!{within}" if self.sheet else within

    @property
    def sentence(self) -> str:
        """The problem in one line: C7 职工人数：“约300”应为整数（0 至 9,999,999），如 300."""
        head = f"{self.place} {self.column}".strip()
        return f"{head}：“{self.value}”{self.expected}" if self.value else f"{head}：{self.expected}"


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row of the table.

    Attributes:
        number: the row as Excel counts, from 1.
        values: by column key; None for a blank cell, a refused one and a column that is not in the sheet.
        cells: the address of each value by column key, such as C7; columns that are not in the sheet are left out.
        refused: keys of the columns whose cell could not be understood.
    """

    number: int
    values: Mapping[str, Any]
    cells: Mapping[str, str]
    refused: frozenset[str] = frozenset()

    def __getitem__(self, key: str) -> Any:
        return self.values[key]

    def problem(
        self, column: SheetColumn, value: Any, expected: str, severity: Severity = Severity.ERROR
    ) -> CellProblem:
        """A problem of this row's cell, found by a law that one cell alone cannot know."""
        shown = "" if value is None else str(value)
        return CellProblem(self.cells.get(column.key, ""), self.number, column.name, shown, expected, severity)


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A row that is no part of the table: a remark under it, a sum, a repeated heading."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class SheetReading:
    """What was read from a sheet. Nothing is dropped without being listed here.

    Attributes:
        sheet_title: the sheet that was read.
        header_row: the row of the headings.
        rows: every row of the table, those with problems too.
        problems: in the order of the sheet.
        ignored_columns: headings that the sheet does not know.
        note_rows: rows taken as remarks; each is among the problems as a warning.
    """

    sheet_title: str
    header_row: int
    rows: tuple[SheetRow, ...]
    problems: tuple[CellProblem, ...]
    ignored_columns: tuple[str, ...] = ()
    note_rows: tuple[NoteRow, ...] = field(default=())

    @property
    def errors(self) -> tuple[CellProblem, ...]:
        """The problems that stop the import."""
        return tuple(problem for problem in self.problems if problem.is_error)

    @property
    def warnings(self) -> tuple[CellProblem, ...]:
        """The problems that do not."""
        return tuple(problem for problem in self.problems if not problem.is_error)


def address(row: int, column: int) -> str:
    """A cell as Excel names it; rows and columns count from 1."""
    return f"{get_column_letter(column)}{row}"
