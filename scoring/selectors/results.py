"""What every card of a year came to, item by item: of a sealed year as sealed, else as the columns stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from policy.documents import Law
from scoring.kinds import Outcome, Pool
from scoring.models import Assessment, Card, SealedCard
from scoring.rules.card import CardFacts, CardVerdict, card_verdict
from scoring.rules.columns import column
from scoring.rules.items import ItemVerdict
from scoring.rules.scheme import Item, Key, Scheme, shown_points
from scoring.rules.terms import terms_of
from scoring.selectors.cards import entries_of, year_terms
from scoring.selectors.ranking_report import RankingRow, ranking_report
from scoring.selectors.schemes import scheme_values


@dataclass(frozen=True)
class CardResult:
    """One card with its place and every item of its pool, by number."""

    row: RankingRow
    items: Mapping[int, ItemVerdict]

    def of(self, item: Item) -> ItemVerdict | None:
        """The card's verdict on an item; None where the item does not exist for the union."""
        return self.items.get(item.number)


@dataclass(frozen=True)
class YearResults:
    """All cards of a year in the order of the ranking."""

    assessment: Assessment
    scheme: Scheme
    cards: tuple[CardResult, ...]

    def card_of(self, union_id: int) -> CardResult | None:
        """A union's result; None in a year in which it was not assessed."""
        return next((each for each in self.cards if each.row.card.union_id == union_id), None)


def year_results(assessment: Assessment) -> YearResults:
    """The results of a year; a constant number of queries whatever the number of cards."""
    rows = ranking_report(assessment.year, None).rows
    scheme = scheme_values(assessment.scheme)
    verdicts = sealed_verdicts(assessment, scheme) if assessment.is_sealed else _live_verdicts(assessment, rows)
    cards = [CardResult(row, {each.item.number: each for each in verdicts[row.card.pk].items}) for row in rows]
    return YearResults(assessment, scheme, tuple(cards))


def earned(verdict: ItemVerdict) -> Decimal:
    """Points and bonus of an item together."""
    return verdict.judged.points + verdict.judged.bonus


def shown_earned(verdict: ItemVerdict | None) -> str:
    """What an item earned, in words; — where it does not exist for the union."""
    if verdict is None:
        return "—"
    if verdict.judged.outcome is Outcome.NOT_APPLICABLE:
        return verdict.judged.outcome.label
    return shown_points(earned(verdict))


def sealed_verdicts(assessment: Assessment, scheme: Scheme) -> dict[int, CardVerdict]:
    """The sealed cards judged again from the facts and the law that were sealed with them, by card."""
    rows = SealedCard.objects.filter(card__assessment=assessment).values_list("card_id", "pool", "sealed")
    return {
        card_id: card_verdict(scheme, _sealed_facts(Pool(pool), sealed), terms_of(Law.from_json(sealed["law"])))
        for card_id, pool, sealed in rows
    }


def _sealed_facts(pool: Pool, sealed: Mapping[str, Any]) -> CardFacts:
    values = {_key(name): None if amount is None else Decimal(amount) for name, amount in sealed["values"].items()}
    return CardFacts(pool, values, {int(item): is_full for item, is_full in sealed["overruled"].items()})


def _key(name: str) -> Key:
    item, number = name.split(".")
    return int(item), int(number)


def _live_verdicts(assessment: Assessment, rows: tuple[RankingRow, ...]) -> dict[int, CardVerdict]:
    cards: dict[int, Card] = {row.card.pk: row.card for row in rows}
    year, entries = year_terms(assessment), entries_of(cards.values())
    facts = {
        key: column(year.scheme, Pool(card.pool), entries[key], entries[key].latest) for key, card in cards.items()
    }
    return {key: card_verdict(year.scheme, each, year.terms) for key, each in facts.items()}
