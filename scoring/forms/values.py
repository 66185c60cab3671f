"""The boxes of a card: what is typed into them, and what stands in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.http import QueryDict

from scoring.kinds import IndicatorKind
from scoring.rules.scheme import Indicator, Item, Key, shown_points
from scoring.services.values import Typed, box_name

CHOICES = ("是", "否", "不适用")


def typed_values(posted: QueryDict, items: Iterable[Item]) -> dict[Key, Typed]:
    """What stands in the boxes of these items, as far as the page sent them."""
    return {
        each.key: Typed(posted[f"value_{box_name(each.key)}"], posted.get(f"note_{box_name(each.key)}", ""))
        for item in items
        for each in item.indicators
        if f"value_{box_name(each.key)}" in posted
    }


@dataclass(frozen=True)
class Box:
    """One indicator's box with what stands in it and what is wrong with that."""

    indicator: Indicator
    typed: Typed
    error: str = ""
    note_error: str = ""

    @property
    def name(self) -> str:
        return box_name(self.indicator.key)

    @property
    def is_used(self) -> bool:
        """Whether anything was typed beside or into it."""
        return bool(self.typed.value or self.typed.note)

    @property
    def is_choice(self) -> bool:
        """Whether the answer is one of 是, 否, 不适用."""
        return self.indicator.kind is IndicatorKind.YES_NO

    @property
    def choices(self) -> tuple[str, ...]:
        return CHOICES

    @property
    def unit(self) -> str:
        """The sign behind the box."""
        if self.indicator.kind is IndicatorKind.PERCENT:
            return "%"
        return self.indicator.measure or self.indicator.kind.unit.label


def boxes_of(item: Item, typed: Mapping[Key, Typed], fields: Mapping[str, str] | None = None) -> list[Box]:
    """The boxes of an item."""
    fields = fields or {}
    return [
        Box(
            each, typed.get(each.key, Typed("")), fields.get(f"value_{box_name(each.key)}", ""),
            fields.get(f"note_{box_name(each.key)}", ""),
        )
        for each in item.indicators
    ]  # fmt: skip


def box_text(indicator: Indicator, amount: object) -> str:
    """An amount as its box shows it, exact: a percent without its sign, a fact in a word."""
    if amount is None:
        return "不适用"
    if indicator.kind is IndicatorKind.YES_NO:
        return "是" if amount else "否"
    share = amount * 100 if indicator.kind is IndicatorKind.PERCENT else amount
    return shown_points(share)
