"""Filters that print shares and rates of the accountability year."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import template

from policy.units import percent

register = template.Library()


@register.filter
def percent_of_one(share: Decimal | Fraction | None) -> str:
    """A weight without idle zeros: 80%, 12.5%."""
    if share is None:
        return ""
    hundred = (
        Decimal(share.numerator) / Decimal(share.denominator) * 100 if isinstance(share, Fraction) else share * 100
    )
    return f"{hundred.normalize():f}%"


@register.filter
def rate(figure: Any) -> str:
    """A figure's rate, cut so that it does not flatter; higher looks better."""
    return percent(figure.rate) if figure else "—"


@register.filter
def adverse_rate(figure: Any) -> str:
    """A figure's rate, cut so that it does not flatter; lower looks better."""
    return percent(figure.rate, flattering="down") if figure else "—"
