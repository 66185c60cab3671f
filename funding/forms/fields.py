"""Fields of the money's forms: yuan typed in any usual way, days chosen in a calendar."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from django import forms

from office.fields import DayInput, ParsedField
from office.spreadsheets.cells import CellRefused, Parser, compact, day, number, text

MOST_YUAN: Final = Decimal("99999999.99")
FEN_PLACES: Final = 2
DASHES: Final = str.maketrans(dict.fromkeys("－‐‑‒–—―−﹣", "-"))


def yuan() -> Parser:
    """Money above zero with no more than two decimals: 20000, "1,234.50", "300元"."""
    expected = "大于零、最多两位小数的金额，如 1,234.50"
    read = number(Decimal("0.01"), MOST_YUAN)

    def convert(raw: Any) -> Decimal:
        try:
            value = read(compact(raw).removeprefix("¥").removesuffix("元"))
        except CellRefused as refusal:
            raise CellRefused(expected) from refusal
        if -value.as_tuple().exponent > FEN_PLACES:
            raise CellRefused(expected)
        return value

    return Parser(expected, convert)


class YuanField(ParsedField):
    """An amount of money."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "num", "autocomplete": "off"})
        super().__init__(yuan(), **{"empty": None, "required": True, "widget": widget, **options})


class DayField(ParsedField):
    """A day that must be given."""

    def __init__(self, **options: Any) -> None:
        super().__init__(day(), **{"empty": None, "required": True, "widget": DayInput(), **options})


class NumberField(ParsedField):
    """The number of a voucher or receipt: dashes of any width are one, so that 2017－1 does not pass beside 2017-1."""

    def __init__(self, most: int, **options: Any) -> None:
        super().__init__(text(most), **{"required": True, **options})

    def to_python(self, value: Any) -> str:
        return super().to_python(value).translate(DASHES)


class WordsField(ParsedField):
    """One line of text."""

    def __init__(self, most: int, **options: Any) -> None:
        super().__init__(text(most), **{"required": True, **options})


class ProseField(ParsedField):
    """Some lines of text."""

    def __init__(self, most: int, **options: Any) -> None:
        area = forms.Textarea(attrs={"rows": 3, "data-count": most})
        super().__init__(text(most, many_lines=True), **{"required": True, "widget": area, **options})
