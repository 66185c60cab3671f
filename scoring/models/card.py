"""考核表: one union's card of a year, what each stage entered, and what reviewers said of its items."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse

from office.columns import by_whom, states_need
from scoring.kinds import CardState, OpinionVerdict, Pool, Stage
from scoring.models.assessment import Assessment
from scoring.models.scheme import SchemeIndicator, SchemeItem, amount_field
from unions.models import Union
from unions.models.union import within

OVERRULING = [verdict for verdict in OpinionVerdict if verdict.overrules]
REVIEWING = [stage for stage in Stage if not stage.is_claim]


class CardQuerySet(models.QuerySet["Card"]):
    """Cards belong to the union they are about."""

    def visible_to(self, user) -> CardQuerySet:
        return self.filter(within(user.scope_path, lookup="union__path")) if user.scope_path else self.none()


class Card(models.Model):
    """One union's card; the pool is what the union was when the assessment was opened."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="+", verbose_name="考核")
    union = models.ForeignKey(Union, models.PROTECT, related_name="+", verbose_name="考核对象")
    pool = models.CharField("类别", max_length=10, choices=Pool.choices())
    state = models.CharField("状态", max_length=10, choices=CardState.choices(), default=CardState.DRAFT)
    revision = models.PositiveIntegerField("修改次数", default=0)
    unread = models.JSONField("没有填好的格子", default=dict, blank=True)  # "5_1": [value, note], as typed
    filed_at = models.DateTimeField("报送时间", null=True, blank=True)
    filed_by = by_whom("报送人")
    is_late = models.BooleanField("逾期", default=False)

    objects = CardQuerySet.as_manager()

    class Meta:
        ordering = ["pool", "union__path"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "union"], name="card_once_a_year", violation_error_message="该年度已有考核表。"
            ),
            models.CheckConstraint(
                condition=states_need([CardState.FILED], "filed_at", "filed_by"),
                name="card_filed_has_filer",
                violation_error_message="已报送的考核表须有报送人和时间。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.union} {self.assessment.year} 年考核表"

    def get_absolute_url(self) -> str:
        return reverse("scoring:card_detail", args=[self.pk])


class AchievedValue(models.Model):
    """实现值 of one indicator in one column: an amount, or not applicable."""

    card = models.ForeignKey(Card, models.CASCADE, related_name="values", verbose_name="考核表")
    indicator = models.ForeignKey(SchemeIndicator, models.PROTECT, related_name="+", verbose_name="指标")
    stage = models.CharField("栏目", max_length=10, choices=Stage.choices())
    amount = amount_field("实现值")
    is_not_applicable = models.BooleanField("不适用", default=False)
    note = models.CharField("说明", max_length=500, blank=True)
    given_by = by_whom("填写人")
    given_at = models.DateTimeField("填写时间")

    class Meta:
        ordering = ["card", "indicator__item__number", "indicator__number"]
        constraints = [
            models.UniqueConstraint(
                fields=["card", "indicator", "stage"],
                name="achieved_value_once",
                violation_error_message="该指标在这一栏已有实现值。",
            ),
            models.CheckConstraint(
                condition=Q(is_not_applicable=True, amount=None) | Q(is_not_applicable=False, amount__gte=0),
                name="achieved_value_or_not_applicable",
                violation_error_message="实现值和不适用须填且只填一样，实现值不能为负。",
            ),
            models.CheckConstraint(
                condition=Q(is_not_applicable=False) | Q(stage=Stage.SELF) | ~Q(note=""),
                name="not_applicable_has_reason",
                violation_error_message="认定不适用须写明理由。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {Stage(self.stage).label}"


class ItemOpinion(models.Model):
    """A reviewer's word on one item: accepted, or overruled with a written reason."""

    card = models.ForeignKey(Card, models.CASCADE, related_name="opinions", verbose_name="考核表")
    item = models.ForeignKey(SchemeItem, models.PROTECT, related_name="+", verbose_name="项目")
    stage = models.CharField("栏目", max_length=10, choices=[(each, each.label) for each in REVIEWING])
    verdict = models.CharField("意见", max_length=10, choices=OpinionVerdict.choices())
    reason = models.CharField("理由", max_length=500, blank=True)
    given_by = by_whom("审核人")
    given_at = models.DateTimeField("审核时间")

    class Meta:
        ordering = ["card", "item__number"]
        constraints = [
            models.UniqueConstraint(
                fields=["card", "item", "stage"], name="opinion_once", violation_error_message="该项在这一栏已有意见。"
            ),
            models.CheckConstraint(
                condition=~Q(verdict__in=OVERRULING) | ~Q(reason=""),
                name="overruling_has_reason",
                violation_error_message="改判须写明理由。",
            ),
            models.CheckConstraint(
                condition=Q(stage__in=REVIEWING),
                name="opinion_of_a_reviewer",
                violation_error_message="自评没有审核意见。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} {OpinionVerdict(self.verdict).label}"
