"""提名: units and persons proposed for an honour beside the places, and what the leading group decided."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from office.columns import by_whom, states_need
from scoring.kinds import AssessmentState, Award, NominationState
from scoring.models.assessment import Assessment
from scoring.models.card import Card
from unions.models.union import within

DECIDED = [NominationState.GRANTED, NominationState.DECLINED]


class NominationQuerySet(models.QuerySet["Nomination"]):
    """The city's business until the year is published; then a union sees what was granted in its scope."""

    def visible_to(self, user) -> NominationQuerySet:
        if not user.scope_path:
            return self.none()
        if user.post.is_at_city:
            return self
        told = self.filter(state=NominationState.GRANTED, assessment__state=AssessmentState.PUBLISHED)
        return told.filter(within(user.scope_path, lookup="card__union__path"))


class Nomination(models.Model):
    """A unit or person of one assessed union, proposed for an award with what it did."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="+", verbose_name="考核")
    card = models.ForeignKey(Card, models.PROTECT, related_name="+", verbose_name="所在考核对象")
    award = models.CharField("荣誉", max_length=30, choices=Award.choices())
    nominee_name = models.CharField("提名对象", max_length=120)
    nominee_position = models.CharField("单位和职务", max_length=120, blank=True)
    merits = models.TextField("主要成绩")
    state = models.CharField("状态", max_length=10, choices=NominationState.choices(), default=NominationState.PROPOSED)
    proposed_at = models.DateTimeField("提名时间")
    proposed_by = by_whom("提名人")
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    decided_by = by_whom("决定人")
    reason = models.CharField("决定理由", max_length=500, blank=True)

    objects = NominationQuerySet.as_manager()

    class Meta:
        ordering = ["award", "card__pool", "card__union__path", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "award", "card", "nominee_name"],
                condition=~Q(state=NominationState.WITHDRAWN),
                name="nomination_once",
                violation_error_message="该对象已经提名。",
            ),
            models.CheckConstraint(
                condition=~Q(award__in=[each for each in Award if each.is_personal]) | ~Q(nominee_position=""),
                name="nominated_person_has_position",
                violation_error_message="提名个人须写明单位和职务。",
            ),
            models.CheckConstraint(
                condition=states_need(DECIDED, "decided_at", "decided_by") & (~Q(state__in=DECIDED) | ~Q(reason="")),
                name="nomination_decided_with_reason",
                violation_error_message="决定提名须有决定人、时间和理由。",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")),
                name="nomination_decided_by_another",
                violation_error_message="决定人不能是提名人本人。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nominee_name}（{Award(self.award).label}）"

    def get_absolute_url(self) -> str:
        return f"{reverse('scoring:nomination_list', args=[self.assessment_id])}#{self.mark}"

    @property
    def tone(self) -> str:
        """The colour of the state."""
        return NominationState(self.state).tone

    @property
    def mark(self) -> str:
        """A name for the parts of its page that belong to it."""
        return f"nomination-{self.pk}"
