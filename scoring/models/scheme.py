"""The scheme of a year: versions, their items and the indicators of those."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse

from office.columns import by_whom
from policy.units import Boundary
from scoring.kinds import Action, Assessees, IndicatorKind, SchemeState


def points_field(label: str, *, is_optional: bool = False) -> models.DecimalField:
    """A column of points, two places."""
    return models.DecimalField(label, max_digits=7, decimal_places=2, null=is_optional, blank=is_optional)


def amount_field(label: str) -> models.DecimalField:
    """A share as 1 for 100 %, a count, or yuan; cut to ten places when entered, on the side that does not flatter."""
    return models.DecimalField(label, max_digits=22, decimal_places=10, null=True, blank=True)


class SchemeVersionQuerySet(models.QuerySet["SchemeVersion"]):
    """The scheme is the city's announcement: whoever takes part reads the frozen ones, the city its drafts too."""

    def visible_to(self, user) -> SchemeVersionQuerySet:
        if not user.scope_path:
            return self.none()
        return self if user.post.is_at_city else self.filter(state=SchemeState.FROZEN)


class SchemeVersion(models.Model):
    """One version of a year's scheme, with the sums it has to give; the highest frozen one judges the year."""

    year = models.PositiveSmallIntegerField("考核年度")
    number = models.PositiveSmallIntegerField("版本", default=1)
    state = models.CharField("状态", max_length=10, choices=SchemeState.choices(), default=SchemeState.DRAFT)
    origin = models.CharField("来源", max_length=120)
    action_points = models.JSONField("各专项行动分值", default=dict)
    pool_points = models.JSONField("各类考核对象可得满分", default=dict)
    revision = models.PositiveIntegerField("修改次数", default=0)
    made_at = models.DateTimeField("建立时间")
    made_by = by_whom("建立人")
    frozen_at = models.DateTimeField("冻结时间", null=True, blank=True)
    frozen_by = by_whom("冻结人")

    objects = SchemeVersionQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "number"], name="scheme_version_once", violation_error_message="该年度已有这一版本。"
            ),
            models.UniqueConstraint(
                fields=["year"],
                condition=Q(state=SchemeState.DRAFT),
                name="scheme_one_draft_a_year",
                violation_error_message="该年度已有一份编制中的方案。",
            ),
            models.CheckConstraint(
                condition=Q(state=SchemeState.FROZEN, frozen_at__isnull=False)
                | ~Q(state=SchemeState.FROZEN) & Q(frozen_at=None),
                name="scheme_frozen_has_moment",
                violation_error_message="已冻结的方案须有冻结时间。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} 年考核方案第 {self.number} 版"

    def get_absolute_url(self) -> str:
        return reverse("scoring:scheme_detail", args=[self.pk])

    @property
    def is_draft(self) -> bool:
        return self.state == SchemeState.DRAFT

    @property
    def tone(self) -> str:
        """The colour of the state."""
        return SchemeState(self.state).tone


class SchemeItem(models.Model):
    """考核项目 of a version; without points it is a bonus item."""

    scheme = models.ForeignKey(SchemeVersion, models.CASCADE, related_name="items", verbose_name="方案")
    number = models.PositiveSmallIntegerField("项目")
    name = models.CharField("名称", max_length=120)
    action = models.CharField("专项行动", max_length=30, choices=Action.choices())
    points = points_field("分值")
    assessees = models.CharField("考核对象", max_length=10, choices=Assessees.choices())
    reviewers = models.JSONField("责任部门", default=list)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "number"], name="scheme_item_once", violation_error_message="项目序号重复。"
            ),
            models.CheckConstraint(
                condition=Q(points__gte=0), name="scheme_item_points", violation_error_message="分值不能为负。"
            ),
        ]

    def __str__(self) -> str:
        return f"第 {self.number} 项 {self.name}"


class SchemeIndicator(models.Model):
    """指标 of an item: a line to be reached, a bonus, or both."""

    item = models.ForeignKey(SchemeItem, models.CASCADE, related_name="indicators", verbose_name="项目")
    number = models.PositiveSmallIntegerField("指标")
    name = models.CharField("名称", max_length=120)
    kind = models.CharField("类别", max_length=20, choices=IndicatorKind.choices())
    measure = models.CharField("量词", max_length=4, blank=True)
    boundary = models.CharField(
        "比较",
        max_length=10,
        blank=True,
        choices=[(each, each.label) for each in (Boundary.AT_LEAST, Boundary.EXACTLY)],
    )
    bound = amount_field("标准")
    bonus_points = points_field("每档加分", is_optional=True)
    bonus_step = amount_field("每档")
    bonus_cap = points_field("加分上限", is_optional=True)
    bonus_review_line = points_field("加分复核线", is_optional=True)

    class Meta:
        ordering = ["item__number", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "number"], name="scheme_indicator_once", violation_error_message="指标序号重复。"
            ),
            models.CheckConstraint(
                condition=Q(bound=None, boundary="") | Q(bound__isnull=False) & ~Q(boundary=""),
                name="scheme_indicator_line_is_whole",
                violation_error_message="标准和比较须一起填写。",
            ),
            models.CheckConstraint(
                condition=Q(bound__isnull=False) | Q(bonus_points__isnull=False),
                name="scheme_indicator_counts_for_something",
                violation_error_message="指标须有标准或加分。",
            ),
            models.CheckConstraint(
                condition=Q(bonus_step=None) | Q(bonus_step__gt=0) & Q(bonus_points__gt=0),
                name="scheme_indicator_bonus_step",
                violation_error_message="加分的每档须大于零，并有分数。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item.number}.{self.number} {self.name}"
