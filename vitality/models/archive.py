"""工作档案 and 典型档案: the papers put into the folders of a union's archives (六3)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse

from office.columns import by_whom
from unions.models import Union
from unions.models.union import within
from vitality.kinds import ArchiveFolder, ArchiveKind


class ArchiveQuerySet(models.QuerySet):
    """Archives are seen at the union they are about, and from above."""

    def visible_to(self, user) -> ArchiveQuerySet:
        return self.filter(within(user.scope_path, lookup="union__path")) if user.scope_path else self.none()

    def kept(self) -> ArchiveQuerySet:
        """Those not withdrawn."""
        return self.filter(withdrawn_at=None)


class ArchiveDocument(models.Model):
    """One paper in a folder; its file hangs on it as evidence. Withdrawn, it stays in the history with the reason."""

    archive = models.CharField("档案", max_length=10, choices=ArchiveKind.choices())
    union = models.ForeignKey(Union, models.PROTECT, related_name="+", verbose_name="工会")
    folder = models.CharField("目录", max_length=20, choices=ArchiveFolder.choices())
    title = models.CharField("题名", max_length=120)
    made_on = models.DateField("形成日期", null=True, blank=True)
    added_at = models.DateTimeField("归档时间")
    added_by = by_whom("归档人")
    withdrawn_at = models.DateTimeField("撤出时间", null=True, blank=True)
    withdrawn_by = by_whom("撤出人")
    withdrawal_reason = models.CharField("撤出理由", max_length=300, blank=True)

    objects = ArchiveQuerySet.as_manager()

    class Meta:
        ordering = ["made_on", "added_at", "pk"]
        indexes = [models.Index(fields=["union", "archive", "folder"], name="document_by_archive")]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawal_reason="")
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawal_reason=""),
                name="document_withdrawn_with_reason",
                violation_error_message="撤出须有撤出人、时间和理由。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.union}{ArchiveKind(self.archive).label}：{self.title}"

    def get_absolute_url(self) -> str:
        return reverse("vitality:archive_detail", args=[self.archive, self.union_id])
