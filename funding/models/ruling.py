"""What the leading group decides on one tranche (R-M1), kept for good."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from funding.kinds import RulingKind, Scheme, TrancheKind
from funding.models.scope import OfRecipientQuerySet
from office.columns import by_whom
from unions.models import Union


class Ruling(models.Model):
    """A recorded decision: release although coverage does not apply, or leave with the recipient what was overpaid."""

    union = models.ForeignKey(Union, models.PROTECT, related_name="+", verbose_name="拨付对象")
    year = models.PositiveSmallIntegerField("年度")
    scheme = models.CharField("项目", max_length=2, choices=Scheme.choices())
    tranche_kind = models.CharField("款项", max_length=20, choices=TrancheKind.choices())
    kind = models.CharField("决定", max_length=30, choices=RulingKind.choices())
    decided_on = models.DateField("会议日期")
    minutes_number = models.CharField("会议纪要文号", max_length=60)
    reason = models.CharField("理由", max_length=500)
    recorded_by = by_whom("登记人")
    recorded_at = models.DateTimeField("登记时间")

    objects = OfRecipientQuerySet.as_manager()

    class Meta:
        ordering = ["-recorded_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "union", "scheme", "tranche_kind", "kind"],
                name="ruling_once",
                violation_error_message="该决定已经登记。",
            ),
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(minutes_number=""),
                name="ruling_has_reason",
                violation_error_message="决定须有理由和会议纪要文号。",
            ),
        ]

    def __str__(self) -> str:
        words = f"{Scheme(self.scheme).label}·{TrancheKind(self.tranche_kind).label}"
        return f"{self.union} {self.year} 年{words}：{RulingKind(self.kind).label}"
