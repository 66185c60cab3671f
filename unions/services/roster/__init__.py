"""The roster workbook: reading it, planning what it changes, and carrying that out."""

from .applying import apply_plan, import_roster
from .planning import plan_roster
from .plans import Alteration, Creation, RosterPlan
from .sheet import ROSTER, blank_roster
from .snapshot import Snapshot, snapshot

__all__ = [
    "ROSTER",
    "Alteration",
    "Creation",
    "RosterPlan",
    "Snapshot",
    "apply_plan",
    "blank_roster",
    "import_roster",
    "plan_roster",
    "snapshot",
]
