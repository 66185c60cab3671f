"""The year's assessment: its days and its state."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse

from office.columns import by_whom, states_need
from scoring.kinds import AssessmentState
from scoring.models.scheme import SchemeVersion

OPENED = [state for state in AssessmentState if state is not AssessmentState.PREPARING]
SEALED = [AssessmentState.SEALED, AssessmentState.PUBLISHED]


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    """Whoever takes part sees an assessment once it is opened, the city before that too."""

    def visible_to(self, user) -> AssessmentQuerySet:
        if not user.scope_path:
            return self.none()
        return self if user.post.is_at_city else self.exclude(state=AssessmentState.PREPARING)


class Assessment(models.Model):
    """百分考核 of a year, from the scheme to the published ranking."""

    year = models.PositiveSmallIntegerField("考核年度", unique=True)
    scheme = models.ForeignKey(SchemeVersion, models.PROTECT, related_name="+", verbose_name="考核方案")
    state = models.CharField(
        "状态", max_length=20, choices=AssessmentState.choices(), default=AssessmentState.PREPARING
    )
    self_due_on = models.DateField("自评截止日")
    city_due_on = models.DateField("市总考核截止日")
    objection_until_on = models.DateField("异议截止日", null=True, blank=True)
    opened_at = models.DateTimeField("启动时间", null=True, blank=True)
    sealed_at = models.DateTimeField("定分时间", null=True, blank=True)
    sealed_by = by_whom("定分人")
    published_at = models.DateTimeField("公布时间", null=True, blank=True)
    published_by = by_whom("公布人")

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        ordering = ["-year"]
        constraints = [
            models.CheckConstraint(
                condition=states_need(OPENED, "opened_at"),
                name="assessment_opened_has_moment",
                violation_error_message="已启动的考核须有启动时间。",
            ),
            models.CheckConstraint(
                condition=states_need([AssessmentState.OBJECTING], "objection_until_on"),
                name="assessment_objecting_has_last_day",
                violation_error_message="公示须有异议截止日。",
            ),
            models.CheckConstraint(
                condition=states_need(SEALED, "sealed_at", "sealed_by"),
                name="assessment_sealed_by_somebody",
                violation_error_message="已定分的考核须有定分人和时间。",
            ),
            models.CheckConstraint(
                condition=states_need([AssessmentState.PUBLISHED], "published_at", "published_by"),
                name="assessment_published_by_somebody",
                violation_error_message="已公布的考核须有公布人和时间。",
            ),
            models.CheckConstraint(
                condition=Q(published_by=None) | ~Q(published_by=models.F("sealed_by")),
                name="assessment_published_by_another",
                violation_error_message="公布人不能是定分人本人。",
            ),
            models.CheckConstraint(
                condition=Q(self_due_on__lte=models.F("city_due_on")),
                name="assessment_days_in_order",
                violation_error_message="自评截止日不能晚于市总考核截止日。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} 年六个专项行动百分考核"

    def get_absolute_url(self) -> str:
        return reverse("scoring:assessment_detail", args=[self.pk])

    @property
    def is_sealed(self) -> bool:
        return self.state in SEALED
