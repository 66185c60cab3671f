"""The rules of signing in as the security administrator set them, and the passwords people had before."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from unions.rules.security import LIMITS


def _limits() -> list[models.CheckConstraint]:
    """What the form checks holds in the database too."""
    return [
        models.CheckConstraint(
            condition=Q(**{f"{name}__gte": limit.least, f"{name}__lte": limit.most}),
            name=f"security_{name}_limits",
            violation_error_message=limit.sentence,
        )
        for name, limit in LIMITS.items()
    ]


class SecuritySetting(models.Model):
    """The rules of signing in from a moment on. Later rows supersede earlier ones; none is edited."""

    password_days = models.PositiveSmallIntegerField("密码有效期（天）")
    idle_minutes = models.PositiveSmallIntegerField("无操作自动退出（分钟）")
    failure_count = models.PositiveSmallIntegerField("连续输错几次后锁定")
    lock_minutes = models.PositiveSmallIntegerField("锁定时间（分钟）")
    is_totp_required = models.BooleanField("市总人员须用动态口令")
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="设置人")
    set_at = models.DateTimeField("设置时间")

    class Meta:
        ordering = ["-pk"]
        constraints = _limits()

    def __str__(self) -> str:
        return "安全设置"


class FormerPassword(models.Model):
    """The hash of a password a person has had, so that it does not come back at once."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="人员")
    hash = models.CharField("摘要", max_length=128)
    set_at = models.DateTimeField("设置时间")

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.user} {self.set_at:%Y-%m-%d}"
