"""The typical units that the rounds produced."""

from __future__ import annotations

from django.db import models

from unions.models import Union
from unions.models.union import within
from vitality.kinds import TypicalKind, TypicalLevel
from vitality.models.application import Application


class TypicalQuerySet(models.QuerySet):
    """Typicals are seen from the unit's place upward and by the union that won them."""

    def visible_to(self, user) -> TypicalQuerySet:
        if not user.scope_path:
            return self.none()
        return self.filter(
            within(user.scope_path, lookup="unit__path") | within(user.scope_path, lookup="superior__path")
        )


class Typical(models.Model):
    """A unit that became typical, once in its life (R-T4), with the superior union of that time."""

    unit = models.OneToOneField(Union, models.PROTECT, related_name="+", verbose_name="单位")
    superior = models.ForeignKey(Union, models.PROTECT, related_name="+", verbose_name="上级工会")
    year = models.PositiveSmallIntegerField("年度")
    level = models.CharField("级别", max_length=10, choices=TypicalLevel.choices())
    kind = models.CharField("类型", max_length=10, choices=TypicalKind.choices())
    application = models.OneToOneField(
        Application, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="申报表"
    )

    is_imported = models.BooleanField("往年导入", default=False)

    objects = TypicalQuerySet.as_manager()

    class Meta:
        ordering = ["year", "superior__path", "unit__path"]
        indexes = [models.Index(fields=["year", "superior"], name="typical_by_superior")]

    def __str__(self) -> str:
        return f"{self.unit}（{self.year} {TypicalLevel(self.level).label}典型）"
