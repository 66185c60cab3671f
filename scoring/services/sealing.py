"""Sealing a year: every card with its facts, scheme and law, append-only."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from policy.units import as_json
from scoring.kinds import Pool, Stage
from scoring.models import Assessment, Card, SealedCard
from scoring.rules.card import CardFacts, CardVerdict, card_verdict
from scoring.rules.columns import column
from scoring.rules.scheme import Indicator, Item
from scoring.rules.terms import PARAMETERS
from scoring.selectors.cards import YearTerms, entries_of, year_terms
from scoring.selectors.ranking_report import names_then
from scoring.services.cards import hold_cards


def seal_cards(assessment: Assessment, at: datetime) -> int:
    """Seal the final column of every card; how many there are."""
    cards = hold_cards(assessment)
    year, entries, names = year_terms(assessment), entries_of(cards), names_then(assessment.year)
    rows = []
    for card in cards:
        facts = column(year.scheme, Pool(card.pool), entries[card.pk], Stage.FINAL)
        rows.append(_sealed(card, names.get(card.union_id, card.union.name), facts, year, at))
    SealedCard.objects.bulk_create(rows, batch_size=200)
    return len(rows)


def _sealed(card: Card, name: str, facts: CardFacts, year: YearTerms, at: datetime) -> SealedCard:
    verdict = card_verdict(year.scheme, facts, year.terms)
    total = verdict.total
    return SealedCard(
        card=card, pool=card.pool, union_name=name, base_points=total.base, bonus_points=total.bonus,
        total_points=total.total, attainable_points=total.attainable, sealed=_content(facts, verdict, year),
        sealed_at=at,
    )  # fmt: skip


def _content(facts: CardFacts, verdict: CardVerdict, year: YearTerms) -> dict[str, Any]:
    """Facts, law and verdict, so that the points can be made again whatever the tables say later."""
    return {
        "law": year.law.as_json(PARAMETERS),
        "values": {f"{item}.{number}": _plain(amount) for (item, number), amount in facts.values.items()},
        "overruled": {str(item): is_full for item, is_full in facts.overruled.items()},
        "items": [
            _item(each.item, each.judged.points, each.judged.bonus, each.judged.outcome) for each in verdict.items
        ],
        "basis": verdict.basis.as_json(),
    }


def _item(item: Item, points: Decimal, bonus: Decimal, outcome: str) -> Mapping[str, Any]:
    return {
        "number": item.number, "name": item.name, "full": str(item.points), "points": str(points),
        "bonus": str(bonus), "outcome": str(outcome), "indicators": [_line(each) for each in item.indicators],
    }  # fmt: skip


def _line(indicator: Indicator) -> Mapping[str, Any]:
    return {
        "number": indicator.number,
        "name": indicator.name,
        "asked": indicator.asked,
        "bonus": indicator.bonus_words,
    }


def _plain(amount: Decimal | None) -> object:
    """Exact text; None stays None, which is not applicable."""
    return None if amount is None else as_json(amount.normalize())
