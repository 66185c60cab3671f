"""Whom to tell: the persons who hold the posts that wait for a step."""

from __future__ import annotations

from datetime import date

from appraisal.models import AppraisalSession, Case
from unions.kinds import RoleKind
from unions.models import Post

SUPERIOR_ROLES = (RoleKind.OFFICER, RoleKind.SUPERIOR_LEADER)
UNIT_ROLES = (RoleKind.UNIT_CLERK, RoleKind.UNIT_CHAIR)


def case_holders(case: Case, day: date) -> tuple[int, ...]:
    """Those who decide on a case."""
    return _ids(day, case.session.union.superior_id, (RoleKind.SUPERIOR_LEADER,))


def session_holders(session: AppraisalSession, day: date) -> tuple[int, ...]:
    """Those who run a unit's session."""
    return _ids(day, session.union.superior_id, SUPERIOR_ROLES)


def session_leaders(session: AppraisalSession, day: date) -> tuple[int, ...]:
    """Those who certify a unit's session."""
    return _ids(day, session.union.superior_id, (RoleKind.SUPERIOR_LEADER,))


def unit_people(session: AppraisalSession, day: date) -> tuple[int, ...]:
    """Those who act for the unit."""
    return _ids(day, session.union_id, UNIT_ROLES)


def _ids(day: date, union_id: int | None, roles: tuple[RoleKind, ...]) -> tuple[int, ...]:
    posts = Post.objects.current_on(day).filter(union_id=union_id, role__in=roles, user__is_active=True)
    return tuple(posts.values_list("user_id", flat=True))
