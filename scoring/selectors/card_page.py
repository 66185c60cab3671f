"""A card as its page shows it: by action, each item in the columns reached so far beside each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from office.kinds import Tone
from scoring.kinds import Action, AssessmentState, Outcome, Stage
from scoring.models import AchievedValue, Card, ItemOpinion
from scoring.rules.card import CardVerdict
from scoring.rules.items import IndicatorVerdict, ItemVerdict
from scoring.rules.scheme import Indicator, Item, shown_points
from scoring.selectors.cards import entries_of, reached_columns, year_terms


@dataclass(frozen=True)
class IndicatorRow:
    """One indicator in the columns, with what was said of it; None in a column where nobody has judged it yet."""

    indicator: Indicator
    columns: Mapping[Stage, IndicatorVerdict | None]
    notes: tuple[tuple[str, str], ...]

    @property
    def verdicts(self) -> list[IndicatorVerdict | None]:
        """The columns in order."""
        return list(self.columns.values())


@dataclass(frozen=True)
class ItemRow:
    """One item in the columns.

    Attributes:
        unheard: the department's column where the department has said nothing of the item: it then holds what the
            union claims, which must not look like the department's word.
        is_awaited: the departments are still at work; else their silence has come to mean that they agree.
    """

    item: Item
    columns: Mapping[Stage, ItemVerdict]
    indicators: tuple[IndicatorRow, ...]
    opinions: tuple[ItemOpinion, ...]
    unheard: Stage | None
    is_awaited: bool

    @property
    def cells(self) -> list[dict[str, Any]]:
        """Points, outcome and tone of each column."""
        return [
            _unheard_cell(verdict, is_awaited=self.is_awaited) if stage is self.unheard else _cell(verdict)
            for stage, verdict in self.columns.items()
        ]


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
        """The sums under the columns; `waiting` says how much of one nobody has judged yet."""
        rows = [row for part in self.parts for row in part.rows]
        counts = {stage: sum(row.unheard is stage and row.is_awaited for row in rows) for stage in self.columns}
        waiting = {stage: f"其中 {count} 项未审核，暂按自评计" if count else "" for stage, count in counts.items()}
        return [
            {
                **verdict.shown, "basis": verdict.basis, "label": stage.label, "waiting": waiting[stage],
                "note": waiting[stage] or f"基本分 {verdict.shown['base']}，加分 {verdict.shown['bonus']}，"
                f"可得满分 {verdict.shown['attainable']}",
            }
            for stage, verdict in self.columns.items()
        ]  # fmt: skip


def card_page(card: Card) -> CardPage:
    """The card with the columns reached so far; a constant number of queries."""
    entries = entries_of([card])[card.pk]
    columns = reached_columns(card, entries, year_terms(card.assessment))
    is_awaited = card.assessment.state == AssessmentState.REVIEWING
    notes = _notes(card)
    opinions = list(ItemOpinion.objects.filter(card=card).select_related("item", "given_by").order_by("stage"))
    heard = entries.heard(Stage.DEPARTMENT)
    rows = [
        _item_row(number, columns, notes, opinions, heard, is_awaited=is_awaited)
        for number in range(len(columns[Stage.SELF].items))
    ]
    parts = [_part(action, tuple(group)) for action, group in groupby(rows, key=lambda row: row.item.action)]
    return CardPage(tuple(parts), columns)


def _item_row(
    index: int,
    columns: Mapping[Stage, CardVerdict],
    notes: Mapping[tuple[int, int], list[tuple[str, str]]],
    opinions: list[ItemOpinion],
    heard: frozenset[int],
    *,
    is_awaited: bool,
) -> ItemRow:
    verdicts = {stage: verdict.items[index] for stage, verdict in columns.items()}
    item = verdicts[Stage.SELF].item
    unheard = Stage.DEPARTMENT if Stage.DEPARTMENT in verdicts and item.number not in heard else None
    indicators = tuple(
        IndicatorRow(
            indicator,
            {
                stage: None if stage is unheard and is_awaited else verdict.indicators[place]
                for stage, verdict in verdicts.items()
            },
            tuple(notes.get(indicator.key, ())),
        )
        for place, indicator in enumerate(item.indicators)
    )
    said = tuple(each for each in opinions if each.item.number == item.number)
    return ItemRow(item, verdicts, indicators, said, unheard, is_awaited)


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


def _unheard_cell(verdict: ItemVerdict, *, is_awaited: bool) -> dict[str, Any]:
    """The department's column of an item of which it has said nothing."""
    cell = _cell(verdict)
    if not is_awaited:
        return cell | {"label": f"{cell['label']}（未另审核，认可自评）"}
    points = f"暂计 {cell['points']}" if cell["points"] else ""
    return cell | {"label": "未审核", "tone": Tone.WAITING, "points": points, "needs_review": False}
