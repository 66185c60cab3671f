"""Whom to tell: the persons who hold the posts that wait for a step."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from scoring.models import Assessment, Card
from unions.kinds import Department, RoleKind
from unions.models import Post

ASSESSEE_ROLES = (RoleKind.OFFICER, RoleKind.SUPERIOR_LEADER)


def assessee_ids(card: Card, day: date) -> tuple[int, ...]:
    """Those who fill in one union's card."""
    return _ids(Post.objects.current_on(day).filter(union_id=card.union_id, role__in=ASSESSEE_ROLES))


def all_assessee_ids(assessment: Assessment, day: date) -> tuple[int, ...]:
    """Those who fill in any card of the year."""
    unions = Card.objects.filter(assessment=assessment).values("union_id")
    return _ids(Post.objects.current_on(day).filter(union_id__in=unions, role__in=ASSESSEE_ROLES))


def reviewer_ids(day: date, departments: Iterable[Department] | None = None) -> tuple[int, ...]:
    """The city's departments, all of them where none is named."""
    posts = Post.objects.current_on(day).filter(role=RoleKind.DEPARTMENT_REVIEWER)
    return _ids(posts if departments is None else posts.filter(department__in=list(departments)))


def leading_group_ids(day: date) -> tuple[int, ...]:
    """The members of the leading group."""
    return _ids(Post.objects.current_on(day).filter(role=RoleKind.LEADING_GROUP))


def _ids(posts: QuerySet[Post]) -> tuple[int, ...]:
    return tuple(posts.filter(user__is_active=True).values_list("user_id", flat=True))
