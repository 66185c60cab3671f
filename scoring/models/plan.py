"""工作方案: what an assessed union means to do in the year, per item: task, goal, person (SA 三1)."""

from __future__ import annotations

from django.db import models
from django.urls import reverse

from office.columns import by_whom
from scoring.kinds import Action
from unions.models import Union
from unions.models.union import within


class WorkPlanQuerySet(models.QuerySet["WorkPlan"]):
    """A plan belongs to the union that makes it."""

    def visible_to(self, user) -> WorkPlanQuerySet:
        return self.filter(within(user.scope_path, lookup="union__path")) if user.scope_path else self.none()


class WorkPlan(models.Model):
    """One union's plan for a year of the six campaigns."""

    union = models.ForeignKey(Union, models.PROTECT, related_name="+", verbose_name="工会")
    year = models.PositiveSmallIntegerField("年度")
    revision = models.PositiveIntegerField("修改次数", default=0)
    saved_at = models.DateTimeField("保存时间")
    saved_by = by_whom("保存人")

    objects = WorkPlanQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "union__path"]
        constraints = [
            models.UniqueConstraint(
                fields=["union", "year"], name="work_plan_once_a_year", violation_error_message="该年度已有工作方案。"
            )
        ]

    def __str__(self) -> str:
        return f"{self.union} {self.year} 年六个专项行动工作方案"

    def get_absolute_url(self) -> str:
        return reverse("scoring:plan_detail", args=[self.pk])


class WorkTask(models.Model):
    """What a plan says of one action."""

    plan = models.ForeignKey(WorkPlan, models.CASCADE, related_name="tasks", verbose_name="工作方案")
    action = models.CharField("专项行动", max_length=30, choices=Action.choices())
    task = models.TextField("工作任务", blank=True)
    goal = models.TextField("工作目标", blank=True)
    person = models.CharField("责任人", max_length=80, blank=True)
    due_on = models.DateField("完成时限", null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "action"], name="work_task_once", violation_error_message="该专项行动已有任务。"
            )
        ]

    def __str__(self) -> str:
        return f"{self.plan} {Action(self.action).label}"
