"""How much of a result may be told where few have voted, so that nobody's answer can be worked out.

Ballots of several units are never added up for anybody, so a small unit cannot be found by taking sums apart.
"""

from __future__ import annotations

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
