"""What a card would come to if other indicators held, and which rank that would be."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from decimal import Decimal

from scoring.kinds import Pool
from scoring.models import Card
from scoring.rules.card import CardFacts, CardVerdict, card_verdict
from scoring.rules.columns import column
from scoring.rules.items import ItemVerdict
from scoring.rules.ranking import Contender, Placed, ranking
from scoring.rules.scheme import Indicator, Key, shown_points
from scoring.selectors.cards import entries_of, year_terms
from scoring.selectors.ranking_report import ranking_report

BELOW = Decimal(0)


@dataclass(frozen=True)
class Tick:
    """One indicator with its box."""

    indicator: Indicator
    name: str
    is_ticked: bool
    shown: str


@dataclass(frozen=True)
class TickedItem:
    """One item with its boxes and what it would score."""

    verdict: ItemVerdict
    ticks: tuple[Tick, ...]

    @property
    def points(self) -> str:
        judged = self.verdict.judged
        return shown_points(judged.points + judged.bonus)


@dataclass(frozen=True)
class WhatIf:
    """The card as it is and as it would be."""

    items: tuple[TickedItem, ...]
    now: CardVerdict
    then: CardVerdict
    placed_now: Placed
    placed_then: Placed

    @property
    def gain(self) -> str:
        """The difference of the totals with its sign."""
        points = self.then.total.total - self.now.total.total
        return f"{'＋' if points >= 0 else '－'}{shown_points(abs(points))}"


def what_if(card: Card, ticked: Collection[str] | None) -> WhatIf:
    """The card with these indicators right on their line (or as they are, where they hold already), the others below.

    Args:
        ticked: names like "1.3"; None for the card as it is.
    """
    year = year_terms(card.assessment)
    entries = entries_of([card])[card.pk]
    facts = column(year.scheme, Pool(card.pool), entries, entries.latest)
    now = card_verdict(year.scheme, facts, year.terms)
    then = now if ticked is None else card_verdict(year.scheme, _changed(now, facts, ticked), year.terms)
    rows = ranking_report(card.assessment.year, None).rows
    contenders = [Contender(row.card.pk, row.pool, row.points) for row in rows]
    imagined = [replace(each, points=then.total) if each.name == card.pk else each for each in contenders]
    places = [
        next(placed for placed in ranking(each, year.terms) if placed.contender.name == card.pk)
        for each in (contenders, imagined)
    ]
    return WhatIf(_items(then, now), now, then, *places)


def _changed(now: CardVerdict, facts: CardFacts, ticked: Collection[str]) -> CardFacts:
    values: dict[Key, Decimal | None] = dict(facts.values)
    overruled = dict(facts.overruled)
    for item in now.items:
        for each in item.indicators:
            line, key = each.indicator.line, each.indicator.key
            if line is None or each.is_not_applicable:
                continue
            is_wanted = f"{key[0]}.{key[1]}" in ticked
            if is_wanted != bool(each.met):
                values[key] = line.bound if is_wanted else BELOW
                overruled.pop(key[0], None)
    return CardFacts(facts.pool, values, overruled)


def _items(then: CardVerdict, now: CardVerdict) -> tuple[TickedItem, ...]:
    return tuple(
        TickedItem(
            verdict,
            tuple(
                Tick(each.indicator, f"{each.indicator.item}.{each.indicator.number}", bool(each.met), before.shown)
                for each, before in zip(verdict.indicators, today.indicators, strict=True)
                if each.indicator.line
            ),
        )
        for verdict, today in zip(then.items, now.items, strict=True)
    )
