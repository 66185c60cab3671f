"""Which copies of a form are printed."""

from __future__ import annotations

from typing import Any

from django import forms

from vitality.kinds import AnnexForm
from vitality.rules.annex import layout_of
from vitality.selectors.annex_papers import ALL_COPIES


class CopyForm(forms.Form):
    """All copies of an annex form, or the one for a holder: 存省, 存市, 存县, 存企业.

    Args:
        form: decides how many copies there are, and for whom.
        has_plain: whether the form may also be printed without a copy line.
    """

    def __init__(self, *args: Any, form: AnnexForm, has_plain: bool = False, **options: Any) -> None:
        super().__init__(*args, auto_id="copy_%s", **options)
        self.fields["copy"] = forms.TypedChoiceField(
            label="份数",
            coerce=int,
            empty_value=None,
            required=not has_plain,
            choices=copy_choices(form, has_plain=has_plain),
            widget=forms.Select({"class": "form-select"}),
        )


def copy_choices(form: AnnexForm, *, has_plain: bool = False) -> list[tuple[str, str]]:
    """The copies by their number, in the order of the note under the form."""
    holders = layout_of(form).copies
    plain = [("", "一份，不标存档单位")] if has_plain else []
    every = [(str(ALL_COPIES), f"全部 {len(holders)} 份")]
    return [*plain, *every, *((str(number), f"存{holder}") for number, holder in enumerate(holders, start=1))]
