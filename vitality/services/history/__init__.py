"""The workbook of past years' results: reading it, planning what it records, and carrying that out."""

from .applying import import_history
from .planning import plan_history
from .plans import HistoryPlan
from .sheet import HISTORY, blank_history
from .snapshot import Snapshot, snapshot

__all__ = ["HISTORY", "HistoryPlan", "Snapshot", "blank_history", "import_history", "plan_history", "snapshot"]
