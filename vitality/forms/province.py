"""What the city enters of a paper of the province."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from django import forms

from office.forms import RefusableForm
from vitality.forms.writing import day, words
from vitality.models import Application

AWAITED: Final = ("", "尚未批复")
CONFIRMED: Final = ("confirmed", "批准")
REFUSED: Final = ("refused", "未批准")


class ProvinceAnswerForm(RefusableForm):
    """Date and number of the paper, its scan, and for each awaited form what it says.

    Args:
        awaited: the forms that can be answered.
        preset: what each starts as, for those who enter a paper that confirms nearly all.
    """

    answered_on = day("批复日期")
    document_number = words("批复文号", 60, required=True)

    def __init__(self, *args: Any, awaited: Iterable[Application], preset: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        self.awaited = list(awaited)
        for application in self.awaited:
            self.fields[_key(application)] = forms.ChoiceField(
                label=str(application),
                required=False,
                initial=preset,
                choices=[CONFIRMED, REFUSED, AWAITED],
                widget=forms.RadioSelect({"class": "form-check-input"}),
            )

    @property
    def rows(self) -> list[tuple[Application, forms.BoundField]]:
        """Each awaited form with its choice."""
        return [(application, self[_key(application)]) for application in self.awaited]

    def answered(self, answer: str) -> list[Application]:
        """The forms that got this answer."""
        return [each for each in self.awaited if self.cleaned_data[_key(each)] == answer]


def _key(application: Application) -> str:
    return f"answer_{application.pk}"
