"""The card as its paper prints it: the rows of `card_page`, each cell in the words of the form."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.utils.timezone import localtime

from scoring.kinds import Action, Outcome, Stage
from scoring.models import Card, ItemOpinion
from scoring.rules.items import IndicatorVerdict, ItemVerdict
from scoring.rules.scheme import Indicator, Item, shown_points
from scoring.selectors.card_page import ItemRow, card_page

T = TypeVar("T")
MARKS = {True: "√ ", False: "× ", None: ""}


@dataclass(frozen=True)
class Entry:
    """One column of one indicator; the points of the item stand on its first line."""

    shown: str
    is_first: bool
    points: str
    bonus: str


@dataclass(frozen=True)
class IndicatorLine:
    """One line of the form."""

    indicator: Indicator
    columns: tuple[Entry, ...]


@dataclass(frozen=True)
class ItemLines:
    """One item with its lines, and what was written about it."""

    item: Item
    indicators: tuple[IndicatorLine, ...]
    remarks: tuple[str, ...]


@dataclass(frozen=True)
class SheetPart:
    """One action with its items."""

    action: Action
    points: str
    earned: tuple[str, ...]
    rows: tuple[ItemLines, ...]


def score_sheet(card: Card) -> dict[str, Any]:
    """The variables of the paper."""
    page = card_page(card)
    parts = [
        SheetPart(part.action, part.points, _whole(part.earned, ""), tuple(map(_lines, part.rows)))
        for part in page.parts
    ]
    totals = _whole(page.totals, {})
    return {"parts": parts, "totals": totals, "final": totals[-1]}


def _whole(columns: Iterable[T], blank: T) -> tuple[T, ...]:
    """All columns of the form; those the season has not reached stay blank."""
    found = tuple(columns)
    return (*found, *(blank for _ in range(len(Stage) - len(found))))


def _lines(row: ItemRow) -> ItemLines:
    lines = []
    for place, each in enumerate(row.indicators):
        items = zip(each.columns.values(), row.columns.values(), strict=True)
        entries = (_entry(found, item, place) for found, item in items)
        lines.append(IndicatorLine(each.indicator, _whole(entries, Entry("", place == 0, "", ""))))
    notes = [f"{stage}说明（{each.indicator.number}）：{note}" for each in row.indicators for stage, note in each.notes]
    said = [_said(opinion) for opinion in row.opinions if opinion.reason]
    return ItemLines(row.item, tuple(lines), (*notes, *said))


def _entry(found: IndicatorVerdict | None, verdict: ItemVerdict, place: int) -> Entry:
    if found is None:
        return Entry("", place == 0, "未审核", "")
    judged = verdict.judged
    points = "" if judged.outcome is Outcome.BONUS_ONLY else shown_points(judged.points)
    if judged.outcome is Outcome.NOT_APPLICABLE:
        points = judged.outcome.label
    bonus = f"＋{shown_points(judged.bonus)}" if judged.bonus else ""
    return Entry(f"{MARKS[found.met]}{found.shown}", place == 0, points, bonus)


def _said(opinion: ItemOpinion) -> str:
    day = f"{localtime(opinion.given_at):%Y-%m-%d}"
    return f"{opinion.get_stage_display()}{opinion.get_verdict_display()}：{opinion.reason}（{opinion.given_by} {day}）"
