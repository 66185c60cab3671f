"""What a year came to: acceptance results, innovation findings, approvals of past years, and the sealed outcome."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from office.columns import by_whom
from unions.models import Union
from unions.models.union import within
from vitality.kinds import PaperKind
from vitality.models.campaign import Campaign
from vitality.models.typical import Typical


class OfTypicalQuerySet(models.QuerySet):
    """What is known of typicals is seen wherever the typical is."""

    def visible_to(self, user) -> OfTypicalQuerySet:
        if not user.scope_path:
            return self.none()
        path = user.scope_path
        return self.filter(within(path, lookup="typical__unit__path") | within(path, lookup="typical__superior__path"))


class OfUnionQuerySet(models.QuerySet):
    """What is known of superior unions is seen from their place upward."""

    def visible_to(self, user) -> OfUnionQuerySet:
        return self.filter(within(user.scope_path, lookup="union__path")) if user.scope_path else self.none()


class AcceptanceResult(models.Model):
    """验收: whether a typical passed the acceptance of a year. Published ones never change (trigger)."""

    typical = models.ForeignKey(Typical, models.PROTECT, related_name="+", verbose_name="典型")
    year = models.PositiveSmallIntegerField("年度")
    is_passed = models.BooleanField("合格")
    sealed = models.JSONField("条件、评分与理由", default=dict)
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="考评活动"
    )
    is_imported = models.BooleanField("往年导入", default=False)
    recorded_at = models.DateTimeField("登记时间")
    recorded_by = by_whom("登记人")

    objects = OfTypicalQuerySet.as_manager()

    class Meta:
        ordering = ["year", "typical"]
        constraints = [
            models.UniqueConstraint(
                fields=["typical", "year"],
                name="acceptance_once_a_year",
                violation_error_message="该典型当年已有验收结果。",
            ),
            models.CheckConstraint(
                condition=Q(is_imported=True, campaign=None) | Q(is_imported=False, campaign__isnull=False),
                name="acceptance_has_campaign_or_is_imported",
                violation_error_message="验收结果须出自考评活动或往年导入。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.typical.unit} {self.year} 年验收{'合格' if self.is_passed else '不合格'}"


class InnovationFinding(models.Model):
    """创新认定: the leading group's finding on a superior union's year. Published ones never change (trigger)."""

    union = models.ForeignKey(Union, models.PROTECT, related_name="+", verbose_name="工会")
    year = models.PositiveSmallIntegerField("年度")
    is_innovative = models.BooleanField("有创新")
    reason = models.CharField("理由", max_length=500, blank=True)
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="考评活动"
    )
    is_imported = models.BooleanField("往年导入", default=False)
    recorded_at = models.DateTimeField("登记时间")
    recorded_by = by_whom("登记人")

    objects = OfUnionQuerySet.as_manager()

    class Meta:
        ordering = ["year", "union"]
        constraints = [
            models.UniqueConstraint(
                fields=["union", "year"],
                name="innovation_once_a_year",
                violation_error_message="该工会当年已有创新认定。",
            ),
            models.CheckConstraint(
                condition=Q(is_imported=True) | ~Q(reason=""),
                name="innovation_has_reason",
                violation_error_message="创新认定须写明理由。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.union} {self.year} 年{'有' if self.is_innovative else '无'}创新"


class ImportedApproval(models.Model):
    """Whether a past year's plan or measures were approved, as an import recorded it."""

    union = models.ForeignKey(Union, models.PROTECT, related_name="+", verbose_name="工会")
    year = models.PositiveSmallIntegerField("年度")
    kind = models.CharField("类别", max_length=20, choices=PaperKind.choices())
    is_approved = models.BooleanField("已批准")
    recorded_at = models.DateTimeField("登记时间")
    recorded_by = by_whom("登记人")

    objects = OfUnionQuerySet.as_manager()

    class Meta:
        ordering = ["year", "union", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["union", "year", "kind"],
                name="imported_approval_once",
                violation_error_message="该材料的批准情况已登记。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.union} {self.year} 年{PaperKind(self.kind).label}"


class YearOutcome(models.Model):
    """The outcome of a superior union's year, sealed with its facts, law and reasons when it was published."""

    union = models.ForeignKey(Union, models.PROTECT, related_name="+", verbose_name="工会")
    year = models.PositiveSmallIntegerField("年度")
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+", verbose_name="考评活动")
    sealed = models.JSONField("事实、法规与理由")
    published_at = models.DateTimeField("公布时间")
    published_by = by_whom("公布人")

    objects = OfUnionQuerySet.as_manager()

    class Meta:
        ordering = ["year", "union"]
        constraints = [
            models.UniqueConstraint(
                fields=["union", "year"],
                name="year_outcome_once",
                violation_error_message="该工会当年的结果已经公布。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.union} {self.year} 年度结果"
