"""Forms of the office pages, and what the forms of every app build on: filters, refusals at their field."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, Final

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import QueryDict

from office.kinds import MailPace
from office.refusals import Refused
from office.selectors import EventQuestion

Pairs = Iterable[tuple[str, str]]
ANY: Final = ("", "全部")
# Days whose midnights exist in every time zone.
DAYS: Final = (MinValueValidator(date(1900, 1, 1)), MaxValueValidator(date(2100, 12, 31)))


class FilterForm(forms.Form):
    """A filter form: an unknown value filters nothing instead of failing.

    Args:
        choices: pairs of value and label for the fields that offer what is there.
    """

    def __init__(self, params: QueryDict, **choices: Pairs) -> None:
        super().__init__(params)
        for name, pairs in choices.items():
            self.fields[name].choices = [ANY, *pairs]
        self.is_valid()

    @property
    def chosen(self) -> dict[str, Any]:
        """The filters in force by field."""
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}


class RefusableForm(forms.Form):
    """A form that can take up a service's refusal, each sentence at its field."""

    def attempt(self, act: Callable[[], Any]) -> bool:
        """Whether the form is in order and the service did it; else the form says why not."""
        if not self.is_valid():
            return False
        try:
            act()
        except Refused as refusal:
            self.take(refusal)
            return False
        return True

    def take(self, refusal: Refused) -> None:
        """Show the refusal: at the fields it names, else above the form."""
        for field, sentence in refusal.fields.items():
            self.add_error(field if field in self.fields else None, sentence)
        if not refusal.fields:
            self.add_error(None, refusal.sentence)


def complaints_of(form: forms.Form) -> str:
    """What of a draft could not be understood, in one line without a full stop: “职工人数”应为整数…；“联系方式”…."""
    return "；".join(
        f"“{form.fields[name].label}”{' '.join(errors).rstrip('。')}" for name, errors in form.errors.items()
    )


class EventFilterForm(FilterForm):
    """What is asked of the event log; `label` is offered as the acts there are."""

    person = forms.CharField(label="操作人或岗位", required=False)
    subject = forms.CharField(label="对象", required=False)
    label = forms.ChoiceField(label="动作", required=False)
    from_on = forms.DateField(
        label="自", required=False, validators=DAYS, widget=forms.DateInput(attrs={"type": "date"})
    )
    to_on = forms.DateField(label="至", required=False, validators=DAYS, widget=forms.DateInput(attrs={"type": "date"}))
    only_refused = forms.BooleanField(label="只看未执行的", required=False)

    def question(self) -> EventQuestion:
        """The question as asked."""
        return EventQuestion(**self.chosen)


class MailForm(RefusableForm):
    """Where and how often to write."""

    pace = forms.TypedChoiceField(label="邮件提醒", choices=MailPace.choices(), coerce=MailPace)
    address = forms.EmailField(
        label="邮箱", required=False, help_text="邮件只说有几条通知、几件待办，内容登录后查看。",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )  # fmt: skip
