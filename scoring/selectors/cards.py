"""The cards as values for the rules: what was entered in which column, for one card or for all of a year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.db.models import QuerySet

from office.years import law_of_year
from policy.documents import Law
from scoring.kinds import AssessmentState, OpinionVerdict, Pool, Stage
from scoring.models import AchievedValue, Assessment, Card, ItemOpinion
from scoring.rules.card import CardVerdict, card_verdict
from scoring.rules.columns import CardEntries, column
from scoring.rules.scheme import Key, Scheme
from scoring.rules.terms import Terms, terms_of
from scoring.selectors.schemes import DOCUMENT, scheme_values
from unions.models import User

KEY: Final = ("indicator__item__number", "indicator__number")


@dataclass(frozen=True)
class YearTerms:
    """The scheme and law by which the cards of a year are judged, read once for all of them."""

    scheme: Scheme
    law: Law
    terms: Terms


def year_terms(assessment: Assessment) -> YearTerms:
    """The scheme, law and readings of an assessment."""
    law = law_of_year(DOCUMENT, assessment.year)
    return YearTerms(scheme_values(assessment.scheme), law, terms_of(law))


def cards_seen(user: User) -> QuerySet[Card]:
    """The cards in a person's scope, with what their names are made of."""
    return Card.objects.visible_to(user).select_related("assessment__scheme", "union")


def entries_of(cards: Iterable[Card]) -> dict[int, CardEntries]:
    """Everything written into these cards, by card; two queries whatever their number."""
    keys = [card.pk for card in cards]
    values: dict[int, dict[Stage, dict[Key, Decimal | None]]] = defaultdict(dict)
    rows = AchievedValue.objects.filter(card_id__in=keys).values_list("card_id", "stage", *KEY, "amount")
    for card_id, stage, item, number, amount in rows:
        values[card_id].setdefault(Stage(stage), {})[item, number] = amount
    opinions: dict[int, dict[Stage, dict[int, OpinionVerdict]]] = defaultdict(dict)
    said = ItemOpinion.objects.filter(card_id__in=keys).values_list("card_id", "stage", "item__number", "verdict")
    for card_id, stage, item, verdict in said:
        opinions[card_id].setdefault(Stage(stage), {})[item] = OpinionVerdict(verdict)
    return {key: CardEntries(values[key], opinions[key]) for key in keys}


def own_notes(card: Card) -> dict[Key, str]:
    """What the union wrote beside its own values."""
    rows = AchievedValue.objects.filter(card=card, stage=Stage.SELF).exclude(note="")
    return {(item, number): note for item, number, note in rows.values_list(*KEY, "note")}


def reached_columns(card: Card, entries: CardEntries, year: YearTerms) -> dict[Stage, CardVerdict]:
    """The card as each column gives it that the season has reached, or in which an import has entered something."""
    state, stages = AssessmentState(card.assessment.state), list(Stage)
    last = max(
        stages.index(entries.latest), *(place for place, stage in enumerate(stages) if state.has_reached(stage)), 0
    )
    return {stage: stage_verdict(card, entries, stage, year) for stage in stages[: last + 1]}


def stage_verdict(card: Card, entries: CardEntries, stage: Stage, year: YearTerms) -> CardVerdict:
    """One column of a card."""
    facts = column(year.scheme, Pool(card.pool), entries, stage)
    return card_verdict(year.scheme, facts, year.terms)
