"""The chair's duty report with the union dues as a table that adds up, and its two deliveries (R-A1)."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.urls import reverse

from appraisal.kinds import Audience, ReportState
from appraisal.models.scope import OfUnionQuerySet
from office.columns import by_whom
from unions.models import Union


def yuan_column(verbose_name: str) -> models.DecimalField:
    """An amount of yuan with two places."""
    return models.DecimalField(verbose_name, max_digits=14, decimal_places=2, default=Decimal(0))


class DutyReport(models.Model):
    """The written report of a work year in its three parts."""

    union = models.ForeignKey(Union, models.PROTECT, related_name="+", verbose_name="工会")
    work_year = models.PositiveSmallIntegerField("工作年度")
    chair_name = models.CharField("述职人", max_length=40)
    work_text = models.TextField("重点工作完成情况", blank=True)
    dues_text = models.TextField("工会经费收管用情况", blank=True)
    duty_text = models.TextField("个人履行职责情况", blank=True)
    opening_balance_yuan = yuan_column("上年结余")
    closing_balance_yuan = yuan_column("本年结余")
    state = models.CharField("状态", max_length=10, choices=ReportState.choices(), default=ReportState.DRAFT)
    revision = models.PositiveIntegerField("修改次数", default=0)

    objects = OfUnionQuerySet.as_manager()

    class Meta:
        ordering = ["-work_year", "union__path"]
        constraints = [
            models.UniqueConstraint(
                fields=["union", "work_year"], name="report_once_a_year", violation_error_message="该年度已有述职报告。"
            )
        ]

    def __str__(self) -> str:
        return f"{self.union} {self.work_year} 年述职报告"

    def get_absolute_url(self) -> str:
        return reverse("appraisal:report_detail", args=[self.pk])


class DuesLine(models.Model):
    """One kind of income or spending in the dues table of a report."""

    report = models.ForeignKey(DutyReport, models.CASCADE, related_name="dues", verbose_name="述职报告")
    is_income = models.BooleanField("收入")
    kind = models.CharField("科目", max_length=60)
    amount_yuan = yuan_column("金额")

    class Meta:
        ordering = ["-is_income", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_yuan__gte=0), name="dues_not_negative", violation_error_message="金额不能为负数。"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount_yuan}"


class ReportDelivery(models.Model):
    """That the report was given to one of the two bodies; both are needed."""

    report = models.ForeignKey(DutyReport, models.CASCADE, related_name="deliveries", verbose_name="述职报告")
    audience = models.CharField("对象", max_length=10, choices=Audience.choices())
    delivered_on = models.DateField("述职日期")
    form = models.CharField("述职形式", max_length=80)
    listener_count = models.PositiveIntegerField("到会人数", null=True, blank=True)
    recorded_by = by_whom("登记人")

    class Meta:
        ordering = ["audience"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "audience"],
                name="delivery_once_per_audience",
                violation_error_message="已登记过向该对象的述职。",
            )
        ]

    def __str__(self) -> str:
        return f"{Audience(self.audience).label} {self.delivered_on}"
