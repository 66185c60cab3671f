"""The workbook of achieved values: reading it, planning what it records, and carrying that out."""

from .applying import import_scores
from .planning import plan_scores
from .plans import ScorePlan
from .sheet import SCORES, blank_scores
from .snapshot import Snapshot, snapshot

__all__ = ["SCORES", "ScorePlan", "Snapshot", "blank_scores", "import_scores", "plan_scores", "snapshot"]
