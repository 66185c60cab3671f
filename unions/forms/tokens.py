"""The form of a program's token."""

from __future__ import annotations

from typing import Final

from django import forms

from office.forms import RefusableForm
from unions.kinds import TokenScope

TERMS: Final = [(30, "30 天"), (90, "90 天"), (180, "180 天"), (365, "一年")]


class TokenForm(RefusableForm):
    """What the program is for, what it may do, and for how long."""

    name = forms.CharField(
        label="用途",
        max_length=60,
        help_text="如：区总工会数据平台每日同步。",
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    scope = forms.TypedChoiceField(label="权限", choices=TokenScope.choices(), coerce=TokenScope)
    days = forms.TypedChoiceField(label="有效期", choices=TERMS, coerce=int, initial=90)
