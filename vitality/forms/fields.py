"""Fields that the forms of organisation, guidance, protection and archives share."""

from __future__ import annotations

from typing import Any

from django import forms

from office.fields import DayInput, ParsedField
from office.spreadsheets.cells import day, text


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
