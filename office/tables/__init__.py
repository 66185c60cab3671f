"""Tables: one list of columns gives the screen, the workbook and the PDF, so that they cannot disagree."""

from .columns import NOTHING, CellKind, Column
from .pages import TablePage
from .tables import Table, TableTooLong

__all__ = ["NOTHING", "CellKind", "Column", "Table", "TablePage", "TableTooLong"]
