"""The ranking of a year: one row per card, the same by command, on the screen and by API."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from office.report_object import report_object
from office.years import law_of_year
from policy.documents import Law
from scoring.kinds import POOLS, Honour, Pool, Stage
from scoring.models import Assessment, Card, HonourDecision, SealedCard
from scoring.rules.card import CardTotal, card_total
from scoring.rules.columns import column
from scoring.rules.ranking import Contender, Placed, ranking
from scoring.rules.scheme import exact_points
from scoring.rules.terms import PARAMETERS, terms_of
from scoring.selectors.cards import entries_of, year_terms
from scoring.selectors.schemes import DOCUMENT
from unions.models import Union, User


@dataclass(frozen=True, slots=True)
class RankingRow:
    """One union's place.

    Attributes:
        union_name: as it was on the last day of the year; of a sealed card as sealed.
        stage: the column that is ranked.
    """

    card: Card
    union_name: str
    stage: Stage
    placed: Placed

    @property
    def pool(self) -> Pool:
        return self.placed.contender.pool

    @property
    def points(self) -> CardTotal:
        return self.placed.contender.points

    @property
    def rank(self) -> int:
        return self.placed.rank

    @property
    def honour(self) -> Honour | None:
        return self.placed.honour

    @property
    def shown(self) -> dict[str, str]:
        """The points as exact decimal text with at least one place."""
        points = self.points
        return {
            "base": exact_points(points.base),
            "bonus": exact_points(points.bonus),
            "total": exact_points(points.total),
            "attainable": exact_points(points.attainable),
        }

    def as_json(self) -> dict[str, Any]:
        """The row as `report ranking` prints it."""
        return {
            "pool": self.pool.value,
            "union": self.union_name,
            **self.shown,
            "rank": self.rank,
            "honour": self.honour.value if self.honour else None,
            "boundary_tie": self.placed.is_boundary_tie,
        }


@dataclass(frozen=True, slots=True)
class RankingReport:
    """All rows of a year, by pool and rank, with the parameters they were ranked by."""

    year: int
    rows: tuple[RankingRow, ...]
    law: Law

    def as_json(self) -> dict[str, Any]:
        """The object that `report ranking --json` prints."""
        return report_object(self.year, self.rows, self.law, PARAMETERS)


@dataclass(frozen=True, slots=True)
class _Scored:
    card: Card
    name: str
    stage: Stage
    points: CardTotal


def ranking_report(year: int, user: User | None) -> RankingReport:
    """Every card of a year with its rank; a constant number of queries whatever the number of cards.

    Of a sealed year the sealed points are ranked. Before that, each card by the last column in which anything was
    entered: the final one, else the department's, else the union's own; columns fall back value by value.

    Args:
        user: whose scope the rows are cut to once all are ranked, so that a rank is a rank in the whole pool.
    """
    assessment = Assessment.objects.filter(year=year).select_related("scheme").first()
    if assessment is None:
        return RankingReport(year, (), law_of_year(DOCUMENT, year))
    law, scored = _sealed(assessment) if assessment.is_sealed else _live(assessment)
    names = {each.card.pk: each for each in scored}
    contenders = [Contender(each.card.pk, Pool(each.card.pool), each.points) for each in scored]
    placed = ranking(contenders, terms_of(law), decided_honours(assessment))
    rows = [_row(each, names) for each in placed]
    if user:
        seen = set(Card.objects.visible_to(user).filter(assessment=assessment).values_list("pk", flat=True))
        rows = [row for row in rows if row.card.pk in seen]
    return RankingReport(year, tuple(rows), law)


def decided_honours(assessment: Assessment) -> dict[Any, Honour | None]:
    """What the leading group decided, by card; the last decision on each."""
    decided = HonourDecision.objects.filter(assessment=assessment).values_list("card_id", "honour")
    return {card_id: Honour(honour) if honour else None for card_id, honour in decided}


def _row(placed: Placed, scored: Mapping[Any, _Scored]) -> RankingRow:
    found = scored[placed.contender.name]
    return RankingRow(found.card, found.name, found.stage, placed)


def _live(assessment: Assessment) -> tuple[Law, list[_Scored]]:
    cards = list(Card.objects.filter(assessment=assessment).select_related("union", "assessment"))
    year, entries, names = year_terms(assessment), entries_of(cards), names_then(assessment.year)
    found = []
    for card in sorted(cards, key=lambda card: card.union.path):
        stage = entries[card.pk].latest
        facts = column(year.scheme, Pool(card.pool), entries[card.pk], stage)
        points = card_total(year.scheme, facts, year.terms)
        found.append(_Scored(card, names.get(card.union_id, card.union.name), stage, points))
    return year.law, found


def _sealed(assessment: Assessment) -> tuple[Law, list[_Scored]]:
    rows = list(
        SealedCard.objects.filter(card__assessment=assessment)
        .select_related("card__union", "card__assessment")
        .order_by("card__union__path")
    )
    law = Law.from_json(rows[0].sealed["law"]) if rows else law_of_year(DOCUMENT, assessment.year)
    return law, [_Scored(row.card, row.union_name, Stage.FINAL, _points(row)) for row in rows]


def _points(row: SealedCard) -> CardTotal:
    return CardTotal(*(_plain(each) for each in (row.base_points, row.bonus_points, row.attainable_points)))


def _plain(points: Decimal) -> Decimal:
    return points.normalize() if points else Decimal(0)


def names_then(year: int) -> dict[int, str]:
    """The assessed unions' names on the last day of the year."""
    then: Any = Union.objects.as_of(date(year, 12, 31)).filter(kind__in=POOLS)  # typed loosely: `as_of` adds columns
    return dict(then.values_list("pk", "name_then"))
