"""What the leading group decides, prepared singly and published together, and what the province answers."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse

from office.columns import by_whom
from vitality.kinds import Outcome
from vitality.models.application import Application
from vitality.models.round import Round


class CityPaperQuerySet(models.QuerySet):
    """Minutes and the province's answers are kept by the city; the unions see their own results on their forms."""

    def visible_to(self, user) -> CityPaperQuerySet:
        return self if user.scope_path and user.post.is_at_city else self.none()


class DecisionSheet(models.Model):
    """A meeting of the leading group: the decisions it published together."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="+", verbose_name="轮次")
    meeting_on = models.DateField("会议日期")
    minutes_number = models.CharField("会议纪要文号", max_length=60)
    published_at = models.DateTimeField("公布时间")
    published_by = by_whom("公布人")

    objects = CityPaperQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(minutes_number=""),
                name="sheet_has_minutes_number",
                violation_error_message="须填会议纪要文号。",
            )
        ]

    def __str__(self) -> str:
        return f"领导小组会议 {self.meeting_on:%Y-%m-%d}（{self.minutes_number}）"

    def get_absolute_url(self) -> str:
        return reverse("vitality:sheet_detail", args=[self.pk])


class Decision(models.Model):
    """One decision; pending until its sheet is published."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="decisions", verbose_name="申报表")
    outcome = models.CharField("决定", max_length=10, choices=Outcome.choices())
    reason = models.CharField("理由", max_length=500, blank=True)
    prepared_by = by_whom("拟定人")
    prepared_at = models.DateTimeField("拟定时间")
    sheet = models.ForeignKey(
        DecisionSheet, models.PROTECT, null=True, blank=True, related_name="decisions", verbose_name="会议"
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(sheet=None),
                name="decision_pending_once",
                violation_error_message="该申报表已有待公布的决定。",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.DECLINE) | ~Q(reason=""),
                name="decline_has_reason",
                violation_error_message="不同意须写明理由。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application}：{Outcome(self.outcome).label}"


class ProvinceAnswer(models.Model):
    """The provincial federation's paper on what the city forwarded; its scan is an evidence file."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="+", verbose_name="轮次")
    answered_on = models.DateField("批复日期")
    document_number = models.CharField("批复文号", max_length=60)
    recorded_by = by_whom("登记人")
    recorded_at = models.DateTimeField("登记时间")

    objects = CityPaperQuerySet.as_manager()

    class Meta:
        ordering = ["-answered_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["document_number"], name="province_answer_once", violation_error_message="该批复文号已登记。"
            )
        ]

    def __str__(self) -> str:
        return f"省总批复 {self.document_number}（{self.answered_on:%Y-%m-%d}）"

    def get_absolute_url(self) -> str:
        return reverse("vitality:province_answer", args=[self.pk])
