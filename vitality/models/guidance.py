"""加强指导: visits to units, and the problems raised there until the unit confirms that they are solved (六3)."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from office.columns import by_whom, states_need
from unions.models import Union
from unions.models.union import within
from vitality.kinds import ProblemState


class VisitQuerySet(models.QuerySet):
    """Visits are seen by the unit, by the union that guided it, and from above."""

    def visible_to(self, user) -> VisitQuerySet:
        if not user.scope_path:
            return self.none()
        return self.filter(within(user.scope_path, lookup="unit__path") | within(user.scope_path, lookup="guide__path"))


class GuidanceVisit(models.Model):
    """One visit of a superior union's people to a unit."""

    guide = models.ForeignKey(Union, models.PROTECT, related_name="+", verbose_name="指导工会")
    unit = models.ForeignKey(Union, models.PROTECT, related_name="+", verbose_name="单位")
    visited_on = models.DateField("指导日期")
    visitors = models.CharField("指导人员", max_length=200)
    topics = models.CharField("指导内容", max_length=300)
    findings = models.TextField("情况与意见", blank=True)
    recorded_at = models.DateTimeField("登记时间")
    recorded_by = by_whom("登记人")

    objects = VisitQuerySet.as_manager()

    class Meta:
        ordering = ["-visited_on", "-pk"]
        indexes = [models.Index(fields=["guide", "visited_on"], name="visit_by_guide")]

    def __str__(self) -> str:
        return f"{self.guide}指导{self.unit}（{self.visited_on}）"

    def get_absolute_url(self) -> str:
        return reverse("vitality:visit_detail", args=[self.pk])


class ProblemQuerySet(models.QuerySet):
    """Problems are seen where their visit is."""

    def visible_to(self, user) -> ProblemQuerySet:
        if not user.scope_path:
            return self.none()
        return self.filter(
            within(user.scope_path, lookup="visit__unit__path") | within(user.scope_path, lookup="visit__guide__path")
        )

    def open_ones(self) -> ProblemQuerySet:
        """Those not yet solved."""
        return self.filter(state__in=ProblemState.open_ones())

    def overdue_on(self, day: date) -> ProblemQuerySet:
        """Those not solved on a day after their last."""
        return self.open_ones().filter(due_on__lt=day)


class GuidanceProblem(models.Model):
    """A difficulty of the unit: who is to solve it, until when, how it was solved, and that the unit agrees."""

    visit = models.ForeignKey(GuidanceVisit, models.PROTECT, related_name="problems", verbose_name="指导")
    text = models.CharField("困难和问题", max_length=300)
    owner = models.CharField("责任人", max_length=60)
    due_on = models.DateField("解决期限")
    state = models.CharField("状态", max_length=10, choices=ProblemState.choices(), default=ProblemState.RAISED)
    solution = models.TextField("解决办法", blank=True)
    return_reason = models.TextField("单位的意见", blank=True)
    solved_on = models.DateField("解决日期", null=True, blank=True)
    solved_by = by_whom("登记解决的人")
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    confirmed_by = by_whom("确认人")

    objects = ProblemQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["state", "due_on"], name="problem_by_state")]
        constraints = [
            models.CheckConstraint(
                condition=states_need([ProblemState.SOLVED, ProblemState.CONFIRMED], "solved_on", "solved_by")
                & (~Q(state__in=[ProblemState.SOLVED, ProblemState.CONFIRMED]) | ~Q(solution="")),
                name="problem_solved_has_solution",
                violation_error_message="已解决的问题须写明解决办法、解决日期和登记人。",
            ),
            models.CheckConstraint(
                condition=states_need([ProblemState.CONFIRMED], "confirmed_at", "confirmed_by"),
                name="problem_confirmed_has_confirmer",
                violation_error_message="已确认的问题须有确认人和时间。",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("solved_by")),
                name="problem_confirmer_is_another",
                violation_error_message="确认人不能是登记解决的人。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.visit.unit}：{self.text[:40]}"

    def get_absolute_url(self) -> str:
        return f"{self.visit.get_absolute_url()}#problem-{self.pk}"
