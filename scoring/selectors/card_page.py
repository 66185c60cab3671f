"""A card as its page shows it: by action, each item in the columns reached so far beside each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from scoring.kinds import Action, Outcome, Stage
from scoring.models import AchievedValue, Card, ItemOpinion
from scoring.rules.card import CardVerdict
from scoring.rules.items import IndicatorVerdict, ItemVerdict
from scoring.rules.scheme import Indicator, Item, shown_points
from scoring.selectors.cards import card_columns, year_terms


@dataclass(frozen=True)
class IndicatorRow:
    """One indicator in the columns, with what was said of it."""

    indicator: Indicator
    columns: Mapping[Stage, IndicatorVerdict]
    notes: tuple[tuple[str, str], ...]

    @property
    def verdicts(self) -> list[IndicatorVerdict]:
        """The columns in order."""
        return list(self.columns.values())


@dataclass(frozen=True)
class ItemRow:
    """One item in the columns."""

    item: Item
    columns: Mapping[Stage, ItemVerdict]
    indicators: tuple[IndicatorRow, ...]
    opinions: tuple[ItemOpinion, ...]

    @property
    def cells(self) -> list[dict[str, Any]]:
        """Points, outcome and tone of each column."""
        return [_cell(verdict) for verdict in self.columns.values()]


@dataclass(frozen=True)
class ActionPart:
    """The items of one action, and the points they come to in each column."""

    action: Action
    rows: tuple[ItemRow, ...]
    points: str
    earned: tuple[str, ...]


@dataclass(frozen=True)
class CardPage:
    """The whole card."""

    parts: tuple[ActionPart, ...]
    columns: Mapping[Stage, CardVerdict]

    @property
    def totals(self) -> list[dict[str, Any]]:
        """The sums under the columns."""
        return [
            {
                **verdict.shown, "basis": verdict.basis, "label": stage.label,
                "note": f"基本分 {verdict.shown['base']}，加分 {verdict.shown['bonus']}，"
                f"可得满分 {verdict.shown['attainable']}",
            }
            for stage, verdict in self.columns.items()
        ]  # fmt: skip


def card_page(card: Card) -> CardPage:
    """The card with the columns reached so far; a constant number of queries."""
    columns = card_columns(card, year_terms(card.assessment))
    notes = _notes(card)
    opinions = list(ItemOpinion.objects.filter(card=card).select_related("item", "given_by").order_by("stage"))
    rows = [_item_row(number, columns, notes, opinions) for number in range(len(columns[Stage.SELF].items))]
    parts = [_part(action, tuple(group)) for action, group in groupby(rows, key=lambda row: row.item.action)]
    return CardPage(tuple(parts), columns)


def _item_row(
    index: int,
    columns: Mapping[Stage, CardVerdict],
    notes: Mapping[tuple[int, int], list[tuple[str, str]]],
    opinions: list[ItemOpinion],
) -> ItemRow:
    verdicts = {stage: verdict.items[index] for stage, verdict in columns.items()}
    item = verdicts[Stage.SELF].item
    indicators = tuple(
        IndicatorRow(
            indicator,
            {stage: verdict.indicators[place] for stage, verdict in verdicts.items()},
            tuple(notes.get(indicator.key, ())),
        )
        for place, indicator in enumerate(item.indicators)
    )
    said = tuple(each for each in opinions if each.item.number == item.number)
    return ItemRow(item, verdicts, indicators, said)


def _part(action: Action, rows: tuple[ItemRow, ...]) -> ActionPart:
    earned = [
        sum((row.columns[stage].judged.points + row.columns[stage].judged.bonus for row in rows), Decimal(0))
        for stage in rows[0].columns
    ]
    points = sum((row.item.points for row in rows), Decimal(0))
    return ActionPart(action, rows, shown_points(points), tuple(shown_points(each) for each in earned))


def _notes(card: Card) -> dict[tuple[int, int], list[tuple[str, str]]]:
    found: dict[tuple[int, int], list[tuple[str, str]]] = {}
    rows = AchievedValue.objects.filter(card=card).exclude(note="").select_related("indicator__item")
    for row in rows:
        key = row.indicator.item.number, row.indicator.number
        found.setdefault(key, []).append((Stage(row.stage).label, row.note))
    return found


def _cell(verdict: ItemVerdict) -> dict[str, Any]:
    judged = verdict.judged
    points = "" if judged.outcome is Outcome.BONUS_ONLY else f"{shown_points(judged.points)} 分"
    bonus = f"＋{shown_points(judged.bonus)}" if judged.bonus else ""
    label = f"改判{judged.outcome.label}" if judged.is_overruled else judged.outcome.label
    return {
        "points": points, "bonus": bonus, "label": label, "tone": judged.outcome.tone,
        "basis": verdict.basis, "needs_review": verdict.needs_review,
    }  # fmt: skip
