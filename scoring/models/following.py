"""What accompanies a card: evidence and requests for it by item, visits, and the union's objections."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from office.columns import by_whom
from scoring.models.card import Card
from scoring.models.scheme import SchemeItem
from unions.models.union import within


class CardPartQuerySet(models.QuerySet):
    """Rows that belong to a card are seen by whoever sees the card."""

    def visible_to(self, user) -> CardPartQuerySet:
        return self.filter(within(user.scope_path, lookup="card__union__path")) if user.scope_path else self.none()


class CardItem(models.Model):
    """One item of one card: what evidence files hang on, and what a department still asks for."""

    card = models.ForeignKey(Card, models.CASCADE, related_name="parts", verbose_name="考核表")
    item = models.ForeignKey(SchemeItem, models.PROTECT, related_name="+", verbose_name="项目")
    asked_for = models.CharField("要求补充", max_length=500, blank=True)
    asked_at = models.DateTimeField("要求时间", null=True, blank=True)
    asked_by = by_whom("要求人")
    answered_at = models.DateTimeField("补充时间", null=True, blank=True)

    objects = CardPartQuerySet.as_manager()

    class Meta:
        ordering = ["card", "item__number"]
        constraints = [
            models.UniqueConstraint(
                fields=["card", "item"], name="card_item_once", violation_error_message="该项目已存在。"
            ),
            models.CheckConstraint(
                condition=Q(asked_for="", asked_at=None) | ~Q(asked_for="") & Q(asked_at__isnull=False),
                name="evidence_asked_with_words",
                violation_error_message="要求补充佐证须写明要什么。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.card} {self.item}"

    def get_absolute_url(self) -> str:
        return reverse("scoring:item_detail", args=[self.card_id, self.item.number])

    @property
    def is_waited_for(self) -> bool:
        """Whether the union still owes what was asked for."""
        return bool(self.asked_for) and self.answered_at is None


class Visit(models.Model):
    """考核组's visit to an assessed union: 听、查、看, and the talks with enterprises and workers."""

    card = models.ForeignKey(Card, models.PROTECT, related_name="visits", verbose_name="考核表")
    visited_on = models.DateField("考核日期")
    leader_name = models.CharField("带队领导", max_length=40)
    members = models.CharField("成员", max_length=200)
    findings = models.TextField("考核情况")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="记录人")
    recorded_at = models.DateTimeField("记录时间")

    objects = CardPartQuerySet.as_manager()

    class Meta:
        ordering = ["visited_on", "pk"]

    def __str__(self) -> str:
        return f"{self.card} {self.visited_on} 实地考核"


class Objection(models.Model):
    """A union's objection to its points while they are shown; the leading group answers it, another person's work."""

    card = models.ForeignKey(Card, models.PROTECT, related_name="objections", verbose_name="考核表")
    item = models.ForeignKey(SchemeItem, models.PROTECT, related_name="+", verbose_name="项目")
    text = models.TextField("异议")
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="提出人")
    raised_at = models.DateTimeField("提出时间")
    is_upheld = models.BooleanField("采纳", null=True, blank=True)
    answer = models.TextField("答复", blank=True)
    answered_by = by_whom("答复人")
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)

    objects = CardPartQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_upheld=None, answered_at=None) | Q(is_upheld__isnull=False) & ~Q(answer=""),
                name="objection_answered_in_words",
                violation_error_message="答复异议须写明理由。",
            ),
            models.CheckConstraint(
                condition=Q(answered_by=None) | ~Q(answered_by=models.F("raised_by")),
                name="objection_answered_by_another",
                violation_error_message="异议不能由提出人本人答复。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.card} {self.item}异议"
