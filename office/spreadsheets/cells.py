"""How one cell is understood: parsers that take what an office really types, and say what they expected otherwise."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final

EXCEL_DIGITS: Final = 15  # Excel keeps no more; a longer number has lost its end before it reaches us
FIRST_YEAR, LAST_YEAR = 1900, 2100
REMEMBERED_TEXTS: Final = 4096  # a column repeats its superiors, kinds and answers
GROUPED: Final = r"(?:\d{1,3}(?:,\d{3})+|\d+)"
COUNT: Final = re.compile(rf"({GROUPED})(?:\.0+)?(?:人|名|个|家|户|张|票|份|次|期)?")
NUMBER: Final = re.compile(rf"-?{GROUPED}(?:\.\d+)?")
PERCENT: Final = re.compile(rf"({GROUPED}(?:\.\d+)?)%")
DAY: Final = re.compile(r"(\d{4})(?:[-./年])(\d{1,2})(?:[-./月])(\d{1,2})日?(?:T?\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?")
YEAR: Final = re.compile(r"(20\d{2})(?:年|年度)?")
COMPACT_DAY: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")
INVISIBLE: Final = re.compile(r"_x000D_|[\u200b-\u200f\u2060\ufeff\x00-\x08\x0b-\x1f\x7f]")
HALF_WIDTH: Final = {
    ord(wide): unicodedata.normalize("NFKC", wide) for wide in map(chr, range(0xFF10, 0xFF5B)) if wide.isalnum()
}
YES: Final = frozenset({"是", "√", "✓", "✔"})
NO: Final = frozenset({"否", "×", "✗", "✘"})


class CellRefused(ValueError):
    """A cell cannot be understood; the message is what was expected, as a Chinese phrase."""


@dataclass(frozen=True, slots=True)
class Parser:
    """The reading of one kind of cell.

    Attributes:
        expected: what a good cell holds, as a phrase that follows 应为.
        convert: the raw cell (str, int, float, bool, date, datetime; never blank) to the value; raises CellRefused.
        choices: the words a blank workbook offers in a list; empty where anything may be typed.
        excel_format: the number format of the column in a blank workbook.
    """

    expected: str
    convert: Callable[[Any], Any]
    choices: tuple[str, ...] = ()
    excel_format: str = "General"

    def __call__(self, raw: Any) -> Any:
        """The value of a cell that is not blank.

        Raises:
            CellRefused: with what was expected.
        """
        return self.convert(raw)


def plain(raw: Any) -> str:
    """The cell as a person reads it: half-width, without spaces at the ends, whole numbers without ".0"."""
    if isinstance(raw, str):
        return _plain_text(raw)
    if isinstance(raw, bool):
        return "是" if raw else "否"
    if isinstance(raw, datetime):
        return raw.date().isoformat() if raw.time() == datetime.min.time() else raw.isoformat(" ", "seconds")
    return _plain_text(plain_number(raw) if isinstance(raw, float) else str(raw))


@lru_cache(maxsize=REMEMBERED_TEXTS)
def _plain_text(raw: str) -> str:
    return unicodedata.normalize("NFKC", INVISIBLE.sub("", raw)).strip()


def plain_number(raw: float, shift: int = 0) -> str:
    """A number as Excel shows it, free of what binary floats add; `shift` moves the point to the right."""
    shown = f"{Decimal(f'{raw:.{EXCEL_DIGITS}g}').scaleb(shift):f}"
    return shown.rstrip("0").rstrip(".") if shift and "." in shown else shown


def as_typed(raw: Any) -> str:
    """The cell with its punctuation left as typed; only letters and digits become half-width."""
    if not isinstance(raw, str):
        return plain(raw)
    return INVISIBLE.sub("", raw).translate(HALF_WIDTH).strip()


def compact(raw: Any) -> str:
    """The cell as `plain`, without any white space: for numbers, dates and words of a list."""
    return "".join(plain(raw).split())


def is_blank(raw: Any) -> bool:
    """Whether a cell holds nothing a person would see."""
    # Nearly every text begins with a letter or a digit; the others are looked at closely.
    return raw is None or (isinstance(raw, str) and not raw[:1].isalnum() and not plain(raw))


def text(max_length: int = 200, *, many_lines: bool = False) -> Parser:
    """Any text: spaces at the ends and characters nobody sees removed, full-width letters and digits made half-width.

    Punctuation stays as typed; line breaks go unless `many_lines`. A number of more than 15 digits is refused:
    Excel has already replaced its end by zeros.
    """
    expected = f"不超过 {max_length} 个字的文字"

    def convert(raw: Any) -> str:
        if isinstance(raw, int | float) and not isinstance(raw, bool) and abs(raw) >= 10**EXCEL_DIGITS:
            raise CellRefused("文本格式的号码（Excel 只保留数字的前 15 位，请把单元格设为文本后重新填写）")
        lines = [line.strip() for line in as_typed(raw).splitlines()]
        value = ("\n" if many_lines else "").join(lines)
        if len(value) > max_length:
            raise CellRefused(f"{expected}，现有 {len(value)} 个字")
        return value

    return Parser(expected, convert, excel_format="@")


def count(minimum: int = 0, maximum: int = 9_999_999) -> Parser:
    """A whole number: 300, "300人", "３００ 人", "1,234", 300.0. "约300", negatives and fractions are refused."""
    expected = f"整数（{minimum} 至 {maximum:,}），如 300"

    def convert(raw: Any) -> int:
        found = None if isinstance(raw, bool | date) else COUNT.fullmatch(compact(raw))
        if not found:
            raise CellRefused(expected)
        # By way of Decimal: `int` itself breaks on a text of thousands of digits.
        value = Decimal(found[1].replace(",", ""))
        if not minimum <= value <= maximum:
            raise CellRefused(expected)
        return int(value)

    return Parser(expected, convert, excel_format="0")


def number(minimum: Decimal | int | None = None, maximum: Decimal | int | None = None) -> Parser:
    """A decimal number as typed: 12.50, "1,234.5", -3. Bounds are inclusive."""
    expected = f"数字{_bounds(minimum, maximum)}，如 12.5"

    def convert(raw: Any) -> Decimal:
        value = _decimal(raw, expected)
        if (minimum is not None and value < minimum) or (maximum is not None and value > maximum):
            raise CellRefused(expected)
        return value

    return Parser(expected, convert)


def percent() -> Parser:
    """A rate as a Fraction, 1 being 100 %: "107.9%" and 1.079 are the same; negatives are refused."""
    expected = "百分比，如 107.9%"

    def convert(raw: Any) -> Fraction:
        if found := PERCENT.fullmatch(compact(raw)):
            return Fraction(Decimal(found[1].replace(",", ""))) / 100
        value = _decimal(raw, expected)
        if value < 0:
            raise CellRefused(expected)
        return Fraction(value)

    return Parser(expected, convert)


def day() -> Parser:
    """A calendar day: a date cell, 2014-9-1, 2014.9.1, 2014/9/1, 2014年9月1日, 20140901, any of them full-width."""
    expected = "日期，如 2014-09-01"

    def convert(raw: Any) -> date:
        if isinstance(raw, datetime):
            raw = raw.date()
        if not isinstance(raw, date):
            typed = "" if isinstance(raw, bool) else compact(raw)
            found = DAY.fullmatch(typed) or COMPACT_DAY.fullmatch(typed)
            if not found:
                raise CellRefused(expected)
            raw = _date(found, expected)
        if not FIRST_YEAR <= raw.year <= LAST_YEAR:
            raise CellRefused(f"{FIRST_YEAR} 至 {LAST_YEAR} 年间的日期")
        return raw

    return Parser(expected, convert, excel_format="yyyy-mm-dd")


def yes_no() -> Parser:
    """是 or 否 (√ and × are taken too)."""

    def convert(raw: Any) -> bool:
        word = compact(raw)
        if word in YES:
            return True
        if word in NO:
            return False
        raise CellRefused("是 或 否")

    return Parser("是 或 否", convert, choices=("是", "否"))


def choice(options: Iterable[tuple[Any, str]], *, by_code: bool = False) -> Parser:
    """One of a list, given by its name, and by its code too if `by_code`: "5", "（5）", "5 私营企业", "私营企业".

    Args:
        options: pairs of value and name, as `Kind.choices()` gives them; the value is what the row will hold.
        by_code: whether the values are codes that people type.
    """
    pairs = [(value, name, compact(name)) for value, name in options]
    expected = "、".join(f"{value} {name}" if by_code else name for value, name, _ in pairs)
    known = {compacted: value for value, _, compacted in pairs}
    if by_code:
        known |= {compact(value): value for value, _, _ in pairs}
        known |= {compact(value) + compacted: value for value, _, compacted in pairs}

    def convert(raw: Any) -> Any:
        typed = compact(raw)
        for spelling in (typed, re.sub(r"[().、,:]", "", typed)):
            if spelling in known:
                return known[spelling]
        near = get_close_matches(typed, [compacted for _, _, compacted in pairs], n=1)
        raise CellRefused(f"以下之一：{expected}" + (f"（是否为“{near[0]}”？）" if near else ""))

    return Parser(f"以下之一：{expected}", convert, choices=tuple(name for _, name, _ in pairs))


def _decimal(raw: Any, expected: str) -> Decimal:
    typed = "" if isinstance(raw, bool | date) else compact(raw)
    if not NUMBER.fullmatch(typed):
        raise CellRefused(expected)
    return Decimal(typed.replace(",", ""))


def _date(found: re.Match[str], expected: str) -> date:
    try:
        return date(*map(int, found.groups()))
    except ValueError:  # a 31 June, a 13th month
        raise CellRefused(expected) from None


def _bounds(minimum: Decimal | int | None, maximum: Decimal | int | None) -> str:
    if minimum is None and maximum is None:
        return ""
    if maximum is None:
        return f"（不小于 {minimum}）"
    return f"（不大于 {maximum}）" if minimum is None else f"（{minimum} 至 {maximum}）"


def year(expected: str = "年度，如 2015") -> Parser:
    """A year as people write it: 2015, 2015年, 2015年度."""

    def convert(raw: Any) -> int:
        found = YEAR.fullmatch(compact(raw))
        if not found:
            raise CellRefused(expected)
        return int(found[1])

    return Parser(expected, convert, excel_format="0")
