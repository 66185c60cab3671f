"""The scheme of a year as values: items, their indicators with line and bonus, and whether it all adds up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import ROUND_DOWN, Decimal
from functools import cached_property
from operator import eq, ge, gt, le
from typing import Final

from policy.citing import Reason, cites
from policy.units import FEN, Boundary, yuan
from scoring.kinds import Action, Assessees, IndicatorKind, Pool, Reviewer

CLAUSE: Final = "2012-55/2.4"
COMPARISONS: Final[dict[Boundary, Callable[[Decimal, Decimal], bool]]] = {
    Boundary.AT_LEAST: ge,
    Boundary.EXACTLY: eq,
    Boundary.MORE_THAN: gt,
    Boundary.AT_MOST: le,
}
Key = tuple[int, int]


@dataclass(frozen=True)
class Line:
    """What an indicator must reach: 100 % is 1, a fact is 1."""

    bound: Decimal
    boundary: Boundary

    @cached_property
    def admits(self) -> Callable[[Decimal, Decimal], bool]:
        """The comparison of an amount with the bound."""
        return COMPARISONS[self.boundary]


@dataclass(frozen=True, slots=True)
class Bonus:
    """Points for each full step above the start.

    Attributes:
        step: None where the amount itself is the number of points.
        cap, review_line: None where there is none; above the review line a person looks at the number again.
    """

    points: Decimal
    start: Decimal = Decimal(0)
    step: Decimal | None = None
    cap: Decimal | None = None
    review_line: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Indicator:
    """One measurable part of an item; without a line it only earns a bonus. `measure` is the word of a count."""

    item: int
    number: int
    name: str
    kind: IndicatorKind
    line: Line | None = None
    bonus: Bonus | None = None
    measure: str = ""

    def shown(self, amount: Decimal) -> str:
        """An amount as people read it: 107.9%, 4 个, 4,000 元, 是."""
        match self.kind:
            case IndicatorKind.PERCENT:
                return shown_percent(amount)
            case IndicatorKind.YES_NO:
                return "是" if amount else "否"
            case IndicatorKind.MONEY:
                return yuan(cut(amount, FEN))
        return f"{shown_points(amount)} {self.measure or self.kind.unit.label}"

    @property
    def asked(self) -> str:
        """The line in words: 不少于 95%, 正好 100%, 是; empty without a line."""
        if self.line is None:
            return ""
        is_fact = self.kind is IndicatorKind.YES_NO
        return self.shown(self.line.bound) if is_fact else f"{self.line.boundary.label} {self.shown(self.line.bound)}"

    @property
    def bonus_words(self) -> str:
        """The bonus in words; empty without one."""
        bonus = self.bonus
        if bonus is None:
            return ""
        if bonus.step is None:
            return "由考核组写明理由后给分"
        cap = f"，最高 {shown_points(bonus.cap)} 分" if bonus.cap is not None else ""
        step = self.shown(bonus.step)
        gap = " " if step.endswith("%") else ""
        return f"每{'超' if self.line else ''} {step}{gap}加 {shown_points(bonus.points)} 分{cap}"

    @property
    def key(self) -> Key:
        """Item and number within it."""
        return self.item, self.number


@dataclass(frozen=True)
class Item:
    """考核项目: full points when every indicator with a line holds; without points it is a bonus item."""

    number: int
    name: str
    action: Action
    points: Decimal
    assessees: Assessees
    reviewers: tuple[Reviewer, ...]
    indicators: tuple[Indicator, ...]

    @property
    def is_bonus_only(self) -> bool:
        """Whether the item has no points of its own."""
        return not self.points

    @property
    def needs_recognition(self) -> bool:
        """Whether a union's own claim earns nothing until the assessment team has recognised it (item 30)."""
        return self.reviewers == (Reviewer.ASSESSMENT_TEAM,)

    @property
    def clause(self) -> str:
        """The reference of the item's row in the annex."""
        return f"2012-55/item.{self.number}"

    @cached_property
    def tests(self) -> tuple[tuple[Key, Decimal, Callable[[Decimal, Decimal], bool]], ...]:
        """Key, bound and comparison of every indicator with a line, ready for many cards."""
        lined = [(each.key, each.line) for each in self.indicators if each.line]
        return tuple((key, line.bound, line.admits) for key, line in lined)

    @cached_property
    def bonuses(self) -> tuple[tuple[Key, Bonus], ...]:
        """Key and bonus of every indicator that has one."""
        return tuple((each.key, each.bonus) for each in self.indicators if each.bonus)


@dataclass(frozen=True)
class Scheme:
    """All items of a year, and the sums they have to give."""

    items: tuple[Item, ...]
    action_points: tuple[tuple[Action, Decimal], ...]
    pool_points: tuple[tuple[Pool, Decimal], ...]

    def items_of(self, pool: Pool) -> tuple[Item, ...]:
        """The items that exist for a pool."""
        return self._of_pools[pool]

    def indicators(self) -> Iterator[Indicator]:
        """All indicators in the order of the card."""
        return (indicator for item in self.items for indicator in item.indicators)

    def points_of(self, pool: Pool) -> Decimal:
        """The base points a union of the pool can reach."""
        return sum((item.points for item in self.items_of(pool)), Decimal(0))

    def item(self, number: int) -> Item | None:
        """The item of a number; None where there is none."""
        return next((item for item in self.items if item.number == number), None)

    def with_item(self, item: Item, replaces: int | None = None) -> Scheme:
        """The scheme with an item added, or put in the place of the one of another number."""
        others = [each for each in self.items if each.number not in (item.number, replaces)]
        return replace(self, items=tuple(sorted((*others, item), key=lambda each: each.number)))

    def without_item(self, number: int) -> Scheme:
        """The scheme less one item."""
        return replace(self, items=tuple(each for each in self.items if each.number != number))

    @cached_property
    def _of_pools(self) -> dict[Pool, tuple[Item, ...]]:
        return {pool: tuple(item for item in self.items if pool in item.assessees.pools) for pool in Pool}


@cites(CLAUSE)
def scheme_sums(scheme: Scheme) -> tuple[Reason, ...]:
    """Whether the items give the sums of each action and of each pool, and every item with points has a line to reach.

    A scheme with an unmet reason cannot be frozen.
    """
    found = {action: Decimal(0) for action, _ in scheme.action_points}
    for item in scheme.items:
        found[item.action] = found.get(item.action, Decimal(0)) + item.points
    declared = dict(scheme.action_points)
    actions = [
        _sum(f"action_{action}", action.label, total, declared.get(action, Decimal(0)))
        for action, total in found.items()
        if total or declared.get(action)
    ]
    pools = [
        _sum(f"pool_{pool}", f"{pool.label}可得满分", scheme.points_of(pool), total)
        for pool, total in scheme.pool_points
    ]
    bare = [item for item in scheme.items if item.points and not item.tests]
    lines = [Reason(f"item_{item.number}", False, f"第 {item.number} 项有分值而没有指标", CLAUSE) for item in bare]
    return (*actions, *pools, *lines)


def cut(amount: Decimal, place: Decimal) -> Decimal:
    """The amount with no more than these places, cut toward zero: the side that does not flatter."""
    return amount.quantize(place, ROUND_DOWN)


def shown_percent(share: Decimal) -> str:
    """A share as percent with at most two decimals, cut: 0.97999 is 97.99%."""
    return f"{shown_points(cut(share * 100, FEN))}%"


def shown_points(points: Decimal) -> str:
    """Points as people read them, without needless zeros: 8, 1.4."""
    return f"{points.normalize():f}" if points else "0"


def exact_points(points: Decimal) -> str:
    """Points as reports give them: at least one decimal place, and no digit lost."""
    tenths = points.quantize(Decimal("0.1"))
    return f"{tenths if tenths == points else points.normalize():f}"


def _sum(code: str, words: str, found: Decimal, expected: Decimal) -> Reason:
    shown = f"{words}：各项合计 {shown_points(found)} 分，应为 {shown_points(expected)} 分"
    return Reason(code, found == expected, shown, CLAUSE)
