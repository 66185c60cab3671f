"""Boxes for written words: counted on the page, and refused with a sentence instead of cut."""

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
    return forms.CharField(label=label, required=required, widget=box, validators=[limit])
