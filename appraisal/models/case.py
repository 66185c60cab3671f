"""What follows from a result: consequence cases and improvement items (R-A9, R-A11)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse

from appraisal.kinds import CaseState, Consequence
from appraisal.models.session import AppraisalSession
from office.columns import by_whom
from unions.kinds import RoleKind, UnionKind
from unions.models.union import within


class CaseQuerySet(models.QuerySet):
    """Cases are for those who must know: the deciding superior union's leaders and officers, and the city's leaders."""

    def visible_to(self, user) -> CaseQuerySet:
        who_must_know = (RoleKind.OFFICER, RoleKind.SUPERIOR_LEADER, RoleKind.LEADING_GROUP)
        if not user.scope_path or not user.has_role(*who_must_know) or UnionKind(user.post.union.kind).is_unit:
            return self.none()
        return self.filter(within(user.scope_path, lookup="session__union__path"))


class Case(models.Model):
    """One consequence of one session; opened by the rules, taken further by persons."""

    session = models.OneToOneField(AppraisalSession, models.PROTECT, related_name="case", verbose_name="评议会")
    consequence = models.CharField("后果", max_length=20, choices=Consequence.choices())
    state = models.CharField("状态", max_length=10, choices=CaseState.choices(), default=CaseState.OPENED)
    reasons = models.JSONField("依据")
    opened_at = models.DateTimeField("立案时间")
    talked_on = models.DateField("谈话日期", null=True, blank=True)
    talk_record = models.TextField("谈话记录", blank=True)
    ordered_on = models.DateField("整改通知日期", null=True, blank=True)
    due_on = models.DateField("整改期限", null=True, blank=True)
    order_text = models.TextField("整改要求", blank=True)
    report_text = models.TextField("整改报告", blank=True)
    reported_on = models.DateField("整改报告日期", null=True, blank=True)
    referred_to = models.CharField("移送单位", max_length=120, blank=True)
    outcome = models.TextField("办理结果", blank=True)
    concluded_at = models.DateTimeField("办结时间", null=True, blank=True)
    concluded_by = by_whom("办结人")

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=[CaseState.CONCLUDED, CaseState.DISMISSED])
                | ~Q(outcome="") & Q(concluded_at__isnull=False),
                name="case_ended_with_outcome",
                violation_error_message="办结须写明办理结果。",
            ),
            models.CheckConstraint(
                condition=~Q(state=CaseState.ORDERED) | Q(due_on__isnull=False),
                name="case_ordered_with_due_day",
                violation_error_message="限期整改须有期限。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session.union}：{Consequence(self.consequence).label}"

    def get_absolute_url(self) -> str:
        return reverse("appraisal:case_detail", args=[self.pk])


class ImprovementItem(models.Model):
    """A prominent opinion turned into something to be done by somebody until a day."""

    session = models.ForeignKey(AppraisalSession, models.PROTECT, related_name="improvements", verbose_name="评议会")
    text = models.CharField("事项", max_length=300)
    responsible_person = models.CharField("责任人", max_length=40)
    due_on = models.DateField("期限")
    result = models.TextField("结果", blank=True)
    done_on = models.DateField("完成日期", null=True, blank=True)

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_on=None) | ~Q(result=""),
                name="improvement_done_has_result",
                violation_error_message="完成须写明结果。",
            )
        ]

    def __str__(self) -> str:
        return self.text
