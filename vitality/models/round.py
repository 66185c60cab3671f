"""A round of applications: its dates, and how many units each kind of union files (R-F1)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse

from policy.units import Boundary
from unions.kinds import UnionKind
from vitality.kinds import AnnexForm, RoundState


class RoundQuerySet(models.QuerySet):
    """Rounds are the city's announcement: whoever takes part sees them once opened."""

    def visible_to(self, user) -> RoundQuerySet:
        if not user.scope_path:
            return self.none()
        return self if user.post.is_at_city else self.exclude(state=RoundState.DRAFT)


class Round(models.Model):
    """One call for applications with its due dates and picks; the numbers per kind of union are `RoundQuota` rows."""

    year = models.PositiveSmallIntegerField("年度")
    number = models.PositiveSmallIntegerField("轮次", default=1)
    title = models.CharField("名称", max_length=120)
    due_on = models.DateField("申报截止日")
    plan_due_on = models.DateField("实施方案截止日", null=True, blank=True)
    safeguards_due_on = models.DateField("保障措施截止日", null=True, blank=True)
    enterprise_pick_count = models.PositiveSmallIntegerField("荐省企事业个数")
    sector_pick_count = models.PositiveSmallIntegerField("荐省行业个数")
    state = models.CharField("状态", max_length=10, choices=RoundState.choices(), default=RoundState.DRAFT)

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "number"], name="round_once_a_year", violation_error_message="该年度已有这一轮次。"
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("vitality:round_detail", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state == RoundState.OPEN

    def pick_count(self, form: AnnexForm) -> int:
        """How many of this city form are recommended to the province."""
        return self.enterprise_pick_count if form == AnnexForm.ANNEX_3 else self.sector_pick_count


class RoundQuota(models.Model):
    """How many units on which form one kind of union files in a round."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="quotas", verbose_name="轮次")
    union_kind = models.CharField("工会类别", max_length=30, choices=UnionKind.choices())
    form = models.CharField("申报表", max_length=1, choices=AnnexForm.choices())
    unit_count = models.PositiveSmallIntegerField("个数")
    boundary = models.CharField(
        "比较", max_length=10, choices=[(Boundary.EXACTLY, "正好"), (Boundary.AT_LEAST, "不少于")]
    )
    nonpublic_100_count = models.PositiveSmallIntegerField("其中百人以上非公企业不少于", default=0)
    has_city_pick = models.BooleanField("市总从中推荐荐省", default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "union_kind", "form"],
                name="quota_once_per_kind_and_form",
                violation_error_message="该类工会的这张申报表已有名额。",
            ),
            models.CheckConstraint(
                condition=Q(nonpublic_100_count__lte=models.F("unit_count")),
                name="quota_part_within_whole",
                violation_error_message="百人以上非公企业个数不能多于总个数。",
            ),
        ]

    def __str__(self) -> str:
        return f"{UnionKind(self.union_kind).label} {AnnexForm(self.form).label} {self.unit_count} 个"
