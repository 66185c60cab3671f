"""Two people in one form: whose change goes where, and what both changed, side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from vitality.forms.answers import AnswersForm
from vitality.models import Application
from vitality.rules.answers import shown
from vitality.selectors.applications import answers_of


@dataclass(frozen=True)
class Difference:
    """A field that two people changed differently; rows of `components/compare.html`.

    Attributes:
        before: what the other person saved.
        after: what stands in the box.
    """

    field: str
    label: str
    before: str
    after: str
    is_changed: bool = True


def following(current: Application, form: AnswersForm) -> AnswersForm:
    """The form anew: boxes this person left as they were follow what the other one saved, the rest stays as typed."""
    saved, data = answers_of(current), form.data.copy()
    open_names = frozenset(name for name in form.fields if not form.fields[name].disabled)
    for name in open_names - set(form.errors):
        if form.seen(name) == form.answers[name]:
            _put(data, form, name, saved[name])
    renewed = AnswersForm(data, application=current, writable=open_names)
    renewed.is_valid()
    return renewed


def differences(current: Application, form: AnswersForm) -> list[Difference]:
    """The fields both changed; one of them may only have been looked at where the page does not tell what it held."""
    saved = answers_of(current)
    return [
        Difference(name, form.fields[name].label, shown(name, saved[name]), _as_typed(form, name))
        for name in form.fields
        if _is_disputed(form, name, saved[name])
    ]


def _is_disputed(form: AnswersForm, name: str, saved: Any) -> bool:
    if form.fields[name].disabled or form.seen(name) == saved:
        return False
    return name in form.errors or form.answers[name] != saved


def _as_typed(form: AnswersForm, name: str) -> str:
    return form[name].value() if name in form.errors else shown(name, form.answers[name])


def _put(data: QueryDict, form: AnswersForm, name: str, answer: Any) -> None:
    """What a browser would send for a box that shows this answer."""
    if isinstance(answer, bool):
        data.setlist(name, ["on"] if answer else [])
    else:
        data[name] = form.fields[name].prepare_value(answer)
