"""Workbooks in: a sheet declared as columns, read with a report that names every cell."""

from .blank import write_blank
from .cells import CellRefused, Parser, choice, count, day, number, percent, text, yes_no
from .reading import read_sheet
from .safety import SheetRefused
from .sheets import CellProblem, NoteRow, Severity, Sheet, SheetColumn, SheetReading, SheetRow

__all__ = [
    "CellProblem",
    "CellRefused",
    "NoteRow",
    "Parser",
    "Severity",
    "Sheet",
    "SheetColumn",
    "SheetReading",
    "SheetRefused",
    "SheetRow",
    "choice",
    "count",
    "day",
    "number",
    "percent",
    "read_sheet",
    "text",
    "write_blank",
    "yes_no",
]
