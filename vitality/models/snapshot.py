"""The standing of every unit in a year as it was sealed, and the coverage figures it adds up to (R-S1, R-C1).

A sealed snapshot and its rows refuse every change (triggers, see the migration). A draft holds figures only: last
night's counts of a year that still runs.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from office.columns import by_whom
from policy.documents import Law
from unions.kinds import Category
from unions.models import Union
from unions.models.union import within
from vitality.kinds import SnapshotState


class YearSnapshotQuerySet(models.QuerySet["YearSnapshot"]):
    """Snapshots concern the whole city; what a person sees of one is decided row by row."""

    def visible_to(self, user) -> YearSnapshotQuerySet:
        return self if user.scope_path else self.none()

    def in_force(self, year: int) -> YearSnapshot | None:
        """The last sealed version of a year, or None while it is not sealed."""
        return self.filter(year=year, state=SnapshotState.SEALED).order_by("-version").first()


class YearSnapshot(models.Model):
    """One sealed version of a year, or its draft (version 0).

    Attributes:
        law: the parameters it was made with, as `Law.as_json` gives them.
        digest: of all its rows; the same facts and the same law give the same digest.
    """

    year = models.PositiveSmallIntegerField("年度")
    version = models.PositiveSmallIntegerField("版本", default=0)
    state = models.CharField("状态", max_length=10, choices=SnapshotState.choices(), default=SnapshotState.DRAFT)
    day = models.DateField("统计基准日")
    law = models.JSONField("参数")
    computed_at = models.DateTimeField("计算时间")
    unit_count = models.PositiveIntegerField("单位数", default=0)
    digest = models.CharField("摘要", max_length=64, blank=True)
    sealed_at = models.DateTimeField("封存时间", null=True, blank=True)
    decided_by = by_whom("决定人")
    reason = models.CharField("重新封存的理由", max_length=500, blank=True)

    objects = YearSnapshotQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "version"], name="snapshot_version_once", violation_error_message="该版本已存在。"
            ),
            models.CheckConstraint(
                condition=Q(state=SnapshotState.DRAFT, sealed_at=None)
                | Q(state=SnapshotState.SEALED, version__gte=1, sealed_at__isnull=False) & ~Q(digest=""),
                name="snapshot_sealed_has_version",
                violation_error_message="封存的年度须有版本、封存时间和摘要。",
            ),
            models.CheckConstraint(
                condition=Q(version__lte=1) | Q(decided_by__isnull=False) & ~Q(reason=""),
                name="snapshot_again_has_decision",
                violation_error_message="重新封存须有领导小组的决定和理由。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}年度达标快照" + (f"（第 {self.version} 版）" if self.version else "（未封存）")

    def get_absolute_url(self) -> str:
        return reverse("vitality:coverage", query={"year": self.year})

    @property
    def sealed_law(self) -> Law:
        """The law it was made with, whatever the texts say today."""
        return Law.from_json(self.law)


class SnapshotUnitQuerySet(models.QuerySet["SnapshotUnit"]):
    """Units of snapshots, seen where the unit's superior of that year is."""

    def visible_to(self, user) -> SnapshotUnitQuerySet:
        return self.filter(within(user.scope_path, lookup="union__path")) if user.scope_path else self.none()


class SnapshotUnit(models.Model):
    """One unit's year as sealed: where it stood, the facts, and what the rules said of them.

    `filer` is the district, pilot zone or industrial union above on the snapshot's day. Neither foreign key is checked
    by the database: unions and sealed snapshots are never deleted, and a city of 100 000 rows is written at once.
    """

    pk = models.CompositePrimaryKey("snapshot_id", "union_id")
    snapshot = models.ForeignKey(
        YearSnapshot, models.PROTECT, related_name="units", db_constraint=False, db_index=False, verbose_name="快照"
    )
    union = models.ForeignKey(
        Union, models.PROTECT, related_name="+", db_constraint=False, db_index=False, verbose_name="单位"
    )
    filer = models.ForeignKey(
        Union, models.PROTECT, related_name="+", null=True, db_constraint=False, db_index=False, verbose_name="上级工会"
    )
    name = models.CharField("单位名称", max_length=120)
    category = models.CharField("类别", max_length=20, choices=Category.choices())
    plan_done_count = models.PositiveIntegerField("计划落实项数", null=True)
    plan_item_count = models.PositiveIntegerField("计划项数", null=True)
    is_plan_implemented = models.BooleanField("年度计划落实", null=True)
    has_valid_appraisal = models.BooleanField("双评有效并已认定")
    composite_numerator = models.BigIntegerField("综合满意率分子", null=True)
    composite_denominator = models.BigIntegerField("综合满意率分母", null=True)
    is_rights_confirmed = models.BooleanField("权益维护", null=True)
    is_welcomed_confirmed = models.BooleanField("受欢迎", null=True)
    is_standard = models.BooleanField("达标")
    meets_typical_line = models.BooleanField("达到典型标准")

    objects = SnapshotUnitQuerySet.as_manager()

    class Meta:
        ordering = ["union_id"]

    def __str__(self) -> str:
        return self.name


class SnapshotFigure(models.Model):
    """How many units of a category are standard under one superior union; without one, in the whole city.

    Its foreign keys are not checked by the database either, and the index of `snapshot_figure_once` finds its rows.
    """

    snapshot = models.ForeignKey(
        YearSnapshot, models.CASCADE, related_name="figures", db_constraint=False, db_index=False, verbose_name="快照"
    )
    filer = models.ForeignKey(
        Union, models.PROTECT, related_name="+", null=True, db_constraint=False, db_index=False, verbose_name="上级工会"
    )
    filer_name = models.CharField("当年名称", max_length=120)
    category = models.CharField("类别", max_length=20, choices=Category.choices())
    standard_count = models.PositiveIntegerField("达标")
    total_count = models.PositiveIntegerField("已建工会单位")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["snapshot", "filer", "category"],
                name="snapshot_figure_once",
                violation_error_message="该上级工会和类别已有一行。",
            ),
            models.CheckConstraint(
                condition=Q(standard_count__lte=F("total_count")),
                name="snapshot_figure_within_total",
                violation_error_message="达标数不能多于单位数。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.filer_name} {Category(self.category).label} {self.standard_count}/{self.total_count}"
