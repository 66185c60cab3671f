"""维权保护: a union chair hindered in lawful work or treated unfairly (六3). Whom it is about, few may know.

Nothing of a case names a person or a unit outside its own pages: it is called by its number, and everything written is
kept in its own columns, not in the event log.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from office.columns import by_whom, states_need
from unions.kinds import Department, RoleKind
from unions.models import Union
from unions.models.union import within
from vitality.kinds import GrievanceKind, ProtectionState

# The departments of the city that a case can be shared with; only then do their people see it.
INVOLVED_AT_CITY = (Department.DEMOCRATIC_MANAGEMENT, Department.ORGANISATION, Department.LEGAL)


class ProtectionQuerySet(models.QuerySet):
    """Cases are for those named one by one here, and for nobody else in the tree."""

    def visible_to(self, user) -> ProtectionQuerySet:
        """The reporter's own; those of the leader's union; those shared with the department; all for the group.

        Not the unit's other people, whoever is their chair now: management may have put them there.
        """
        if not user.scope_path or user.post is None:
            return self.none()
        own = Q(reported_by_id=user.pk) & within(user.scope_path, lookup="unit__path")
        if user.post.is_at_city:
            return self.filter(own | self._shared_at_city(user))
        if user.has_role(RoleKind.SUPERIOR_LEADER):
            return self.filter(own | Q(superior_id=user.post.union_id))
        has_role = user.has_role(RoleKind.UNIT_CLERK, RoleKind.UNIT_CHAIR, RoleKind.OFFICER)
        return self.filter(own) if has_role else self.none()

    @staticmethod
    def _shared_at_city(user) -> Q:
        if user.has_role(RoleKind.LEADING_GROUP):
            return Q(pk__isnull=False)
        if user.has_role(RoleKind.DEPARTMENT_REVIEWER) and user.post.department in INVOLVED_AT_CITY:
            involved = InvolvedDepartment.objects.filter(department=user.post.department)
            return Q(pk__in=involved.values("case_id"))
        return Q(pk__in=[])


class ProtectionCase(models.Model):
    """One case; `superior` is the union whose leader handles it."""

    unit = models.ForeignKey(Union, models.PROTECT, related_name="+", verbose_name="单位")
    superior = models.ForeignKey(Union, models.PROTECT, related_name="+", verbose_name="上级工会")
    chair_name = models.CharField("工会主席", max_length=40)
    kind = models.CharField("情形", max_length=12, choices=GrievanceKind.choices())
    happened_on = models.DateField("发生日期", null=True, blank=True)
    account = models.TextField("情况")
    request = models.TextField("诉求", blank=True)
    state = models.CharField("状态", max_length=10, choices=ProtectionState.choices(), default=ProtectionState.REPORTED)
    reported_at = models.DateTimeField("反映时间")
    reported_by = by_whom("反映人")
    accepted_at = models.DateTimeField("受理时间", null=True, blank=True)
    accepted_by = by_whom("受理人")
    outcome = models.TextField("处理结果", blank=True)
    settled_at = models.DateTimeField("结果登记时间", null=True, blank=True)
    settled_by = by_whom("结果登记人")
    objection = models.TextField("反映人的意见", blank=True)
    closed_at = models.DateTimeField("结案时间", null=True, blank=True)
    closed_by = by_whom("结案人")

    objects = ProtectionQuerySet.as_manager()

    class Meta:
        ordering = ["-reported_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=states_need(
                    [ProtectionState.ACCEPTED, ProtectionState.ACTING, ProtectionState.SETTLED, ProtectionState.CLOSED],
                    "accepted_at",
                    "accepted_by",
                ),
                name="protection_accepted_by_whom",
                violation_error_message="受理的个案须有受理人和时间。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[ProtectionState.SETTLED, ProtectionState.CLOSED, ProtectionState.DECLINED])
                | ~Q(outcome="") & Q(settled_at__isnull=False, settled_by__isnull=False),
                name="protection_settled_has_outcome",
                violation_error_message="办结或不予受理须写明结果、登记人和时间。",
            ),
            models.CheckConstraint(
                condition=states_need([ProtectionState.CLOSED], "closed_at", "closed_by"),
                name="protection_closed_by_whom",
                violation_error_message="结案须有结案人和时间。",
            ),
            models.CheckConstraint(
                condition=Q(closed_by=None) | ~Q(closed_by=F("settled_by")),
                name="protection_closer_is_another",
                violation_error_message="结案人不能是登记结果的人。",
            ),
        ]

    def __str__(self) -> str:
        return f"维权个案第 {self.pk} 号"

    def get_absolute_url(self) -> str:
        return reverse("vitality:protection_detail", args=[self.pk])


class InvolvedDepartment(models.Model):
    """A department brought in; one of the city's gives its people sight of the case."""

    case = models.ForeignKey(ProtectionCase, models.CASCADE, related_name="departments", verbose_name="个案")
    department = models.CharField("市总部门", max_length=30, choices=Department.choices(), blank=True)
    name = models.CharField("部门", max_length=60)
    task = models.CharField("协同事项", max_length=200, blank=True)
    involved_at = models.DateTimeField("联合时间")
    involved_by = by_whom("登记人")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "name"],
                name="protection_department_once",
                violation_error_message="这个部门已经在个案中。",
            )
        ]

    def __str__(self) -> str:
        return self.name


class ProtectionMeasure(models.Model):
    """What was done for the chair, on which day, by whom."""

    case = models.ForeignKey(ProtectionCase, models.CASCADE, related_name="measures", verbose_name="个案")
    taken_on = models.DateField("日期")
    text = models.TextField("措施")
    department = models.CharField("承办部门", max_length=60, blank=True)
    recorded_at = models.DateTimeField("登记时间")
    recorded_by = by_whom("登记人")

    class Meta:
        ordering = ["taken_on", "pk"]

    def __str__(self) -> str:
        return f"{self.case} {self.taken_on}"
