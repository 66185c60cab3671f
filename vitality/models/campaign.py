"""考评: campaigns of review, inspection and acceptance, their sheets and visits (六4)."""

from __future__ import annotations

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from office.columns import by_whom, states_need
from unions.models import Union
from unions.models.union import within
from vitality.kinds import CampaignKind, CampaignState
from vitality.models.typical import Typical

HIGHEST_MARK = 100


class CampaignQuerySet(models.QuerySet):
    """Campaigns are the city's; a union learns of its own sheets once their results are published."""

    def visible_to(self, user) -> CampaignQuerySet:
        return self if user.scope_path and user.post.is_at_city else self.none()


class Campaign(models.Model):
    """One campaign: its results are prepared, checked by another person, and published together."""

    kind = models.CharField("类别", max_length=20, choices=CampaignKind.choices())
    year = models.PositiveSmallIntegerField("年度")
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期")
    state = models.CharField("状态", max_length=10, choices=CampaignState.choices(), default=CampaignState.PREPARING)
    prepared_at = models.DateTimeField("提交核对时间", null=True, blank=True)
    prepared_by = by_whom("提交人")
    checked_at = models.DateTimeField("核对时间", null=True, blank=True)
    checked_by = by_whom("核对人")
    published_at = models.DateTimeField("公布时间", null=True, blank=True)
    published_by = by_whom("公布人")

    objects = CampaignQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "year"], name="campaign_once_a_year", violation_error_message="该年度的考评已建立。"
            ),
            models.CheckConstraint(
                condition=Q(starts_on__lte=F("ends_on")),
                name="campaign_has_duration",
                violation_error_message="考评的开始日期不能晚于结束日期。",
            ),
            models.CheckConstraint(
                condition=states_need(
                    [CampaignState.PREPARED, CampaignState.CHECKED, CampaignState.PUBLISHED],
                    "prepared_at",
                    "prepared_by",
                ),
                name="campaign_prepared_has_preparer",
                violation_error_message="待核对的考评须有提交人和时间。",
            ),
            models.CheckConstraint(
                condition=states_need([CampaignState.CHECKED, CampaignState.PUBLISHED], "checked_at", "checked_by"),
                name="campaign_checked_has_checker",
                violation_error_message="已核对的考评须有核对人和时间。",
            ),
            models.CheckConstraint(
                condition=states_need([CampaignState.PUBLISHED], "published_at", "published_by"),
                name="campaign_published_has_publisher",
                violation_error_message="已公布的考评须有公布人和时间。",
            ),
            models.CheckConstraint(
                condition=Q(checked_by=None) | ~Q(checked_by=F("prepared_by")),
                name="campaign_checker_is_another",
                violation_error_message="核对人不能是提交人本人。",
            ),
            models.CheckConstraint(
                condition=Q(published_by=None) | ~Q(published_by=F("prepared_by")),
                name="campaign_publisher_is_another",
                violation_error_message="公布人不能是提交人本人。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} 年度{CampaignKind(self.kind).label}"

    def get_absolute_url(self) -> str:
        return reverse("vitality:campaign_detail", args=[self.pk])


class Marks(models.Model):
    """The four sides by which a campaign looks at a typical or a union, 0 to 100 points each."""

    basic_points = models.PositiveSmallIntegerField(
        "基础性工作", null=True, blank=True, validators=[MaxValueValidator(HIGHEST_MARK)]
    )
    innovation_points = models.PositiveSmallIntegerField(
        "创新性工作", null=True, blank=True, validators=[MaxValueValidator(HIGHEST_MARK)]
    )
    performance_points = models.PositiveSmallIntegerField(
        "工作绩效", null=True, blank=True, validators=[MaxValueValidator(HIGHEST_MARK)]
    )
    satisfaction_points = models.PositiveSmallIntegerField(
        "职工满意度", null=True, blank=True, validators=[MaxValueValidator(HIGHEST_MARK)]
    )
    findings = models.TextField("考评情况", blank=True)
    revision = models.PositiveIntegerField("修改次数", default=0)
    changed_at = models.DateTimeField("最近修改时间", null=True, blank=True)
    changed_by = by_whom("最近修改人")

    class Meta:
        abstract = True

    @property
    def marks(self) -> dict[str, int | None]:
        """The points by their label."""
        return {
            "基础性工作": self.basic_points,
            "创新性工作": self.innovation_points,
            "工作绩效": self.performance_points,
            "职工满意度": self.satisfaction_points,
        }


class TypicalSheetQuerySet(models.QuerySet):
    """The city sees all sheets; a union its own once they are published."""

    def visible_to(self, user) -> TypicalSheetQuerySet:
        if not user.scope_path:
            return self.none()
        if user.post.is_at_city:
            return self
        path = user.scope_path
        own = within(path, lookup="typical__unit__path") | within(path, lookup="typical__superior__path")
        return self.filter(own, campaign__state=CampaignState.PUBLISHED)


class TypicalSheet(Marks):
    """考评表（典型）: a typical in a campaign; in an acceptance also the reviewer's judgement."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+", verbose_name="考评活动")
    typical = models.ForeignKey(Typical, models.PROTECT, related_name="+", verbose_name="典型")
    is_judged_good = models.BooleanField("考评判断", null=True, blank=True)
    judgement_reason = models.CharField("判断理由", max_length=500, blank=True)

    objects = TypicalSheetQuerySet.as_manager()

    class Meta:
        ordering = ["typical__superior__path", "typical__unit__path"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "typical"],
                name="typical_sheet_once",
                violation_error_message="该典型已在本次考评中。",
            ),
            models.CheckConstraint(
                condition=Q(is_judged_good=None) | ~Q(judgement_reason=""),
                name="judgement_has_reason",
                violation_error_message="考评判断须写明理由。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.typical.unit}{self.campaign}表"

    def get_absolute_url(self) -> str:
        return reverse("vitality:typical_sheet", args=[self.pk])


class UnionSheetQuerySet(models.QuerySet):
    """The city sees all sheets; a union its own once they are published."""

    def visible_to(self, user) -> UnionSheetQuerySet:
        if not user.scope_path:
            return self.none()
        if user.post.is_at_city:
            return self
        return self.filter(within(user.scope_path, lookup="union__path"), campaign__state=CampaignState.PUBLISHED)


class UnionSheet(Marks):
    """考评表（工会）: a superior union in a campaign; in an acceptance also the leading group's innovation finding."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+", verbose_name="考评活动")
    union = models.ForeignKey(Union, models.PROTECT, related_name="+", verbose_name="工会")
    is_innovative = models.BooleanField("创新认定", null=True, blank=True)
    innovation_reason = models.CharField("认定理由", max_length=500, blank=True)
    found_by = by_whom("认定人")
    found_at = models.DateTimeField("认定时间", null=True, blank=True)

    objects = UnionSheetQuerySet.as_manager()

    class Meta:
        ordering = ["union__path"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "union"], name="union_sheet_once", violation_error_message="该工会已在本次考评中。"
            ),
            models.CheckConstraint(
                condition=Q(is_innovative=None)
                | ~Q(innovation_reason="") & Q(found_by__isnull=False) & Q(found_at__isnull=False),
                name="pending_innovation_has_reason",
                violation_error_message="创新认定须写明理由、认定人和时间。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.union}{self.campaign}表"

    def get_absolute_url(self) -> str:
        return reverse("vitality:union_sheet", args=[self.pk])


class CampaignVisit(models.Model):
    """A visit of reviewers to a typical's unit or to a superior union, with what they found."""

    typical_sheet = models.ForeignKey(
        TypicalSheet, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="考评表（典型）"
    )
    union_sheet = models.ForeignKey(
        UnionSheet, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="考评表（工会）"
    )
    visited_on = models.DateField("走访日期")
    visitors = models.CharField("考评人员", max_length=200)
    findings = models.TextField("走访情况")
    recorded_at = models.DateTimeField("登记时间")
    recorded_by = by_whom("登记人")

    class Meta:
        ordering = ["visited_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(typical_sheet=None, union_sheet__isnull=False)
                | Q(typical_sheet__isnull=False, union_sheet=None),
                name="visit_has_one_sheet",
                violation_error_message="走访记录须属于一张考评表。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.visited_on} 走访"
