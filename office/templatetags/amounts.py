"""Filters that print exact amounts."""

from __future__ import annotations

from decimal import Decimal

from django import template

from office.capitals import capital_yuan as in_capitals
from policy.units import yuan as shown_yuan
from policy.units import yuan_in_column as shown_in_column

register = template.Library()


@register.filter
def yuan(amount: Decimal) -> str:
    """Money in a sentence: 20,000 元, or 20,000.50 元 where there are fen."""
    return shown_yuan(amount)


@register.filter
def yuan_in_column(amount: Decimal) -> str:
    """Money in a column whose heading names the unit: 20,000.00."""
    return shown_in_column(amount)


@register.filter
def capital_yuan(amount: Decimal) -> str:
    """Money in the capital numerals of vouchers: 贰万元整."""
    return in_capitals(amount)
