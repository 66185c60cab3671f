"""Filters of the pages of the hundred-point card."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def of_card(forms: Mapping[int, Any], card: int) -> Any:
    """What belongs to one card; None where nothing does."""
    return forms.get(card)
