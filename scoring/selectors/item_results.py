"""How the unions of a year did in each item, and in one item each of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.urls import reverse

from policy.citing import Basis
from policy.units import percent, rate
from scoring.kinds import Outcome, Pool, Reviewer
from scoring.models import Assessment
from scoring.rules.items import ItemVerdict
from scoring.rules.scheme import Item, shown_points
from scoring.selectors.ranking_report import RankingRow
from scoring.selectors.results import CardResult, YearResults, shown_earned, year_results


@dataclass(frozen=True)
class ItemCount:
    """One item over all unions it applies to.

    Attributes:
        judged_count: unions for which it was applicable.
        before: the share of full scores the year before; None where the item did not exist or applied to nobody.
    """

    item: Item
    judged_count: int
    full_count: int
    bonus: str
    before: Fraction | None

    @property
    def departments(self) -> str:
        return "、".join(each.label for each in self.item.reviewers)

    @property
    def shown_points(self) -> str:
        return "加分" if self.item.is_bonus_only else shown_points(self.item.points)

    @property
    def full_rate(self) -> Fraction | None:
        """The share of unions that scored; None for a bonus item, and where it applied to nobody."""
        return None if self.item.is_bonus_only else rate(self.full_count, self.judged_count)

    @property
    def shown_rate(self) -> str:
        return percent(self.full_rate)

    @property
    def shown_before(self) -> str:
        return "—" if self.before is None else percent(self.before)

    @property
    def basis(self) -> Basis:
        """How the share came about."""
        inputs = {"得分家数": self.full_count, "适用家数": self.judged_count}
        formula = f"{self.full_count} ÷ {self.judged_count} ＝ {percent(self.full_rate)}"
        return Basis("R-X1", self.item.clause, inputs, formula)


@dataclass(frozen=True)
class UnionInItem:
    """One union in one item, this year and the year before."""

    row: RankingRow
    verdict: ItemVerdict
    before: ItemVerdict | None

    @property
    def url(self) -> str:
        """The page of the item on the union's card."""
        return reverse("scoring:item_detail", args=[self.row.card.pk, self.verdict.item.number])

    @property
    def shown(self) -> str:
        return shown_earned(self.verdict)

    @property
    def shown_before(self) -> str:
        return shown_earned(self.before)

    @property
    def values(self) -> str:
        """The achieved values in words."""
        return "；".join(f"{each.indicator.name} {each.shown}" for each in self.verdict.indicators)

    @property
    def unmet(self) -> str:
        """The indicators that missed their line."""
        return "、".join(each.indicator.name for each in self.verdict.indicators if each.met is False)


def results_before(assessment: Assessment) -> YearResults | None:
    """The results of the year before; None where it was not assessed."""
    found = Assessment.objects.filter(year=assessment.year - 1).select_related("scheme").first()
    return year_results(found) if found else None


def item_counts(
    results: YearResults, before: YearResults | None, *, pool: Pool | None = None, reviewer: Reviewer | None = None
) -> list[ItemCount]:
    """Every item with how many scored, of one pool or both, of one department or all."""
    earlier = {each.item.number: each.full_rate for each in item_counts(before, None, pool=pool)} if before else {}
    cards = [each for each in results.cards if pool is None or each.row.pool is pool]
    items = [item for item in results.scheme.items if reviewer is None or reviewer in item.reviewers]
    return [_count(item, cards, earlier.get(item.number)) for item in items]


def unions_in_item(results: YearResults, before: YearResults | None, number: int) -> list[UnionInItem]:
    """Every union to which an item applies, in the order of the ranking."""
    found = []
    for each in results.cards:
        earlier = before.card_of(each.row.card.union_id) if before else None
        if verdict := each.items.get(number):
            found.append(UnionInItem(each.row, verdict, earlier.items.get(number) if earlier else None))
    return found


def _count(item: Item, cards: Iterable[CardResult], before: Fraction | None) -> ItemCount:
    judged = [verdict.judged for each in cards if (verdict := each.of(item))]
    applicable = [each for each in judged if each.outcome is not Outcome.NOT_APPLICABLE]
    full = sum(1 for each in applicable if each.outcome is Outcome.FULL)
    bonus = sum((each.bonus for each in judged), Decimal(0))
    return ItemCount(item, len(applicable), full, shown_points(bonus), before)
