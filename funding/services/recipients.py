"""Whom to tell: the persons who hold the posts that wait for a step."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from funding.kinds import SUPERIOR_ROLES, UNIT_ROLES
from unions.kinds import RoleKind, UnionKind
from unions.models import Post, Union


def finance_ids(day: date) -> tuple[int, ...]:
    """财务部 of the city federation."""
    return _ids(Post.objects.current_on(day).filter(role=RoleKind.FINANCE, union__kind=UnionKind.CITY_FEDERATION))


def leading_group_ids(day: date) -> tuple[int, ...]:
    """The members of the leading group."""
    return _ids(Post.objects.current_on(day).filter(role=RoleKind.LEADING_GROUP))


def recipient_ids(union: Union, day: date) -> tuple[int, ...]:
    """Those who keep the accounts of a union."""
    roles = UNIT_ROLES if UnionKind(union.kind).is_unit else SUPERIOR_ROLES
    return _ids(Post.objects.current_on(day).filter(union=union, role__in=roles))


def auditor_ids(union: Union, day: date) -> tuple[int, ...]:
    """经审 at the union or above it."""
    above = [union.path[:end] for end in range(8, len(union.path) + 1, 8)]
    return _ids(Post.objects.current_on(day).filter(role=RoleKind.AUDITOR, union__path__in=above))


def _ids(posts: QuerySet[Post]) -> tuple[int, ...]:
    return tuple(posts.filter(user__is_active=True).values_list("user_id", flat=True))
