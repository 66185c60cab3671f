"""经费台账: every movement of money, append-only and chained by hashes; triggers refuse changes on both databases."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from funding.kinds import EntryKind, FundSource, SpendingCategory
from funding.models.scope import OfRecipientQuerySet
from funding.models.tranche import Tranche
from unions.models import Union


class FundAccount(models.Model):
    """A recipient's money; locking this row keeps two bookings apart."""

    union = models.OneToOneField(Union, models.PROTECT, related_name="+", verbose_name="单位")

    objects = OfRecipientQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.union}项目经费"

    def get_absolute_url(self) -> str:
        return reverse("funding:account_detail", args=[self.union_id])


class LedgerHead(models.Model):
    """The end of the ledger; locking this one row gives entries their order."""

    number = models.BigIntegerField("最后序号", default=0)
    hash = models.CharField("最后摘要", max_length=64, default="")

    def __str__(self) -> str:
        return f"第 {self.number} 条"


class LedgerEntry(models.Model):
    """One movement. A reversing entry names the one it takes back and carries its amount with a minus."""

    number = models.BigIntegerField("序号", unique=True)
    at = models.DateTimeField("登记时间")
    booked_on = models.DateField("日期")
    union = models.ForeignKey(Union, models.PROTECT, related_name="+", verbose_name="单位")
    source = models.CharField("资金来源", max_length=10, choices=FundSource.choices())
    kind = models.CharField("事项", max_length=10, choices=EntryKind.choices())
    amount = models.DecimalField("金额", max_digits=12, decimal_places=2)
    tranche = models.ForeignKey(Tranche, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="款项")
    category = models.CharField("支出类别", max_length=12, choices=SpendingCategory.choices(), blank=True)
    purpose = models.CharField("用途或说明", max_length=200)
    reference = models.CharField("凭证号", max_length=60, blank=True)
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversal", verbose_name="冲正"
    )
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人")
    actor_name = models.CharField("登记人姓名", max_length=60)
    previous_hash = models.CharField("前一摘要", max_length=64, blank=True)
    hash = models.CharField("摘要", max_length=64)

    objects = OfRecipientQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        indexes = [models.Index(fields=["union", "source", "booked_on"], name="ledger_by_account")]
        constraints = [
            models.CheckConstraint(
                condition=Q(reverses=None, amount__gt=0) | Q(reverses__isnull=False, amount__lt=0),
                name="ledger_amount_sign",
                violation_error_message="金额须大于零，冲正须小于零。",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[EntryKind.APPROVAL, EntryKind.PAYMENT], tranche__isnull=False)
                | ~Q(kind__in=[EntryKind.APPROVAL, EntryKind.PAYMENT]) & Q(tranche=None),
                name="ledger_release_has_tranche",
                violation_error_message="批准和拨付须对应一笔款项。",
            ),
            models.CheckConstraint(
                condition=Q(kind=EntryKind.SPENDING) & ~Q(category="") | ~Q(kind=EntryKind.SPENDING) & Q(category=""),
                name="ledger_spending_has_category",
                violation_error_message="支出须有类别，其他事项没有类别。",
            ),
            models.CheckConstraint(
                condition=~Q(purpose=""), name="ledger_has_purpose", violation_error_message="须写明用途或说明。"
            ),
            models.UniqueConstraint(
                fields=["tranche", "kind"],
                condition=Q(reverses=None, tranche__isnull=False),
                name="ledger_release_once",
                violation_error_message="该款项已经批准或拨付。",
            ),
        ]

    def __str__(self) -> str:
        return f"台账第 {self.number} 条"

    def get_absolute_url(self) -> str:
        return reverse("funding:entry_detail", args=[self.pk])
