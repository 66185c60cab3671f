"""Whom to tell: the persons who hold the posts that wait for a step."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from office.notices import Message
from unions.kinds import Department, RoleKind, UnionKind
from unions.models import Post, Union
from vitality.models import Application

FILER_ROLES = (RoleKind.OFFICER, RoleKind.SUPERIOR_LEADER)
UNIT_ROLES = (RoleKind.UNIT_CLERK, RoleKind.UNIT_CHAIR)


def filer_ids(superior: Union, day: date) -> tuple[int, ...]:
    """Those who work for the union that files."""
    return _ids(Post.objects.current_on(day).filter(union=superior, role__in=FILER_ROLES))


def unit_ids(unit: Union, day: date) -> tuple[int, ...]:
    """Those who fill in the unit's forms."""
    return _ids(Post.objects.current_on(day).filter(union=unit, role__in=UNIT_ROLES))


def reviewer_ids(day: date) -> tuple[int, ...]:
    """民主管理部."""
    return _ids(
        Post.objects.current_on(day).filter(
            role=RoleKind.DEPARTMENT_REVIEWER, department=Department.DEMOCRATIC_MANAGEMENT
        )
    )


def department_ids(department: Department, day: date) -> tuple[int, ...]:
    """The people of one department of the city."""
    return _ids(Post.objects.current_on(day).filter(role=RoleKind.DEPARTMENT_REVIEWER, department=department))


def guide_ids(guide: Union, day: date) -> tuple[int, ...]:
    """Those who guide units for a union: the city's 民主管理部, else the union's officers and leader."""
    return reviewer_ids(day) if guide.kind == UnionKind.CITY_FEDERATION else filer_ids(guide, day)


def protector_ids(superior: Union, day: date) -> tuple[int, ...]:
    """Who handles a chair's protection: the leader of the superior union, or the leading group where it has none."""
    leaders = _ids(Post.objects.current_on(day).filter(union=superior, role=RoleKind.SUPERIOR_LEADER))
    return leaders or leading_group_ids(day)


def campaign_reviewer_ids(day: date) -> tuple[int, ...]:
    """民主管理部 and 组织部, which run the campaigns."""
    departments = (Department.DEMOCRATIC_MANAGEMENT, Department.ORGANISATION)
    posts = Post.objects.current_on(day).filter(role=RoleKind.DEPARTMENT_REVIEWER, department__in=departments)
    return _ids(posts)


def leading_group_ids(day: date) -> tuple[int, ...]:
    """The members of the leading group."""
    return _ids(Post.objects.current_on(day).filter(role=RoleKind.LEADING_GROUP))


def both_sides(application: Application, day: date, text: str) -> Message:
    """A message about a form to the unit and to the union that files it."""
    filer, unit = filer_ids(application.batch.superior, day), unit_ids(application.unit, day)
    return Message(filer + unit, text, application.get_absolute_url())


def _ids(posts: QuerySet[Post]) -> tuple[int, ...]:
    return tuple(posts.filter(Q(user__is_active=True)).values_list("user_id", flat=True))
