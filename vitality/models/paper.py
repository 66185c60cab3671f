"""R-F4: the implementation plan and the safeguard measures of a superior union."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse

from office.columns import by_whom, states_need
from unions.models import Union
from unions.models.union import within
from vitality.kinds import PaperKind, PaperState
from vitality.models.round import Round


class UnionPaperQuerySet(models.QuerySet):
    """Papers belong to the superior union that files them."""

    def visible_to(self, user) -> UnionPaperQuerySet:
        return self.filter(within(user.scope_path, lookup="union__path")) if user.scope_path else self.none()


class UnionPaper(models.Model):
    """One plan or set of measures of a union in a round; attached files are evidence."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="+", verbose_name="轮次")
    union = models.ForeignKey(Union, models.PROTECT, related_name="+", verbose_name="工会")
    kind = models.CharField("类别", max_length=20, choices=PaperKind.choices())
    text = models.TextField("内容", blank=True)
    revision = models.PositiveIntegerField("修改次数", default=0)
    state = models.CharField("状态", max_length=10, choices=PaperState.choices(), default=PaperState.DRAFT)
    filed_at = models.DateTimeField("报送时间", null=True, blank=True)
    filed_by = by_whom("报送人")
    is_late = models.BooleanField("逾期", default=False)
    return_reason = models.TextField("退回理由", blank=True)
    approved_at = models.DateTimeField("批准时间", null=True, blank=True)
    approved_by = by_whom("批准人")

    objects = UnionPaperQuerySet.as_manager()

    class Meta:
        ordering = ["union__path", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "union", "kind"], name="paper_once_per_round", violation_error_message="该材料已存在。"
            ),
            models.CheckConstraint(
                condition=states_need([PaperState.FILED, PaperState.APPROVED], "filed_at", "filed_by"),
                name="paper_filed_has_filer",
                violation_error_message="已报送的材料须有报送人和时间。",
            ),
            models.CheckConstraint(
                condition=states_need([PaperState.APPROVED], "approved_at", "approved_by"),
                name="paper_approved_has_approver",
                violation_error_message="已批准的材料须有批准人和时间。",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=models.F("filed_by")),
                name="paper_approver_is_another",
                violation_error_message="批准人不能是报送人本人。",
            ),
            models.CheckConstraint(
                condition=~Q(state=PaperState.RETURNED) | ~Q(return_reason=""),
                name="paper_returned_with_reason",
                violation_error_message="退回须写明理由。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.union}{PaperKind(self.kind).label}"

    def get_absolute_url(self) -> str:
        return reverse("vitality:paper_detail", args=[self.pk])
