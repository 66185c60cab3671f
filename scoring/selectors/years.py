"""One union over the years: its totals and places, and each item side by side."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from scoring.models import Assessment, Card
from scoring.rules.items import ItemVerdict
from scoring.rules.scheme import Item, shown_points
from scoring.selectors.ranking_report import RankingRow, ranking_report
from scoring.selectors.results import earned, shown_earned, year_results
from scoring.selectors.standings import may_see_all
from unions.models import User


@dataclass(frozen=True)
class UnionYear:
    """One year of a union.

    Attributes:
        is_told: whether the person may know the honour already; before, a rank is the one of the moment.
    """

    assessment: Assessment
    row: RankingRow
    is_told: bool

    @property
    def rank(self) -> str:
        return str(self.row.rank) if self.assessment.is_sealed else f"暂列 {self.row.rank}"

    @property
    def honour(self) -> str:
        """The honour, once it is told."""
        given = self.row.honour
        if not self.is_told or not self.assessment.is_sealed:
            return "公布后显示"
        return given.label if given else ""


@dataclass(frozen=True)
class ItemYears:
    """One item over the years; None where it did not exist for the union."""

    item: Item
    verdicts: tuple[ItemVerdict | None, ...]

    @property
    def cells(self) -> list[dict[str, object]]:
        """What each year earned, with its tone."""
        return [
            {"shown": shown_earned(each), "tone": each.judged.outcome.tone if each else "neutral", "verdict": each}
            for each in self.verdicts
        ]

    @property
    def change(self) -> str:
        """The last year against the one before; empty where they are equal or cannot be compared."""
        if len(self.verdicts) < 2 or self.verdicts[-1] is None or self.verdicts[-2] is None:
            return ""
        change: Decimal = earned(self.verdicts[-1]) - earned(self.verdicts[-2])
        return f"{'＋' if change > 0 else '－'}{shown_points(abs(change))}" if change else ""


@dataclass(frozen=True)
class UnionYears:
    """A union's years, the earliest first, and its items."""

    years: tuple[UnionYear, ...]
    items: tuple[ItemYears, ...]


def union_years(card: Card, user: User) -> UnionYears:
    """The years in which the union of a card was assessed, as far as the person may see them."""
    own = Card.objects.visible_to(user).filter(union_id=card.union_id).values("assessment_id")
    seen = Assessment.objects.visible_to(user).filter(pk__in=own).select_related("scheme").order_by("year")
    found = [(each, result) for each in seen if (result := year_results(each).card_of(card.union_id))]
    results = [result for _, result in found]
    items = {number: verdict.item for each in results for number, verdict in each.items.items()}
    rows = [ItemYears(items[number], tuple(each.items.get(number) for each in results)) for number in sorted(items)]
    return UnionYears(tuple(_union_year(each, result.row, user) for each, result in found), tuple(rows))


def own_years(assessments: Iterable[Assessment], user: User) -> list[UnionYear | None]:
    """Of each year what the union of the post acted in came to; None where it has no card."""
    return [_own_year(each, user) for each in assessments]


def _own_year(assessment: Assessment, user: User) -> UnionYear | None:
    rows = ranking_report(assessment.year, user).rows
    own = next((each for each in rows if user.post and each.card.union_id == user.post.union_id), None)
    return _union_year(assessment, own, user) if own else None


def _union_year(assessment: Assessment, row: RankingRow, user: User) -> UnionYear:
    return UnionYear(assessment, row, may_see_all(assessment, user))
