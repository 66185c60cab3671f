"""How far an assessment is: cards not filed, items not reviewed, objections and ties that wait."""

from __future__ import annotations

from dataclasses import dataclass

from scoring.kinds import Assessees, CardState, Stage
from scoring.models import Assessment, Card, CardItem, ItemOpinion, Objection
from scoring.selectors.ranking_report import RankingRow, decided_honours, ranking_report


@dataclass(frozen=True)
class Progress:
    """The counts by which the steps of an assessment are guarded.

    Attributes:
        review_count: items of all cards that a department answers for; `reviewed_count` of them have an opinion.
    """

    card_count: int
    filed_count: int
    review_count: int
    reviewed_count: int
    asked_count: int
    open_objection_count: int

    @property
    def unfiled_count(self) -> int:
        return self.card_count - self.filed_count

    @property
    def unreviewed_count(self) -> int:
        return self.review_count - self.reviewed_count


def progress_of(assessment: Assessment) -> Progress:
    """The counts of one assessment; six small queries."""
    cards = Card.objects.filter(assessment=assessment)
    items = list(assessment.scheme.items.values_list("assessees", flat=True))
    pools = list(cards.values_list("pool", flat=True))
    reviewed = ItemOpinion.objects.filter(card__assessment=assessment, stage=Stage.DEPARTMENT).count()
    asked = CardItem.objects.filter(card__assessment=assessment, answered_at=None).exclude(asked_for="").count()
    waiting = Objection.objects.filter(card__assessment=assessment, answered_at=None).count()
    to_review = sum(1 for pool in pools for assessees in items if pool in Assessees(assessees).pools)
    return Progress(len(pools), cards.filter(state=CardState.FILED).count(), to_review, reviewed, asked, waiting)


def undecided_ties(assessment: Assessment) -> list[RankingRow]:
    """The cards that share a rank across a limit and about which the leading group has not decided."""
    decided = decided_honours(assessment)
    rows = ranking_report(assessment.year, None).rows
    return [row for row in rows if row.placed.is_boundary_tie and row.card.pk not in decided]
