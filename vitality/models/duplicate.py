"""What was found when two typicals that looked like one unit were checked (R-T3: distinct units are counted)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from office.columns import by_whom
from vitality.models.typical import Typical


class DuplicateCheck(models.Model):
    """Two typicals found to be two units, and on what ground.

    Attributes:
        suspicion: what made them look like one. Names that change later raise another one, to be checked again.
    """

    first = models.ForeignKey(Typical, models.PROTECT, related_name="+", verbose_name="典型")
    second = models.ForeignKey(Typical, models.PROTECT, related_name="+", verbose_name="疑似同一单位的典型")
    suspicion = models.CharField("疑似理由", max_length=500)
    reason = models.CharField("核对情况", max_length=300)
    checked_at = models.DateTimeField("核对时间")
    checked_by = by_whom("核对人")

    class Meta:
        ordering = ["-checked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["first", "second"], name="duplicate_checked_once", violation_error_message="这一对已经核对。"
            ),
            models.CheckConstraint(
                condition=Q(first__lt=F("second")),
                name="duplicate_in_order",
                violation_error_message="一对典型按编号先后登记，且不能是同一个。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first.unit}与{self.second.unit}"
