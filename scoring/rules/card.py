"""One card: the sum of its items and bonuses (R-X6)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from policy.citing import Basis, cites
from scoring.kinds import Pool
from scoring.rules.items import NONE, ItemVerdict, Judged, Values, item_verdict, judge
from scoring.rules.scheme import Scheme, shown_points
from scoring.rules.terms import Terms


@dataclass(frozen=True, slots=True)
class CardFacts:
    """What is known of a card in one column.

    Attributes:
        values: by item and number of the indicator; None for not applicable, no key where nothing was entered.
        overruled: by item, True for full points and False for none.
    """

    pool: Pool
    values: Values
    overruled: Mapping[int, bool] = field(default_factory=dict)


class CardTotal(NamedTuple):
    """The points of a card. The total may exceed what is attainable, which knows no bonus."""

    base: Decimal
    bonus: Decimal
    attainable: Decimal

    @property
    def total(self) -> Decimal:
        """Base points and bonuses together."""
        return self.base + self.bonus


@dataclass(frozen=True, slots=True)
class CardVerdict:
    """A card with every item of its pool."""

    total: CardTotal
    items: tuple[ItemVerdict, ...]

    @property
    def shown(self) -> dict[str, str]:
        """The points in words, by name."""
        points = self.total
        return {
            "base": shown_points(points.base), "bonus": shown_points(points.bonus),
            "total": shown_points(points.total), "attainable": shown_points(points.attainable),
        }  # fmt: skip

    @property
    def basis(self) -> Basis:
        """How the total came about."""
        points = self.total
        inputs = {"基本分": points.base, "加分": points.bonus, "可得满分": points.attainable}
        formula = f"{shown_points(points.base)} ＋ {shown_points(points.bonus)} ＝ {shown_points(points.total)} 分"
        return Basis("R-X6", "2012-55/3.3", inputs, formula)


@cites("2012-55/3.3", rule="R-X6")
def card_total(scheme: Scheme, facts: CardFacts, terms: Terms) -> CardTotal:
    """Base points, bonuses and attainable points of one card."""
    values, overruled = facts.values, facts.overruled
    return _total(judge(item, values, overruled.get(item.number), terms) for item in scheme.items_of(facts.pool))


def card_verdict(scheme: Scheme, facts: CardFacts, terms: Terms) -> CardVerdict:
    """The card as `card_total` adds it up, with every item's reasons."""
    items = tuple(
        item_verdict(item, facts.values, facts.overruled.get(item.number), terms)
        for item in scheme.items_of(facts.pool)
    )
    return CardVerdict(_total(each.judged for each in items), items)


def _total(judged: Iterable[Judged]) -> CardTotal:
    base = bonus = attainable = NONE
    for _, points, reachable, more, _ in judged:
        base += points
        attainable += reachable
        if more:
            bonus += more
    return CardTotal(base, bonus, attainable)
