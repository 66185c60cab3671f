"""Whose rows they are: shared by the tables that belong to a recipient."""

from __future__ import annotations

from django.db import models

from unions.models.union import within


class OfRecipientQuerySet(models.QuerySet):
    """Rows of a recipient, seen by it and from above."""

    def visible_to(self, user) -> OfRecipientQuerySet:
        return self.filter(within(user.scope_path, lookup="union__path")) if user.scope_path else self.none()
