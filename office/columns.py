"""Columns and conditions that the apps' tables share."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.db.models import Q


def by_whom(verbose_name: str) -> models.ForeignKey:
    """A person who did something once; kept for good."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=verbose_name
    )


def states_need(states: Iterable[str], *columns: str) -> Q:
    """The condition that in these states none of the columns is empty."""
    filled = Q(**{f"{column}__isnull": False for column in columns})
    return ~Q(state__in=list(states)) | filled
