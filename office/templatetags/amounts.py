"""Filters that print exact amounts."""

from __future__ import annotations

from decimal import Decimal

from django import template

from office.capitals import capital_yuan as in_capitals
from policy.units import yuan as shown_yuan

register = template.Library()


@register.filter
def yuan(amount: Decimal) -> str:
    """Money as everywhere: 20,000 元, or 20,000.50 元 where there are fen."""
    return shown_yuan(amount)


@register.filter
def capital_yuan(amount: Decimal) -> str:
    """Money in the capital numerals of vouchers: 贰万元整."""
    return in_capitals(amount)
