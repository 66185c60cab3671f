"""How much of a result may be told where few have voted, so that nobody's answer can be worked out."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

from appraisal.rules.turnout import CLAUSE
from policy.citing import cites
from policy.documents import Law


class Detail(IntEnum):
    """What is told: only that the session counts, the rates without the answers behind them, or everything."""

    NOTHING = 0
    RATES = 1
    ALL = 2


@cites(CLAUSE, rule="R-A5")
def detail_within_unit(valid: int, law: Law) -> Detail:
    """What those within the appraised unit are told, by the valid ballots; the bodies above it see everything."""
    if not law.threshold("box_opening_floor").is_met_by(valid):
        return Detail.NOTHING
    return Detail.ALL if law.threshold("item_detail_floor").is_met_by(valid) else Detail.RATES


@cites(CLAUSE, rule="R-A5")
def may_tell_sum(valid_counts: Sequence[int], law: Law) -> bool:
    """Whether a sum over several units may stand beside their own results.

    What is left after taking away the units that are told must not be one small unit, nor several too small together.
    """
    floor = law.threshold("box_opening_floor")
    hidden = [count for count in valid_counts if not floor.is_met_by(count)]
    return not hidden or (len(hidden) > 1 and floor.is_met_by(sum(hidden)))
