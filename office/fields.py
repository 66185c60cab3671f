"""Fields of every app's forms: text that is read like a cell of a workbook, days chosen in a calendar."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from office.spreadsheets.cells import CellRefused, Parser, day, is_blank, text


class ParsedField(forms.CharField):
    """Text read by a cell parser: "３００ 人" is 300, on the screen as in a roster.

    No `maxlength` is put into the page: a browser would cut a pasted text without a word.

    Args:
        empty: what a blank box means; it may be left blank unless `required` is given.
    """

    def __init__(self, parser: Parser, *, empty: Any = "", **options: Any) -> None:
        super().__init__(**{"required": False, **options})
        self.parser, self.empty = parser, empty

    def to_python(self, value: Any) -> Any:
        if is_blank(value):
            return self.empty
        try:
            return self.parser(value)
        except CellRefused as refusal:
            raise ValidationError(f"应为{refusal}。", code="unreadable") from None


class DayInput(forms.DateInput):
    """A day, chosen in a calendar where the browser has one."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def day_field(label: str, *, required: bool = True, **options: Any) -> ParsedField:
    """A day, typed in any usual way or chosen in a calendar."""
    return ParsedField(day(), empty=None, widget=DayInput(), label=label, required=required, **options)


def line_field(label: str, most: int, *, required: bool = True, **options: Any) -> ParsedField:
    """One line of so many letters at most."""
    return ParsedField(text(most), label=label, required=required, **options)


def long_field(label: str, most: int, *, rows: int = 5, required: bool = True, **options: Any) -> ParsedField:
    """Many lines, counted while they are typed."""
    area = forms.Textarea(attrs={"rows": rows, "data-count": most})
    return ParsedField(text(most, many_lines=True), label=label, widget=area, required=required, **options)
