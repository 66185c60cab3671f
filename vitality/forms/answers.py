"""The cells of an annex form as inputs."""

from __future__ import annotations

from typing import Any, Final

from django import forms

from office.fields import ParsedField
from office.spreadsheets.cells import count, text
from unions.kinds import OwnershipType
from vitality.kinds import AnnexForm
from vitality.models import Application
from vitality.rules.annex import LONG_FIELDS
from vitality.rules.answers import COUNTED_BY, NEWNESS, asked_of

# How much fits; the short ones are the widths of the columns they are kept in.
LENGTHS: Final = {"unit_name": 120, "chair_name": 40, "address": 200, "contact": 60, "goals": 3000, "measures": 5000}
COUNTS: Final = frozenset({"employee_count", "covered_enterprise_count"})
FLAGS: Final = frozenset({*COUNTED_BY, *NEWNESS})
UNKNOWN: Final = object()
OWNERSHIP_CHOICES: Final = [("", "请选择"), *((kind.value, f"（{kind.value}）{kind.label}") for kind in OwnershipType)]


class AnswersForm(forms.Form):
    """What one person may write into one annex form; every cell may stay empty in a draft.

    Args:
        writable: the fields open to this person now; the others are shown as they stand and never read.
    """

    def __init__(self, *args: Any, application: Application, writable: frozenset[str], **options: Any) -> None:
        super().__init__(*args, auto_id="id_%s", **options)
        self.application = application
        for name, label in asked_of(AnnexForm(application.form)).items():
            field = _field(name, label)
            field.initial, field.disabled = getattr(application, name), name not in writable
            field.show_hidden_initial = not field.disabled
            self.fields[name] = field

    @property
    def answers(self) -> dict[str, Any]:
        """What was understood, of the fields that are open; a field with an error is left out."""
        return {name: value for name, value in self.cleaned_data.items() if not self.fields[name].disabled}

    def seen(self, name: str) -> Any:
        """What a box held when its page was made, told by the page itself; UNKNOWN where it does not say."""
        field, key = self.fields[name], self.add_initial_prefix(name)
        try:
            return field.to_python(self.data[key]) if key in self.data else UNKNOWN
        except forms.ValidationError:
            return UNKNOWN


def _field(name: str, label: str) -> forms.Field:
    if name in FLAGS:
        box = forms.CheckboxInput(attrs={"class": "form-check-input"})
        return forms.BooleanField(label=label, required=False, widget=box)
    if name == "ownership_type":
        choice = forms.Select(attrs={"class": "form-select"})
        return forms.ChoiceField(label=label, required=False, choices=OWNERSHIP_CHOICES, widget=choice)
    if name in COUNTS:
        return ParsedField(count(), empty=None, label=label, widget=_line(inputmode="numeric"))
    if name in LONG_FIELDS:
        area = forms.Textarea(attrs={"class": "form-control", "rows": 8, "data-count": LENGTHS[name]})
        return ParsedField(text(LENGTHS[name], many_lines=True), label=label, widget=area)
    return ParsedField(text(LENGTHS[name]), label=label, widget=_line())


def _line(**attrs: str) -> forms.TextInput:
    return forms.TextInput(attrs={"class": "form-control", "autocomplete": "off", **attrs})
