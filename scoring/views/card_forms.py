"""What the pages with boxes of a card are made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.http import QueryDict

from office.refusals import Refused
from office.spreadsheets import CellRefused
from office.spreadsheets.cells import is_blank
from scoring.forms.values import Box, box_text, boxes_of, typed_values
from scoring.kinds import Action, Pool, Stage
from scoring.models import AchievedValue, Card
from scoring.rules.card import CardFacts, CardVerdict, card_verdict
from scoring.rules.items import ItemVerdict
from scoring.rules.scheme import Indicator, Item, Key, Scheme, shown_points
from scoring.selectors.cards import YearTerms, year_terms
from scoring.selectors.evidence import evidence_counts
from scoring.services.values import Typed, faults_of, typed_amount, unread_boxes


@dataclass(frozen=True)
class BoxedItem:
    """An item with its boxes, what it scores now, and its evidence."""

    item: Item
    boxes: list[Box]
    verdict: ItemVerdict
    file_count: int

    @property
    def points(self) -> str:
        """The points it scores now."""
        judged = self.verdict.judged
        return shown_points(judged.points + judged.bonus)


@dataclass(frozen=True)
class BoxedAction:
    """The items of one action."""

    action: Action
    rows: tuple[BoxedItem, ...]


def own_page(card: Card, posted: QueryDict | None, refusal: Refused | None) -> dict[str, Any]:
    """The context of the self-assessment page: what was just typed, else what is saved and what is kept as typed."""
    year = year_terms(card.assessment)
    items = year.scheme.items_of(Pool(card.pool))
    if posted is not None:
        typed = typed_values(posted, items)
    else:
        typed = saved_values(card, Stage.SELF, year.scheme) | unread_boxes(card)
    faults = faults_of(year.scheme, typed)
    score = score_of_typed(card, typed, year)
    counts = evidence_counts(card)
    rows = [
        BoxedItem(item, boxes_of(item, typed, faults), verdict, counts.get(item.number, 0))
        for item, verdict in zip(items, score.items, strict=True)
    ]
    parts = [BoxedAction(action, tuple(group)) for action, group in groupby(rows, key=lambda row: row.item.action)]
    return {"card": card, "parts": parts, "score": score, "faults": faults, "refusal": refusal}


def saved_values(card: Card, stage: Stage, scheme: Scheme) -> dict[Key, Typed]:
    """What a column holds, as its boxes show it."""
    indicators: Mapping[Key, Indicator] = {each.key: each for each in scheme.indicators()}
    rows = AchievedValue.objects.filter(card=card, stage=stage).values_list(
        "indicator__item__number", "indicator__number", "amount", "note"
    )
    return {
        (item, number): Typed(box_text(indicators[item, number], amount), note) for item, number, amount, note in rows
    }


def score_of_typed(card: Card, typed: Mapping[Key, Typed], year: YearTerms) -> CardVerdict:
    """The card by what stands in its boxes; a box that cannot be understood counts as empty."""
    values = {}
    for each in year.scheme.indicators():
        if each.key in typed and not is_blank(typed[each.key].value):
            try:
                values[each.key] = typed_amount(typed[each.key].value, each)
            except CellRefused:
                continue
    return card_verdict(year.scheme, CardFacts(Pool(card.pool), values), year.terms)
