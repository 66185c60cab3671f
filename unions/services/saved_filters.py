"""A person's named filters of the register."""

from __future__ import annotations

from django.db import transaction

from unions.models import SavedFilter, User


@transaction.atomic
def save_filter(*, owner: User, name: str, query: str) -> SavedFilter:
    """Keep a query string under a name; the same name again means the new query."""
    return SavedFilter.objects.update_or_create(owner=owner, name=name, defaults={"query": query})[0]


def forget_filter(*, owner: User, key: int) -> None:
    """Drop one of the person's filters; one that is gone already is no fault."""
    SavedFilter.objects.filter(owner=owner, pk=key).delete()
