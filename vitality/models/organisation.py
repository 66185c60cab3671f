"""Who leads the project at the city and at each superior union, from when to when (大工发〔2014〕31号 六、1)."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from office.columns import by_whom
from unions.models import Union
from unions.models.union import SEGMENT_DIGITS, within
from vitality.kinds import DepartmentPart, OrganPosition


def above(path: str) -> list[str]:
    """The paths of a union and of all unions above it."""
    return [path[:end] for end in range(SEGMENT_DIGITS, len(path) + 1, SEGMENT_DIGITS)]


class DatedQuerySet(models.QuerySet):
    """Rows of a union's organisation that hold from a day on, often until another."""

    def visible_to(self, user) -> DatedQuerySet:
        """Those of the own subtree, and those of the unions above: everybody may know who leads."""
        if not user.scope_path:
            return self.none()
        return self.filter(within(user.scope_path, lookup="union__path") | Q(union__path__in=above(user.scope_path)))

    def current_on(self, day: date) -> DatedQuerySet:
        """What holds on a day; the last day counts."""
        return self.filter(Q(to_on=None) | Q(to_on__gte=day), from_on__lte=day)

    def past_on(self, day: date) -> DatedQuerySet:
        """What was over before a day, the latest first."""
        return self.filter(to_on__lt=day).order_by("-to_on", "pk")


def ends_after_start(name: str) -> models.CheckConstraint:
    """The condition that a dated row does not end before it begins."""
    return models.CheckConstraint(
        condition=Q(to_on=None) | Q(to_on__gte=F("from_on")),
        name=name,
        violation_error_message="终止日期不能早于起始日期。",
    )


class GroupSeat(models.Model):
    """A person's place in the leading group or its office; `person` only where the person has an account."""

    union = models.ForeignKey(Union, models.PROTECT, related_name="+", verbose_name="工会")
    position = models.CharField("组内职务", max_length=20, choices=OrganPosition.choices())
    person_name = models.CharField("姓名", max_length=40)
    person = by_whom("账号")
    duty = models.CharField("行政或工会职务", max_length=80, blank=True)
    department = models.CharField("所在部门", max_length=60, blank=True)
    task = models.CharField("分工", max_length=200, blank=True)
    order = models.PositiveSmallIntegerField("顺序", default=1)
    from_on = models.DateField("自")
    to_on = models.DateField("至", null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        indexes = [models.Index(fields=["union", "position"], name="seat_by_union")]
        constraints = [
            ends_after_start("seat_ends_after_start"),
            models.CheckConstraint(
                condition=~Q(person_name=""), name="seat_has_name", violation_error_message="请填写姓名。"
            ),
        ]

    def __str__(self) -> str:
        position = OrganPosition(self.position)
        return f"{self.union}{position.body.label}{position.label} {self.person_name}"

    def get_absolute_url(self) -> str:
        return reverse("vitality:organisation_detail", args=[self.union_id])


class ResponsibleDepartment(models.Model):
    """责任部门: a department that leads the daily work, or takes part with its own duties."""

    union = models.ForeignKey(Union, models.PROTECT, related_name="+", verbose_name="工会")
    name = models.CharField("部门", max_length=60)
    part = models.CharField("承担方式", max_length=12, choices=DepartmentPart.choices())
    task = models.CharField("职责", max_length=200, blank=True)
    order = models.PositiveSmallIntegerField("顺序", default=1)
    from_on = models.DateField("自")
    to_on = models.DateField("至", null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["-part", "order", "pk"]
        constraints = [ends_after_start("department_ends_after_start")]

    def __str__(self) -> str:
        return f"{self.union}责任部门 {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("vitality:organisation_detail", args=[self.union_id])
