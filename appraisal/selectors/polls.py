"""What may be known of a box while it is sealed: how many slips were used, and nothing else."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.conf import settings

from appraisal.kinds import Answer, SlipState, Subject
from appraisal.models import BoxItem, BoxLedger, Poll, Slip

SUBJECT_ANSWERS = frozenset(Answer)


@dataclass(frozen=True, slots=True)
class SlipCounts:
    """Slips of a poll by what became of them."""

    unused: int
    used: int
    paper: int
    void: int

    @property
    def printed(self) -> int:
        return self.unused + self.used + self.paper + self.void


def installation_secret() -> bytes:
    """The secret under which slips and paper counts are written down; it never stands in the database."""
    return (settings.BALLOT_SECRET or settings.SECRET_KEY).encode()


def slip_counts(poll: Poll) -> SlipCounts:
    """How many slips of a poll are in each state."""
    found = Counter(Slip.objects.filter(poll=poll.pk).values_list("state", flat=True))
    return SlipCounts(found[SlipState.ISSUED], found[SlipState.USED], found[SlipState.PAPER], found[SlipState.VOID])


def cast_count(poll: Poll) -> int:
    """How many ballots are in the box: the only figure anybody sees during the voting."""
    return Slip.objects.filter(poll=poll.pk, state=SlipState.USED).count()


def questions(poll: Poll) -> dict[str, frozenset[str]]:
    """Every question of the ballot with the answers it allows: two subjects and the additional items."""
    subjects = {subject.value: SUBJECT_ANSWERS for subject in Subject}
    return subjects | {item["key"]: SUBJECT_ANSWERS for item in poll.extra_items}


def is_box_empty(poll: Poll) -> bool:
    """零票检查: neither ballots nor used slips."""
    return not BoxItem.objects.filter(poll=poll.pk).exists() and not cast_count(poll)


def ledger(poll: Poll) -> list[BoxLedger]:
    """What was done with the box, in order."""
    return list(BoxLedger.objects.filter(poll=poll.pk).order_by("number"))
