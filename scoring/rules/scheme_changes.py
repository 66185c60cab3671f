"""What differs between two schemes, in words: sums, items that came or went, and what changed in the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from scoring.rules.scheme import Indicator, Item, Scheme, shown_points


@dataclass(frozen=True, slots=True)
class SchemeChange:
    """One difference.

    Attributes:
        place: the item, the indicator or the sum, as people name it.
        before, after: empty where it was not there before, or is not there any more.
    """

    place: str
    what: str
    before: str
    after: str


def scheme_changes(before: Scheme, after: Scheme) -> tuple[SchemeChange, ...]:
    """Every difference, sums first, then by item and indicator."""
    return (*_sum_changes(before, after), *_item_changes(before, after))


def _sum_changes(before: Scheme, after: Scheme) -> Iterator[SchemeChange]:
    for what, was, now in (
        ("应有合计", before.action_points, after.action_points),
        ("可得满分", before.pool_points, after.pool_points),
    ):
        old = {kind.label: f"{shown_points(points)} 分" for kind, points in was}
        new = {kind.label: f"{shown_points(points)} 分" for kind, points in now}
        yield from (
            SchemeChange(place, what, old.get(place, ""), new.get(place, ""))
            for place in dict.fromkeys([*old, *new])
            if old.get(place) != new.get(place)
        )


def _item_changes(before: Scheme, after: Scheme) -> Iterator[SchemeChange]:
    old, new = ({item.number: item for item in scheme.items} for scheme in (before, after))
    for number in sorted({*old, *new}):
        yield from _changes_of_item(old.get(number), new.get(number))


def _changes_of_item(was: Item | None, now: Item | None) -> Iterator[SchemeChange]:
    if was is None or now is None:
        yield _whole("项目", _item_name(was or now), _item_words(was), _item_words(now))
        return
    yield from _fields(_item_name(now), _item_fields(was), _item_fields(now))
    old, new = ({each.number: each for each in item.indicators} for item in (was, now))
    for number in sorted({*old, *new}):
        yield from _changes_of_indicator(old.get(number), new.get(number))


def _changes_of_indicator(was: Indicator | None, now: Indicator | None) -> Iterator[SchemeChange]:
    if was is None or now is None:
        yield _whole("指标", _indicator_name(was or now), _indicator_words(was), _indicator_words(now))
        return
    yield from _fields(_indicator_name(now), _indicator_fields(was), _indicator_fields(now))


def _whole(noun: str, place: str, before: str, after: str) -> SchemeChange:
    return SchemeChange(place, f"{'删去' if before else '新增'}{noun}", before, after)


def _fields(place: str, was: Mapping[str, str], now: Mapping[str, str]) -> Iterable[SchemeChange]:
    return (SchemeChange(place, what, was[what], now[what]) for what in was if was[what] != now[what])


def _item_name(item: Item | None) -> str:
    return f"第 {item.number} 项" if item else ""


def _indicator_name(indicator: Indicator | None) -> str:
    return f"指标 {indicator.item}.{indicator.number}" if indicator else ""


def _item_fields(item: Item) -> dict[str, str]:
    return {
        "名称": item.name,
        "专项行动": item.action.label,
        "分值": "加分项目" if item.is_bonus_only else f"{shown_points(item.points)} 分",
        "考核对象": item.assessees.label,
        "责任部门": "、".join(each.label for each in item.reviewers),
    }


def _indicator_fields(indicator: Indicator) -> dict[str, str]:
    bonus = indicator.bonus
    line = None if bonus is None else bonus.review_line
    return {
        "名称": indicator.name,
        "类别": indicator.kind.label,
        "标准": indicator.asked,
        "加分": indicator.bonus_words,
        "加分复核线": "" if line is None else f"{shown_points(line)} 分",
        "量词": indicator.measure,
    }


def _item_words(item: Item | None) -> str:
    return "；".join(word for word in _item_fields(item).values() if word) if item else ""


def _indicator_words(indicator: Indicator | None) -> str:
    return "；".join(word for word in _indicator_fields(indicator).values() if word) if indicator else ""
