"""Boxes for written words and for days, which refuse with a sentence that names them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator


def words(label: str, most: int, *, rows: int = 0, required: bool = False, **attrs: Any) -> forms.CharField:
    """A box for up to so many characters.

    No `maxlength` is put into the page: a browser would cut a pasted text without a word.

    Args:
        rows: of an area with a counter; 0 is a single line.
        attrs: further attributes of the box.
    """
    limit = MaxLengthValidator(most, f"最多 {most:,} 字，现有 %(show_value)s 字。")
    look = {"class": "form-control", **attrs}
    box = forms.Textarea({"rows": rows, "data-count": most, **look}) if rows else forms.TextInput(look)
    missing = {"required": f"请填写{label}。"}
    return forms.CharField(label=label, required=required, widget=box, validators=[limit], error_messages=missing)


def day(label: str) -> forms.DateField:
    """A day that must be given."""
    refusals = {"required": f"请填写{label}。", "invalid": f"{label}应为日期，如 2014-09-25。"}
    return forms.DateField(
        label=label, widget=forms.DateInput({"type": "date", "class": "form-control"}), error_messages=refusals
    )
