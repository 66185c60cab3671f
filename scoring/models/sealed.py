"""What is sealed when the year is decided: each card with its facts and law, and the honours given out of turn.

Both are append-only (a trigger on either database).
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from office.columns import by_whom
from scoring.kinds import Honour, Pool
from scoring.models.assessment import Assessment
from scoring.models.card import Card
from scoring.models.scheme import points_field
from unions.models.union import within


class SealedCardQuerySet(models.QuerySet["SealedCard"]):
    """A sealed card is seen by whoever sees the card."""

    def visible_to(self, user) -> SealedCardQuerySet:
        return self.filter(within(user.scope_path, lookup="card__union__path")) if user.scope_path else self.none()


class SealedCard(models.Model):
    """A card as it was decided: facts, scheme, law and verdict, and the points by which it is ranked."""

    card = models.OneToOneField(Card, models.PROTECT, related_name="sealed", verbose_name="考核表")
    pool = models.CharField("类别", max_length=10, choices=Pool.choices())
    union_name = models.CharField("考核对象", max_length=120)
    base_points = points_field("基本分")
    bonus_points = points_field("加分")
    total_points = points_field("总分")
    attainable_points = points_field("可得满分")
    sealed = models.JSONField("封存内容")
    sealed_at = models.DateTimeField("封存时间")

    objects = SealedCardQuerySet.as_manager()

    class Meta:
        ordering = ["pool", "-total_points"]

    def __str__(self) -> str:
        return f"{self.union_name} {self.total_points} 分"


class HonourDecision(models.Model):
    """What the leading group decided about a union whose place does not decide; the last one on a card holds."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="+", verbose_name="考核")
    card = models.ForeignKey(Card, models.PROTECT, related_name="+", verbose_name="考核表")
    honour = models.CharField("荣誉", max_length=10, blank=True, choices=Honour.choices())
    reason = models.CharField("理由", max_length=500)
    decided_by = by_whom("决定人")
    decided_at = models.DateTimeField("决定时间")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""), name="honour_has_reason", violation_error_message="决定荣誉须写明理由。"
            )
        ]

    def __str__(self) -> str:
        return f"{self.card} {self.get_honour_display() or '不授予'}"
