"""The audit committee's yearly sign-off, its findings, and what became of them (R-M4)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from funding.kinds import FindingState
from funding.models.scope import OfRecipientQuerySet
from office.columns import by_whom, states_need
from unions.models import Union
from unions.models.union import within


class AuditSignOff(models.Model):
    """A recipient's year as audited: the figures are sealed, the year takes no more bookings (append-only)."""

    union = models.ForeignKey(Union, models.PROTECT, related_name="+", verbose_name="单位")
    year = models.PositiveSmallIntegerField("年度")
    figures = models.JSONField("签审时的数额")
    entry_number = models.BigIntegerField("签审时台账末条")
    opinion = models.TextField("审计意见")
    signed_by = by_whom("签审人")
    signed_at = models.DateTimeField("签审时间")

    objects = OfRecipientQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "union__path"]
        constraints = [
            models.UniqueConstraint(
                fields=["union", "year"], name="audit_once_a_year", violation_error_message="该单位本年度已经签审。"
            ),
            models.CheckConstraint(
                condition=~Q(opinion="") & Q(signed_by__isnull=False),
                name="audit_has_opinion",
                violation_error_message="签审须有审计意见和签审人。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.union} {self.year} 年经费签审"

    def get_absolute_url(self) -> str:
        return reverse("funding:audit_detail", args=[self.pk])


class FindingQuerySet(models.QuerySet):
    """Findings belong to the audited union."""

    def visible_to(self, user) -> FindingQuerySet:
        path = user.scope_path
        return self.filter(within(path, lookup="sign_off__union__path")) if path else self.none()


class AuditFinding(models.Model):
    """One thing the auditor found: to be mended by a day, answered, and looked at again by the auditor."""

    sign_off = models.ForeignKey(AuditSignOff, models.PROTECT, related_name="findings", verbose_name="签审")
    text = models.CharField("问题", max_length=500)
    due_on = models.DateField("整改期限")
    state = models.CharField("状态", max_length=10, choices=FindingState.choices(), default=FindingState.OPEN)
    answer = models.CharField("整改情况", max_length=500, blank=True)
    answered_by = by_whom("整改人")
    answered_at = models.DateTimeField("整改时间", null=True, blank=True)
    settled_by = by_whom("复核人")
    settled_at = models.DateTimeField("销号时间", null=True, blank=True)

    objects = FindingQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=states_need([FindingState.ANSWERED, FindingState.SETTLED], "answered_at", "answered_by")
                & (Q(state=FindingState.OPEN) | ~Q(answer="")),
                name="finding_answered_in_words",
                violation_error_message="整改须写明情况。",
            ),
            models.CheckConstraint(
                condition=states_need([FindingState.SETTLED], "settled_at", "settled_by"),
                name="finding_settled_by_auditor",
                violation_error_message="销号须有复核人。",
            ),
            models.CheckConstraint(
                condition=Q(settled_by=None) | ~Q(settled_by=F("answered_by")),
                name="finding_settler_is_another",
                violation_error_message="复核人不能是整改人本人。",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]

    def get_absolute_url(self) -> str:
        return self.sign_off.get_absolute_url()
