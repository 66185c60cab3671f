"""Questions about implementation plans and safeguard measures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from unions.models import Union, User
from vitality.kinds import PaperKind, PaperState
from vitality.models import Round, UnionPaper

WRITABLE = (PaperState.DRAFT, PaperState.RETURNED)


@dataclass(frozen=True)
class PaperPlace:
    """A paper a union owes in a round, begun or not; a paper nobody has begun has no key."""

    paper: UnionPaper
    due_on: date | None


def due_on(paper: UnionPaper) -> date | None:
    """The last day for a paper in its round; None where the round sets none."""
    return due_day(paper.round, PaperKind(paper.kind))


def due_day(round: Round, kind: PaperKind) -> date | None:
    """The last day for this kind of paper in a round; None where the round sets none."""
    return round.safeguards_due_on if kind == PaperKind.SAFEGUARD_MEASURES else round.plan_due_on


def is_writable(paper: UnionPaper, user: User) -> bool:
    """Whether this person may change the paper now."""
    return paper.state in WRITABLE and user.has_perm("vitality.write_paper", paper)


def papers_of(round: Round, unions: Iterable[Union]) -> dict[int, list[PaperPlace]]:
    """What each union owes in a round, by union key, in the order of the kinds; one query."""
    unions = list(unions)
    begun = UnionPaper.objects.filter(round=round, union__in=unions).select_related("round", "union", "filed_by")
    found = {(paper.union_id, paper.kind): paper for paper in begun}
    return {
        union.pk: [
            PaperPlace(
                found.get((union.pk, kind)) or UnionPaper(round=round, union=union, kind=kind), due_day(round, kind)
            )
            for kind in PaperKind
        ]
        for union in unions
    }
