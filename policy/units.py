"""Exact amounts, boundary words and thresholds, and how they are shown. No float passes through here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from math import ceil, floor
from typing import Any, Final, Literal, cast

from policy.kinds import Kind

Amount = int | Fraction | Decimal
Value = int | Fraction | Decimal | bool | date | str
NOT_APPLICABLE: Final = "不适用"
FEN: Final = Decimal("0.01")


def exact(amount: Amount) -> Fraction:
    """The amount as a Fraction, so that int, Decimal and Fraction compare without rounding.

    Raises:
        TypeError: for a float (never exact), a bool (a fact, not an amount) or anything else.
    """
    if isinstance(amount, bool) or not isinstance(amount, int | Fraction | Decimal):
        raise TypeError(f"{amount!r} is a {type(amount).__name__}; an exact amount is int, Fraction or Decimal")
    return Fraction(amount)


def rate(part: Amount, whole: Amount) -> Fraction | None:
    """The exact share of part in whole; None (不适用) where the whole is zero.

    Raises:
        ValueError: for a negative part or whole.
    """
    numerator, denominator = exact(part), exact(whole)
    if numerator < 0 or denominator < 0:
        raise ValueError(f"a rate has no negative numbers: {part} of {whole}")
    return numerator / denominator if denominator else None


def percent(value: Fraction | None, *, flattering: Literal["up", "down"] = "up") -> str:
    """A rate with two decimals, cut toward the side that does not flatter.

    Args:
        value: a rate, 1 being 100 %; None shows 不适用.
        flattering: "up" where a higher rate looks better (satisfaction, coverage): 69.996 % shows 69.99%;
            "down" where a lower one does (dissatisfaction): 50.001 % shows 50.01%.
    """
    if value is None:
        return NOT_APPLICABLE
    cut = floor if flattering == "up" else ceil
    hundredths = cut(exact(value) * 10_000)
    return f"{Decimal(hundredths) / 100:.2f}%"


def money(amount: int | str | Decimal) -> Decimal:
    """Yuan with exactly two places.

    Raises:
        TypeError: for a float.
        ValueError: for more than two decimal places.
    """
    if isinstance(amount, bool) or not isinstance(amount, int | str | Decimal):
        raise TypeError(f"{amount!r} is a {type(amount).__name__}; money is a Decimal of yuan")
    rounded = Decimal(amount).quantize(FEN)
    if rounded != Decimal(amount):
        raise ValueError(f"{amount} yuan has more than two decimal places")
    return rounded


def yuan(amount: int | Decimal) -> str:
    """Money in a sentence: 20,000 元, or 20,000.50 元 where there are fen."""
    value = money(amount)
    return f"{value:,.0f} 元" if value == value.to_integral_value() else f"{value:,.2f} 元"


def yuan_in_column(amount: int | Decimal) -> str:
    """Money in a column of a table, whose heading names the unit: 20,000.00, so that fen stand under fen."""
    return f"{money(amount):,.2f}"


class Unit(Kind):
    """What a number of the texts counts: its measure word (label) and the type that holds it exactly."""

    RATE = "rate", "", Fraction
    YUAN = "yuan", "元", Decimal
    POINTS = "points", "分", Decimal
    UNIONS = "unions", "个", int
    PEOPLE = "people", "人", int
    ITEMS = "items", "项", int
    BALLOTS = "ballots", "张", int
    PLACES = "places", "个", int
    COPIES = "copies", "份", int
    TIMES = "times", "次", int
    DAYS = "days", "日", int
    YEARS = "years", "年", int
    YEAR = "year", "年", int
    CALENDAR = "calendar", "", int
    RANK = "rank", "名", int
    FACT = "fact", "", bool
    DATE = "date", "", date
    WORD = "word", "", str

    kind: type

    def set_flags(self, kind: type) -> None:
        """The type that holds such a value."""
        self.kind = kind

    @property
    def is_counted(self) -> bool:
        """Whether the unit comes in whole things, so that "more than 5" means 6."""
        return self.kind is int

    def read(self, raw: Any) -> Value:
        """The exact value a text or a sealed result writes down: "70%", "2/3", "20000.00", 5, true, a date.

        Raises:
            TypeError: for a float, or a value of another kind than the unit's.
            ValueError: for text that is no such value.
        """
        if self is Unit.YUAN:
            return money(raw)
        if type(raw) is self.kind:
            return cast(Value, raw)
        if self is Unit.RATE and isinstance(raw, str):
            return Fraction(raw[:-1]) / 100 if raw.endswith("%") else Fraction(raw)
        if self is Unit.POINTS and type(raw) in (int, str):
            return Decimal(raw)
        if self is Unit.DATE and isinstance(raw, str):
            return date.fromisoformat(raw)
        raise TypeError(f"{raw!r} is a {type(raw).__name__}; unit {self.value!r} is written as {self.kind.__name__}")

    def show(self, value: Any) -> str:
        """The value with its measure word: 5 个, 80%, 2/3, 20,000 元, 是."""
        if self is Unit.RATE:
            return _plain_rate(value)
        if self is Unit.YUAN:
            return yuan(value)
        if self is Unit.FACT:
            return "是" if value else "否"
        shown = f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)
        return f"{shown} {self.label}".rstrip()


def _plain_rate(value: Fraction) -> str:
    hundredths = value * 10_000
    if hundredths.denominator != 1:
        return f"{value.numerator}/{value.denominator}"
    return f"{(Decimal(hundredths.numerator) / 100).normalize():f}%"


class Boundary(Kind):
    """The comparison a word of the texts stands for."""

    AT_LEAST = "at_least", "不少于", ">="
    MORE_THAN = "more_than", "超过", ">"
    EXACTLY = "exactly", "正好", "="
    AT_MOST = "at_most", "不超过", "<="

    sign: str

    def set_flags(self, sign: str) -> None:
        """The sign used in formulas."""
        self.sign = sign

    def admits(self, amount: Fraction, bound: Fraction) -> bool:
        """Whether the amount lies on the right side of the bound; both exact."""
        match self:
            case Boundary.AT_LEAST:
                return amount >= bound
            case Boundary.MORE_THAN:
                return amount > bound
            case Boundary.EXACTLY:
                return amount == bound
            case Boundary.AT_MOST:
                return amount <= bound


@dataclass(frozen=True, slots=True)
class Threshold:
    """A line of the texts: a value, on which side of it one must be, and what is counted."""

    value: Amount
    boundary: Boundary
    unit: Unit

    def is_met_by(self, amount: Amount) -> bool:
        """Whether the unrounded amount meets the line. A yes/no fact is asked with a bool."""
        return self.boundary.admits(self._exact(amount), self._exact(self.value))

    def gap(self, amount: Amount) -> Amount:
        """What must be added to the amount to meet the line; 0 once met, negative where there is too much.

        "More than" a counted number needs one more than the number. A rate that stands right on a
        "more than" line has a gap of 0 and still does not meet it: ask `is_met_by`.
        """
        if self.is_met_by(amount):
            return 0
        missing = self._exact(self.value) - self._exact(amount)
        if self.boundary is Boundary.MORE_THAN and self.unit.is_counted:
            missing += 1
        return int(missing) if missing.denominator == 1 else missing

    def sentence(self) -> str:
        """The line in words: 不少于 5 个, 超过 50%; a fact is simply 是."""
        if self.unit is Unit.FACT:
            return self.unit.show(self.value)
        return f"{self.boundary.label} {self.unit.show(self.value)}"

    def __str__(self) -> str:
        return self.sentence()

    def _exact(self, amount: Amount) -> Fraction:
        return Fraction(amount) if self.unit is Unit.FACT and isinstance(amount, bool) else exact(amount)


def as_json(value: object) -> object:
    """The value as JSON can hold it exactly: a Fraction as "a/b", a Decimal as text, a date in ISO form."""
    if isinstance(value, float):
        raise TypeError(f"{value!r} is a float; sealed results hold exact values only")
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): as_json(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [as_json(entry) for entry in value]
    return str(value) if isinstance(value, Enum) else value
