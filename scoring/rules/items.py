"""One item of one card: full points or nothing, what is not applicable, and the bonus beside it (R-X1 to R-X4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, NamedTuple

from policy.citing import Basis, cites
from scoring.kinds import Outcome
from scoring.rules.scheme import CLAUSE, Bonus, Indicator, Item, Key, shown_points
from scoring.rules.terms import Terms

NONE: Final = Decimal(0)
NONE_GIVEN: Final = Decimal("NaN")  # stands for a missing amount while a card is gone through; never compared
SCORES_FULL, SCORES_NOTHING = "scores_full", "scores_nothing"
Values = Mapping[Key, Decimal | None]


class Judged(NamedTuple):
    """What an item comes to. `is_overruled` where a reviewer decided against the values."""

    outcome: Outcome
    points: Decimal
    attainable: Decimal
    bonus: Decimal
    is_overruled: bool = False


@dataclass(frozen=True, slots=True)
class IndicatorVerdict:
    """One indicator as the card shows it.

    Attributes:
        amount: None where nothing was entered or the indicator is not applicable.
        met: None where it is not applicable, or has no line.
        bonus: the points above the line, whether or not the item lets them count.
    """

    indicator: Indicator
    amount: Decimal | None
    is_not_applicable: bool
    met: bool | None
    bonus: Decimal

    @property
    def shown(self) -> str:
        """The amount in words; 不适用, or — where nothing was entered."""
        if self.is_not_applicable:
            return "不适用"
        return "—" if self.amount is None else self.indicator.shown(self.amount)


@dataclass(frozen=True, slots=True)
class ItemVerdict:
    """An item with everything that led to it.

    Attributes:
        needs_review: a bonus above its review line.
    """

    item: Item
    judged: Judged
    indicators: tuple[IndicatorVerdict, ...]
    needs_review: bool

    @property
    def basis(self) -> Basis:
        """How the points came about: of each indicator the value, the threshold and the verdict."""
        return _basis(self)


@cites(CLAUSE, "2012-55/item.13", rule="R-X1, R-X4")
def judge(item: Item, values: Values, overruled: bool | None, terms: Terms) -> Judged:
    """Full points when every applicable indicator holds, nothing otherwise; a written overruling stands before both.

    Args:
        values: None for an indicator declared not applicable; a missing key is an indicator nobody has filled in.
        overruled: True for full points, False for none, None where the values decide.
    """
    if not item.points:
        return Judged(Outcome.BONUS_ONLY, NONE, NONE, _bonus(item, values, True, terms))
    holds, is_applicable = True, False
    for key, bound, admits in item.tests:
        amount = values.get(key, NONE_GIVEN)
        if amount is None:
            continue
        is_applicable = True
        if amount is NONE_GIVEN or not admits(amount, bound):
            holds = False
            break
    if overruled is not None:
        return _full_or_nothing(item, overruled, values, terms, is_overruled=True)
    if not is_applicable:
        return _not_applicable(item, terms)
    return _full_or_nothing(item, holds, values, terms, is_overruled=False)


@cites("2012-55/item.1", "2012-55/item.8", "2012-55/item.26", "2012-55/item.30", rule="R-X2, R-X3")
def bonus_points(bonus: Bonus, amount: Decimal) -> Decimal:
    """The points for each full step above the start: 107.9 % of a task is 7 full percents; never more than the cap."""
    over = amount - bonus.start
    if over <= 0:
        return NONE
    points = over * bonus.points if bonus.step is None else over // bonus.step * bonus.points
    return points if bonus.cap is None else min(points, bonus.cap)


def item_verdict(item: Item, values: Values, overruled: bool | None, terms: Terms) -> ItemVerdict:
    """The item as `judge` finds it, with each indicator beside it."""
    judged = judge(item, values, overruled, terms)
    indicators = tuple(_indicator(each, values) for each in item.indicators)
    lines = [each.bonus.review_line for each in item.indicators if each.bonus]
    needs_review = any(line is not None and judged.bonus > line for line in lines)
    return ItemVerdict(item, judged, indicators, needs_review)


def _full_or_nothing(item: Item, is_full: bool, values: Values, terms: Terms, *, is_overruled: bool) -> Judged:
    bonus = _bonus(item, values, is_full, terms) if item.bonuses else NONE
    if is_full:
        return Judged(Outcome.FULL, item.points, item.points, bonus, is_overruled)
    return Judged(Outcome.NOTHING, NONE, item.points, bonus, is_overruled)


def _not_applicable(item: Item, terms: Terms) -> Judged:
    if terms.not_applicable_item == SCORES_FULL:
        return Judged(Outcome.NOT_APPLICABLE, item.points, item.points, NONE)
    attainable = item.points if terms.not_applicable_item == SCORES_NOTHING else NONE
    return Judged(Outcome.NOT_APPLICABLE, NONE, attainable, NONE)


def _bonus(item: Item, values: Values, is_full: bool, terms: Terms) -> Decimal:
    if not is_full and terms.bonus_needs_item.get(item.number, True):
        return NONE
    amounts = ((bonus, values.get(key)) for key, bonus in item.bonuses)
    return sum((bonus_points(bonus, amount) for bonus, amount in amounts if amount is not None), NONE)


def _indicator(indicator: Indicator, values: Values) -> IndicatorVerdict:
    is_given = indicator.key in values
    amount = values.get(indicator.key)
    is_not_applicable = is_given and amount is None
    line = indicator.line
    met = None if line is None or is_not_applicable else amount is not None and line.admits(amount, line.bound)
    bonus = bonus_points(indicator.bonus, amount) if indicator.bonus and amount is not None else NONE
    return IndicatorVerdict(indicator, amount, is_not_applicable, met, bonus)


def _basis(verdict: ItemVerdict) -> Basis:
    item, judged = verdict.item, verdict.judged
    inputs = {each.indicator.name: _judged_words(each) for each in verdict.indicators}
    bonus = f"；{_bonus_words(verdict)}" if item.bonuses else ""
    return Basis("R-X1", item.clause, inputs, f"{_how(verdict)} → {shown_points(judged.points)} 分{bonus}")


def _judged_words(found: IndicatorVerdict) -> str:
    """Value, threshold and verdict of an indicator; one without a threshold is its value alone."""
    if found.met is None:
        return found.shown
    asked = f"应{_should(found.indicator)}{found.indicator.asked}"
    return f"{found.shown}，{asked}，{'达到' if found.met else '未达到'}"


def _bonus_words(verdict: ItemVerdict) -> str:
    """How the bonus came about, with the numbers put in."""
    earned = [each for each in verdict.indicators if each.bonus]
    if not earned:
        return "加分 0 分"
    if not verdict.judged.bonus:
        return "本项不得分，不加分"
    return f"加分：{'，'.join(map(_steps_words, earned))} → {shown_points(verdict.judged.bonus)} 分"


def _steps_words(found: IndicatorVerdict) -> str:
    indicator, bonus, amount = found.indicator, found.indicator.bonus, found.amount
    if bonus is None or amount is None or bonus.step is None:
        return f"{indicator.name} {shown_points(found.bonus)} 分"
    points, steps = shown_points(bonus.points), (amount - bonus.start) // bonus.step
    if not bonus.start and bonus.step == 1:
        return f"{indicator.name} {indicator.shown(steps)} × {points} 分"
    cap = "" if bonus.cap is None else f"（最高 {shown_points(bonus.cap)} 分）"
    over = f"超过 {indicator.shown(bonus.start)}，满 {shown_points(steps)} 档（每档 {indicator.shown(bonus.step)}）"
    return f"{over} × {points} 分{cap}"


def _how(verdict: ItemVerdict) -> str:
    judged = verdict.judged
    if judged.is_overruled:
        return f"审核人改判{judged.outcome.label}"
    if judged.outcome is Outcome.BONUS_ONLY:
        return "加分项目，没有基本分"
    if judged.outcome is Outcome.NOT_APPLICABLE:
        return "全部指标不适用"
    unmet = [each.indicator.name for each in verdict.indicators if each.met is False]
    return f"{len(unmet)} 个指标未达到（{'、'.join(unmet)}）" if unmet else "指标全部达到"


def _should(indicator: Indicator) -> str:
    return "为" if indicator.asked == "是" else ""
