"""Guidance and archives as tabs on a union's page."""

from __future__ import annotations

from django.urls import reverse

from unions.kinds import UnionKind
from unions.models import Union, User
from unions.parts import Part
from vitality.kinds import ArchiveKind
from vitality.models import GuidanceVisit
from vitality.selectors.archive import is_archive


def guidance_part(union: Union, user: User) -> Part | None:
    """The visits a unit received; for those who guide also where there was none yet."""
    if not UnionKind(union.kind).is_unit:
        return None
    count = GuidanceVisit.objects.visible_to(user).filter(unit=union).count()
    if not count and not user.has_perm("vitality.record_visit", union):
        return None
    return Part("指导", reverse("vitality:unit_visits", args=[union.pk]), count)


def archive_part(union: Union, user: User) -> Part | None:
    """The archive of such a union; how much is in it would take a query for each sort of paper."""
    kind = ArchiveKind.TYPICAL if UnionKind(union.kind).is_unit else ArchiveKind.WORK
    if not is_archive(kind, union):
        return None
    return Part(kind.label, reverse("vitality:archive_detail", args=[kind, union.pk]))
