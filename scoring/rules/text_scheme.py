"""The scheme as the text gives it, where no year has changed it yet."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from policy.citing import cites
from policy.documents import Law, clause, parameter
from policy.units import Unit
from scoring.kinds import Action, Assessees, IndicatorKind, Pool, Reviewer
from scoring.rules.scheme import Bonus, Indicator, Item, Line, Scheme

KINDS: Final = {
    Unit.RATE: IndicatorKind.PERCENT,
    Unit.YUAN: IndicatorKind.MONEY,
    Unit.FACT: IndicatorKind.YES_NO,
}


@cites("2012-55/2.4", "2012-55/3.3", rule="R-X1")
def scheme_of_text(law: Law) -> Scheme:
    """Every item, line and bonus of the annex as they stand in the law."""
    actions = law.value("action_points")
    pools = law.value("attainable_points")
    return Scheme(
        tuple(_item(int(number), law) for number in law.entries("item_action")),
        tuple((Action(action), Decimal(points)) for action, points in actions.items()),
        tuple((Pool(pool), Decimal(points)) for pool, points in pools.items()),
    )


def _item(number: int, law: Law) -> Item:
    points = law.value("item_points").get(str(number), Decimal(0))
    reviewers = law.value("item_departments", number).split(",")
    return Item(
        number,
        clause(f"2012-55/item.{number}").subject,
        Action(law.value("item_action", number)),
        Decimal(points),
        Assessees(law.value("item_assessees", number)),
        tuple(Reviewer(each) for each in reviewers),
        (*_lined(number, law), *_bonus_indicators(number, law)),
    )


def _lined(item: int, law: Law) -> tuple[Indicator, ...]:
    keys = [key for key in law.provisions if key.startswith(f"indicator_{item}_")]
    return tuple(_indicator(item, number, key, law) for number, key in enumerate(keys, start=1))


def _indicator(item: int, number: int, key: str, law: Law) -> Indicator:
    line = law.threshold(key)
    kind = KINDS.get(line.unit, IndicatorKind.COUNT)
    if f"{item}_{number}" in law.entries("monthly_indicators"):
        kind = IndicatorKind.MONTHLY_COUNT
    bound = exact_decimal(line.value)
    bonus = _bonus_above(item, number, bound, law)
    meaning, measure = parameter(key).meaning, line.unit.label if kind is IndicatorKind.COUNT else ""
    return Indicator(item, number, meaning, kind, Line(bound, line.boundary), bonus, measure)


def _bonus_above(item: int, number: int, start: Decimal, law: Law) -> Bonus | None:
    """Items 1 and 26: for each full step above the line."""
    if law.value("bonus_indicators").get(str(item)) != number:
        return None
    named: dict[str, Any] = {key: law.value(key) for key in law.provisions if key.startswith(f"item_{item}_bonus_")}
    cap, review_line = named.get(f"item_{item}_bonus_cap"), named.get(f"item_{item}_bonus_review_line")
    return Bonus(
        points=named[f"item_{item}_bonus_points"],
        start=start,
        step=exact_decimal(named[f"item_{item}_bonus_step"]),
        cap=cap,
        review_line=review_line,
    )


def _bonus_indicators(item: int, law: Law) -> tuple[Indicator, ...]:
    """Items 8 and 30: counted pieces, and points the assessment team sets."""
    one = Decimal(1)
    if item == 8:
        each = law.value("item_8_bonus_points")
        return (
            Indicator(8, 1, "市级行业集体合同数", IndicatorKind.COUNT, None, Bonus(each["city"], step=one), "份"),
            Indicator(
                8, 2, "区市县级行业工资专项集体合同数", IndicatorKind.COUNT, None, Bonus(each["county"], step=one), "份"
            ),
        )
    if item == 30:
        each = law.value("item_30_innovation_points")
        return (
            Indicator(30, 1, "市总认定的创新项目数", IndicatorKind.COUNT, None, Bonus(each, step=one), "项"),
            Indicator(30, 2, "典型经验推广、超额完成加分", IndicatorKind.POINTS, None, Bonus(one)),
        )
    return ()


def exact_decimal(value: Any) -> Decimal:
    """A bound of the text as a Decimal: 98 % is 0.98, a fact is 1."""
    if isinstance(value, bool | int | Decimal):
        return Decimal(value)
    return Decimal(value.numerator) / Decimal(value.denominator)
