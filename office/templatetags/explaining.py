"""Filters that hand reasons and bases to `components/reasons.html` and `components/basis.html`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import template

from policy.citing import Basis, Reason
from policy.documents import clause, parameter
from policy.units import Boundary, Unit

register = template.Library()


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


def _parameter_row(key: str, sealed: Mapping[str, Any]) -> dict[str, Any]:
    unit, value = Unit(sealed["unit"]), sealed["value"]
    amounts = value.values() if isinstance(value, Mapping) else [value]
    shown = "、".join(unit.show(unit.read(each)) for each in amounts)
    boundary = f"{Boundary(sealed['boundary']).label} " if "boundary" in sealed else ""
    return {"label": parameter(key).meaning, "value": boundary + shown, "note": _cited(sealed["clause"])}


def _cited(ref: str) -> str:
    return clause(ref).cited if ref else ""
