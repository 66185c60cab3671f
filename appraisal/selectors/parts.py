"""The accountability year as a tab on a unit's page."""

from __future__ import annotations

from django.urls import reverse

from appraisal.models import AppraisalSession
from unions.kinds import UnionKind
from unions.models import Union, User
from unions.parts import Part


def sessions_part(union: Union, user: User) -> Part | None:
    """Where the unit stands, in the year of its last session; None for unions above the units."""
    if not UnionKind(union.kind).is_unit:
        return None
    sessions = AppraisalSession.objects.visible_to(user).filter(union=union)
    last = sessions.order_by("-work_year").first()
    if last is None:
        return None
    url = reverse("appraisal:year_detail", args=[union.pk, last.work_year])
    return Part("双述双评", url, sessions.count())
