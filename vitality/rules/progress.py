"""How far a superior union is with what it owes in a round, in one word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from office.kinds import Tone
from policy.citing import cites
from policy.kinds import Kind
from vitality.rules.eligibility import is_late


class BatchProgress(Kind):
    """The one word for a batch on the city's board."""

    tone: Tone

    def set_flags(self, tone: Tone) -> None:
        self.tone = tone

    NOT_BEGUN = "not_begun", "未开始", Tone.NEUTRAL
    NOT_OWED = "not_owed", "可不报", Tone.NEUTRAL
    COLLECTING = "collecting", "汇总中", Tone.INFO
    READY = "ready", "齐备待报", Tone.INFO
    OVERDUE = "overdue", "逾期未报", Tone.BAD
    FILED = "filed", "已申报", Tone.GOOD
    FILED_LATE = "filed_late", "逾期申报", Tone.WAITING
    FILED_SHORT = "filed_short", "已报缺额", Tone.BAD
    RETURNED = "returned", "有退回", Tone.BAD


@dataclass(frozen=True, slots=True)
class BatchFacts:
    """What decides the word.

    Attributes:
        is_met: number and sub-quota are as the round asks.
        is_agreed: the superior union has agreed to every form.
        is_owed: whether the round asks for at least one form.
    """

    count: int
    returned_count: int
    is_met: bool
    is_agreed: bool
    is_owed: bool
    is_filed: bool
    is_late: bool
    due_on: date | None


@cites("2014-31/6.2", rule="R-F1")
def progress_of(facts: BatchFacts, today: date) -> BatchProgress:
    """The word for a batch: what needs a hand first comes first."""
    if facts.returned_count:
        return BatchProgress.RETURNED
    if facts.is_filed:
        return _filed(facts)
    if not facts.is_owed and not facts.count:
        return BatchProgress.NOT_OWED
    if is_late(today, facts.due_on):
        return BatchProgress.OVERDUE
    if not facts.count:
        return BatchProgress.NOT_BEGUN
    return BatchProgress.READY if facts.is_met and facts.is_agreed else BatchProgress.COLLECTING


def _filed(facts: BatchFacts) -> BatchProgress:
    """A form withdrawn or declined after the filing leaves a gap that the superior union may fill."""
    if not facts.is_met:
        return BatchProgress.FILED_SHORT
    return BatchProgress.FILED_LATE if facts.is_late else BatchProgress.FILED
