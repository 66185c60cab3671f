"""Two people in one form: what each of them has, side by side."""

from __future__ import annotations

from dataclasses import dataclass

from vitality.forms.answers import AnswersForm
from vitality.models import Application
from vitality.rules.answers import shown
from vitality.selectors.applications import answers_of


@dataclass(frozen=True)
class Difference:
    """A field in which what was just typed is not what somebody else has saved; rows of `components/compare.html`."""

    field: str
    label: str
    before: str
    after: str
    is_changed: bool = True


def differences(current: Application, form: AnswersForm) -> list[Difference]:
    """The fields that differ: `before` is what the other person saved, `after` what stands in the boxes."""
    saved = answers_of(current)
    return [
        Difference(name, form.fields[name].label, shown(name, saved[name]), _as_typed(form, name))
        for name in form.fields
        if name in form.errors or (name in form.answers and form.answers[name] != saved[name])
    ]


def _as_typed(form: AnswersForm, name: str) -> str:
    return form[name].value() if name in form.errors else shown(name, form.answers[name])
