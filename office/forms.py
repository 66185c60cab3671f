"""Forms of the office pages, and the field for a file that other apps' forms take."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from office.selectors import EventQuestion


class EventFilterForm(forms.Form):
    """What is asked of the event log."""

    person = forms.CharField(label="操作人或岗位", required=False)
    subject = forms.CharField(label="对象", required=False)
    label = forms.ChoiceField(label="动作", required=False)
    from_on = forms.DateField(label="自", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    to_on = forms.DateField(label="至", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    only_refused = forms.BooleanField(label="只看未执行的", required=False)

    def __init__(self, *args: Any, labels: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["label"].choices = [("", "全部"), *((label, label) for label in labels)]

    def question(self) -> EventQuestion:
        """The question as asked; of what cannot be understood nothing is asked."""
        understood = self.cleaned_data if self.is_valid() else getattr(self, "cleaned_data", {})
        return EventQuestion(**understood)
