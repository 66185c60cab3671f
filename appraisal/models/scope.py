"""Whose rows they are: shared by the tables that belong to a grass-roots union."""

from __future__ import annotations

from django.db import models

from unions.models.union import within


class OfUnionQuerySet(models.QuerySet):
    """Rows of a grass-roots union, seen by it and from above."""

    def visible_to(self, user) -> OfUnionQuerySet:
        return self.filter(within(user.scope_path, lookup="union__path")) if user.scope_path else self.none()
