"""The workbook of meetings held on paper: reading it, planning what it records, and carrying that out."""

from .applying import import_appraisals
from .planning import plan_appraisals
from .plans import AppraisalPlan, Entry, Meeting
from .sheet import APPRAISALS, blank_appraisals
from .snapshot import Snapshot, snapshot

__all__ = [
    "APPRAISALS",
    "AppraisalPlan",
    "Entry",
    "Meeting",
    "Snapshot",
    "blank_appraisals",
    "import_appraisals",
    "plan_appraisals",
    "snapshot",
]
