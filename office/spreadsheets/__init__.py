"""Workbooks in: a sheet declared as columns, read with a report that names every cell."""

from .blank import write_blank, write_blank_book
from .books import BookReading, read_layout
from .cells import CellRefused, Parser, choice, count, day, number, percent, text, year, yes_no
from .reading import read_sheet
from .safety import SheetRefused
from .sheets import Book, CellProblem, NoteRow, Severity, Sheet, SheetColumn, SheetReading, SheetRow

__all__ = [
    "Book",
    "BookReading",
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
    "read_layout",
    "read_sheet",
    "text",
    "write_blank",
    "write_blank_book",
    "year",
    "yes_no",
]
