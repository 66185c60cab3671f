"""The project's money as a tab on a union's page."""

from __future__ import annotations

from django.urls import reverse

from funding.models import LedgerEntry
from unions.kinds import UnionKind
from unions.models import Union, User
from unions.parts import Part


def account_part(union: Union, user: User) -> Part | None:
    """The account of a union that can have money; None for others."""
    entries = LedgerEntry.objects.visible_to(user).filter(union=union)
    count = entries.count()
    if not count and not UnionKind(union.kind).files_batches:
        return None
    return Part("经费", reverse("funding:account_detail", args=[union.pk]), count)
