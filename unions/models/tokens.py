"""What lets a program ask in a person's name: a secret of which only the digest is kept."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from unions.kinds import TokenScope


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    """Tokens; a person sees only the own ones."""

    def visible_to(self, user) -> ApiTokenQuerySet:
        return self.filter(user_id=user.pk)

    def valid_at(self, moment: datetime) -> ApiTokenQuerySet:
        """Neither revoked nor expired."""
        return self.filter(revoked_at=None, expires_at__gt=moment)


class ApiToken(models.Model):
    """A program's key: it acts as one person in one post, within its scope, until a moment."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="所有人")
    post = models.ForeignKey("unions.Post", models.PROTECT, related_name="+", verbose_name="岗位")
    name = models.CharField("用途", max_length=60)
    digest = models.CharField("摘要", max_length=64, unique=True, editable=False)
    scope = models.CharField("权限", max_length=10, choices=TokenScope.choices())
    created_at = models.DateTimeField("建立时间")
    expires_at = models.DateTimeField("失效时间")
    revoked_at = models.DateTimeField("作废时间", null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")),
                name="api_token_expires_after_start",
                violation_error_message="失效时间须晚于建立时间。",
            )
        ]

    def __str__(self) -> str:
        return self.name
