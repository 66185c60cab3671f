"""The yearly 3+x or 2+x plan, its briefing, and what members observe (R-P1 to R-P3)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse

from appraisal.kinds import BasicSystem, ObservationState, PlanState
from appraisal.models.scope import OfUnionQuerySet
from office.columns import by_whom
from unions.kinds import WorkMode
from unions.models import Union
from unions.models.union import within


class AnnualPlan(models.Model):
    """A union's plan of a year. `public_key` is the unguessable part of the address members see it at."""

    union = models.ForeignKey(Union, models.PROTECT, related_name="+", verbose_name="工会")
    year = models.PositiveSmallIntegerField("年度")
    mode = models.CharField("工作模式", max_length=3, choices=WorkMode.choices())
    state = models.CharField("状态", max_length=12, choices=PlanState.choices(), default=PlanState.DRAFT)
    public_key = models.CharField("公开码", max_length=24, unique=True, editable=False)
    revision = models.PositiveIntegerField("修改次数", default=0)

    objects = OfUnionQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "union__path"]
        constraints = [
            models.UniqueConstraint(
                fields=["union", "year"], name="plan_once_a_year", violation_error_message="该年度已有计划。"
            )
        ]

    def __str__(self) -> str:
        return f"{self.union} {self.year} 年“{WorkMode(self.mode).label}”计划"

    def get_absolute_url(self) -> str:
        return reverse("appraisal:plan_detail", args=[self.pk])


class PlanItemQuerySet(models.QuerySet):
    """Lines of plans, seen where the plan is."""

    def visible_to(self, user) -> PlanItemQuerySet:
        return self.filter(within(user.scope_path, lookup="plan__union__path")) if user.scope_path else self.none()


class PlanItem(models.Model):
    """One line: a basic system, or with an empty one an item of the union's own (x)."""

    plan = models.ForeignKey(AnnualPlan, models.CASCADE, related_name="items", verbose_name="计划")
    system = models.CharField("基本制度", max_length=30, choices=BasicSystem.choices(), blank=True)
    name = models.CharField("名称", max_length=80)
    target = models.TextField("目标", blank=True)
    measures = models.TextField("措施", blank=True)
    responsible_person = models.CharField("责任人", max_length=40, blank=True)
    due_on = models.DateField("完成期限", null=True, blank=True)
    progress_percent = models.PositiveSmallIntegerField("进度（%）", default=0)
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    confirmed_by = by_whom("确认人")

    objects = PlanItemQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(progress_percent__lte=100),
                name="plan_item_progress_to_100",
                violation_error_message="进度应在 0–100% 之间。",
            ),
            models.UniqueConstraint(
                fields=["plan", "system"],
                condition=~Q(system=""),
                name="plan_item_system_once",
                violation_error_message="每项基本制度在计划中只列一次。",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | Q(progress_percent=100),
                name="plan_item_confirmed_when_done",
                violation_error_message="进度达到 100% 后上级工会才能确认。",
            ),
        ]

    def __str__(self) -> str:
        return self.name or "未命名的自选项目"

    def get_absolute_url(self) -> str:
        return f"{reverse('appraisal:plan_detail', args=[self.plan_id])}#item-{self.pk}"


class PlanRevision(models.Model):
    """The plan as it stood after one person's writing; what is written within a few minutes is one revision."""

    plan = models.ForeignKey(AnnualPlan, models.CASCADE, related_name="revisions", verbose_name="计划")
    number = models.PositiveIntegerField("次数")
    content = models.JSONField("内容")
    made_at = models.DateTimeField("时间")
    made_by = by_whom("修改人")

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "number"], name="plan_revision_once", violation_error_message="版本号重复。"
            )
        ]

    def __str__(self) -> str:
        return f"{self.plan} 第 {self.number} 版"


class PlanBriefing(models.Model):
    """R-P2: how and when the plan was made known to the members, and how many it reached."""

    plan = models.ForeignKey(AnnualPlan, models.CASCADE, related_name="briefings", verbose_name="计划")
    held_on = models.DateField("通报日期")
    form = models.CharField("通报形式", max_length=80)
    reached_count = models.PositiveIntegerField("通报人数")
    recorded_by = by_whom("登记人")

    class Meta:
        ordering = ["held_on", "pk"]

    def __str__(self) -> str:
        return f"{self.held_on} {self.form}"


class Observation(models.Model):
    """What a member wrote on the public page. Nothing tells who: no account, no address, only the day."""

    plan = models.ForeignKey(AnnualPlan, models.CASCADE, related_name="observations", verbose_name="计划")
    text = models.CharField("意见", max_length=500)
    made_on = models.DateField("日期")
    state = models.CharField(
        "状态", max_length=10, choices=ObservationState.choices(), default=ObservationState.WAITING
    )
    answer = models.TextField("答复", blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    answered_by = by_whom("答复人")

    class Meta:
        ordering = ["-made_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""), name="observation_has_text", violation_error_message="意见不能为空。"
            )
        ]

    def __str__(self) -> str:
        return self.text[:30]
