"""One union over the years: its totals and places, and each item side by side."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from scoring.models import Assessment, Card
from scoring.rules.items import ItemVerdict
from scoring.rules.scheme import Item, shown_points
from scoring.selectors.results import CardResult, earned, shown_earned, year_results
from scoring.selectors.standings import may_see_all
from unions.models import User


@dataclass(frozen=True)
class UnionYear:
    """One year of a union.

    Attributes:
        is_told: whether the person may know the honour already; before, a rank is the one of the moment.
    """

    assessment: Assessment
    result: CardResult
    is_told: bool

    @property
    def rank(self) -> str:
        return str(self.result.row.rank) if self.assessment.is_sealed else f"暂列 {self.result.row.rank}"

    @property
    def honour(self) -> str:
        """The honour, once it is told."""
        given = self.result.row.honour
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
    years = []
    for assessment in seen:
        result = year_results(assessment).card_of(card.union_id)
        if result:
            years.append(UnionYear(assessment, result, may_see_all(assessment, user)))
    items = {number: verdict.item for each in years for number, verdict in each.result.items.items()}
    rows = [
        ItemYears(items[number], tuple(each.result.items.get(number) for each in years)) for number in sorted(items)
    ]
    return UnionYears(tuple(years), tuple(rows))
