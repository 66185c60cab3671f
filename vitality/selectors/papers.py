"""Questions about implementation plans and safeguard measures."""

from __future__ import annotations

from datetime import date

from vitality.kinds import PaperKind
from vitality.models import Round, UnionPaper


def due_on(paper: UnionPaper) -> date | None:
    """The last day for a paper in its round; None where the round sets none."""
    return due_day(paper.round, PaperKind(paper.kind))


def due_day(round: Round, kind: PaperKind) -> date | None:
    """The last day for this kind of paper in a round; None where the round sets none."""
    return round.safeguards_due_on if kind == PaperKind.SAFEGUARD_MEASURES else round.plan_due_on
