"""Whom to tell: the persons who hold the posts that wait for a step."""

from __future__ import annotations

from datetime import date

from appraisal.models import AppraisalSession, Case
from unions.kinds import RoleKind
from unions.models import Post, Union

LEADER_ROLES = (RoleKind.SUPERIOR_LEADER,)
SUPERIOR_ROLES = (RoleKind.OFFICER, RoleKind.SUPERIOR_LEADER)
UNIT_ROLES = (RoleKind.UNIT_CLERK, RoleKind.UNIT_CHAIR)
PARTY_ROLES = (RoleKind.PARTY_EVALUATOR,)


def case_holders(case: Case, day: date) -> tuple[int, ...]:
    """Those who decide on a case."""
    return _above(case.session.union, LEADER_ROLES, day)


def case_workers(case: Case, day: date) -> tuple[int, ...]:
    """Those who decide on a case and those who keep its papers."""
    return _above(case.session.union, SUPERIOR_ROLES, day)


def session_holders(session: AppraisalSession, day: date) -> tuple[int, ...]:
    """Those who run a unit's session."""
    return _above(session.union, SUPERIOR_ROLES, day)


def session_leaders(session: AppraisalSession, day: date) -> tuple[int, ...]:
    """Those who appraise as the superior union and certify."""
    return _above(session.union, LEADER_ROLES, day)


def party_people(session: AppraisalSession, day: date) -> tuple[int, ...]:
    """Those who speak for the party organisation and have an account."""
    return _ids(day, session.union_id, PARTY_ROLES)


def unit_people(session: AppraisalSession, day: date) -> tuple[int, ...]:
    """Those who act for the unit."""
    return _ids(day, session.union_id, UNIT_ROLES)


def _above(unit: Union, roles: tuple[RoleKind, ...], day: date) -> tuple[int, ...]:
    """The holders of such posts at the nearest union above that has any: a township often has none."""
    above = unit.superior
    while above is not None:
        found = _ids(day, above.pk, roles)
        if found:
            return found
        above = above.superior
    return ()


def _ids(day: date, union_id: int, roles: tuple[RoleKind, ...]) -> tuple[int, ...]:
    posts = Post.objects.current_on(day).filter(union_id=union_id, role__in=roles, user__is_active=True)
    return tuple(posts.values_list("user_id", flat=True))
