"""Tranches that became due: computed with their basis, then proposed, approved by another person, paid (R-M3)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from funding.kinds import ReleaseState, Scheme, TrancheKind
from funding.models.scope import OfRecipientQuerySet
from office.columns import by_whom, states_need
from unions.models import Union

REMAINING = [ReleaseState.PROPOSED, ReleaseState.APPROVED, ReleaseState.PAID]


class ReleaseYear(models.Model):
    """A year whose due tranches are computed; locking this row keeps two computations apart."""

    year = models.PositiveSmallIntegerField("年度", unique=True)
    computed_at = models.DateTimeField("最近计算时间", null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.year} 年经费"


class TrancheQuerySet(OfRecipientQuerySet):
    """Tranches that became due."""

    def living(self) -> TrancheQuerySet:
        """Those that have neither lapsed nor been reversed."""
        return self.filter(state__in=ReleaseState.living())


class Tranche(models.Model):
    """One tranche of one recipient's year, with the facts and the law it was computed from.

    What it is and how much can never be changed; a wrong one is reversed and computed anew (a trigger guards it).
    """

    union = models.ForeignKey(Union, models.PROTECT, related_name="+", verbose_name="拨付对象")
    year = models.PositiveSmallIntegerField("年度")
    scheme = models.CharField("项目", max_length=2, choices=Scheme.choices())
    kind = models.CharField("款项", max_length=20, choices=TrancheKind.choices())
    amount = models.DecimalField("金额", max_digits=12, decimal_places=2)
    sealed = models.JSONField("依据")
    state = models.CharField("状态", max_length=10, choices=ReleaseState.choices(), default=ReleaseState.DUE)
    computed_at = models.DateTimeField("计算时间")
    proposed_at = models.DateTimeField("提请时间", null=True, blank=True)
    proposed_by = by_whom("提请人")
    approved_at = models.DateTimeField("批准时间", null=True, blank=True)
    approved_by = by_whom("批准人")
    paid_on = models.DateField("拨付日期", null=True, blank=True)
    voucher_year = models.PositiveSmallIntegerField("凭证年度", null=True, blank=True)
    voucher_number = models.CharField("凭证号", max_length=40, blank=True)
    bank_reference = models.CharField("银行回单号", max_length=60, blank=True)
    paid_by = by_whom("拨付人")
    paid_at = models.DateTimeField("拨付登记时间", null=True, blank=True)
    ended_at = models.DateTimeField("终止时间", null=True, blank=True)
    ended_by = by_whom("终止人")
    end_reason = models.CharField("终止原因", max_length=500, blank=True)

    objects = TrancheQuerySet.as_manager()

    class Meta:
        ordering = ["year", "union__path", "scheme", "kind"]
        indexes = [models.Index(fields=["year", "state"], name="tranche_by_year")]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "union", "scheme", "kind"],
                condition=Q(state__in=ReleaseState.living()),
                name="tranche_once",
                violation_error_message="该年度的这笔款项已经存在，不能重复拨付。",
            ),
            models.UniqueConstraint(
                fields=["union", "scheme", "kind"],
                condition=Q(state__in=ReleaseState.living(), scheme=Scheme.M2),
                name="tranche_m2_once_ever",
                violation_error_message="省行业典型配套每个典型只拨一次。",
            ),
            models.UniqueConstraint(
                fields=["voucher_year", "voucher_number"],
                condition=~Q(voucher_number=""),
                name="tranche_voucher_once",
                violation_error_message="该年度已有相同的凭证号。",
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0), name="tranche_has_amount", violation_error_message="金额须大于零。"
            ),
            models.CheckConstraint(
                condition=states_need(REMAINING, "proposed_at", "proposed_by"),
                name="tranche_proposed_by_finance",
                violation_error_message="须先由财务部提请。",
            ),
            models.CheckConstraint(
                condition=states_need(ReleaseState.released(), "approved_at", "approved_by"),
                name="tranche_approved_by_group",
                violation_error_message="须先经批准。",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("proposed_by")),
                name="tranche_approver_is_another",
                violation_error_message="批准人不能是提请人本人。",
            ),
            models.CheckConstraint(
                condition=Q(paid_by=None) | ~Q(paid_by=F("approved_by")),
                name="tranche_payer_is_another",
                violation_error_message="拨付人不能是批准人本人。",
            ),
            models.CheckConstraint(
                condition=states_need([ReleaseState.PAID], "paid_on", "paid_by", "paid_at", "voucher_year")
                & (~Q(state=ReleaseState.PAID) | ~Q(voucher_number="") & ~Q(bank_reference="")),
                name="tranche_paid_with_voucher",
                violation_error_message="拨付须有日期、凭证号和银行回单号。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[ReleaseState.LAPSED, ReleaseState.REVERSED])
                | Q(ended_at__isnull=False) & ~Q(end_reason=""),
                name="tranche_ended_with_reason",
                violation_error_message="终止须写明原因。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.union} {self.year} 年{self.words}"

    def get_absolute_url(self) -> str:
        return reverse("funding:tranche_detail", args=[self.pk])

    @property
    def words(self) -> str:
        """Scheme and tranche in words."""
        return f"{Scheme(self.scheme).label}·{TrancheKind(self.kind).label}"
