"""Filters that hand reasons, bases and events to the components that print them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django import template
from django.utils.timezone import localtime

from office.models import Event
from office.tables.columns import words
from policy.citing import Basis, Reason
from policy.documents import clause, parameter
from policy.units import Boundary, Unit

register = template.Library()
STATE_WORD: Final = "状态"


@register.filter
def reason_rows(reasons: Iterable[Reason]) -> list[dict[str, Any]]:
    """Reasons with their clause as it is cited."""
    return [{"met": each.met, "text": each.shown, "clause": _cited(each.clause)} for each in reasons]


@register.filter
def basis_panel(basis: Basis | None, title: str) -> dict[str, Any] | None:
    """A basis under the title of its figure; None stays None, so that nothing is opened."""
    if basis is None:
        return None
    return {
        "title": title,
        "rule": basis.rule,
        "clause": _cited(basis.clause),
        "formula": basis.formula,
        "inputs": [{"label": label, "value": value} for label, value in basis.inputs.items()],
        "parameters": [_parameter_row(key, sealed) for key, sealed in basis.parameters.items()],
    }


@register.filter
def timeline_rows(events: Iterable[Event]) -> list[dict[str, Any]]:
    """Events with what each changed, for `components/timeline.html`."""
    return [
        {
            "at": localtime(event.at),
            "label": event.label,
            "actor_name": event.actor_name,
            "actor_post": event.actor_post,
            "comment": event.comment,
            "lines": [
                _change_row(name, change)
                for name, change in sorted(event.changes.items(), key=_state_first)
                if not _is_unchanged_state(name, change)
            ],
        }
        for event in events
    ]


def _is_unchanged_state(name: str, change: Any) -> bool:
    """A step that leaves the state as it was, such as one more measure of many."""
    return name == "state" and isinstance(change, list) and len(set(change)) == 1


def _state_first(change: tuple[str, Any]) -> tuple[bool, list[str | int]]:
    """The state, then the rest by name, 2.1 before 10.1: PostgreSQL keeps no order of the keys, so none is promised."""
    name, _ = change
    parts: list[str | int] = list(re.split(r"(\d+)", name))
    parts[1::2] = [int(digits) for digits in parts[1::2]]
    return name != "state", parts


def _change_row(name: str, change: Any) -> dict[str, Any]:
    """A pair is what was before and after; anything else is a fact put down with the event."""
    label = STATE_WORD if name == "state" else name
    if isinstance(change, list) and len(change) == 2:
        return {"label": label, "before": change[0], "after": change[1]}
    if isinstance(change, Mapping):
        return {"label": label, "text": "；".join(f"{key}：{value}" for key, value in change.items())}
    if change is None or change == "":
        return {"label": label, "text": "—"}
    return {"label": label, "text": "、".join(map(str, change)) if isinstance(change, list) else words(change)}


def _parameter_row(key: str, sealed: Mapping[str, Any]) -> dict[str, Any]:
    """A number with its side of the line; a reading by its meaning."""
    unit, value, found = Unit(sealed["unit"]), sealed["value"], parameter(key)
    amounts = [unit.read(each) for each in (value.values() if isinstance(value, Mapping) else [value])]
    meanings = {option.value: option.meaning for option in found.options}
    shown = "、".join(meanings.get(each) or unit.show(each) for each in amounts)
    boundary = f"{Boundary(sealed['boundary']).label} " if "boundary" in sealed else ""
    return {"label": found.meaning, "value": boundary + shown, "note": _cited(sealed["clause"])}


def _cited(ref: str) -> str:
    return clause(ref).cited if ref else ""
