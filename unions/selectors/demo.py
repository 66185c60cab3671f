"""Whom a visitor of the demonstration can step into."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from unions.kinds import RoleKind
from unions.models import Post

MOST_PER_ROLE: Final = 6
GROUPS: Final = {
    "基层工会": (RoleKind.UNIT_CLERK, RoleKind.UNIT_CHAIR, RoleKind.PARTY_EVALUATOR),
    "区市县、先导区、产业工会": (RoleKind.OFFICER, RoleKind.SUPERIOR_LEADER),
    "市总工会": (RoleKind.DEPARTMENT_REVIEWER, RoleKind.LEADING_GROUP, RoleKind.FINANCE, RoleKind.AUDITOR),
    "系统管理": (RoleKind.SYSADMIN, RoleKind.SECADMIN, RoleKind.AUDITADMIN),
}
ICONS: Final = {
    RoleKind.UNIT_CLERK: "pencil-square",
    RoleKind.UNIT_CHAIR: "person-vcard",
    RoleKind.OFFICER: "diagram-3",
    RoleKind.SUPERIOR_LEADER: "person-workspace",
    RoleKind.DEPARTMENT_REVIEWER: "search",
    RoleKind.LEADING_GROUP: "people",
    RoleKind.FINANCE: "cash-coin",
    RoleKind.AUDITOR: "clipboard-check",
    RoleKind.SYSADMIN: "gear",
    RoleKind.SECADMIN: "shield-lock",
    RoleKind.AUDITADMIN: "journal-check",
}


@dataclass(frozen=True)
class Door:
    """One person a visitor can become."""

    user_id: int
    role: str
    union: str
    person: str
    icon: str


@dataclass(frozen=True)
class DoorGroup:
    """The doors of one level."""

    title: str
    doors: tuple[Door, ...]


def door_groups(*, on: date) -> tuple[DoorGroup, ...]:
    """The holders of each role on a day, by level; of a crowded role the first few."""
    groups = (
        DoorGroup(title, tuple(door for role in roles for door in _doors(role, on))) for title, roles in GROUPS.items()
    )
    return tuple(group for group in groups if group.doors)


def _doors(role: RoleKind, on: date) -> list[Door]:
    held = Post.objects.current_on(on).filter(role=role, user__is_active=True).select_related("user", "union")
    return [
        Door(
            post.user_id, str(post).partition(" · ")[0], post.union.name, post.user.full_name, ICONS.get(role, "person")
        )
        for post in held.order_by("pk")[:MOST_PER_ROLE]
    ]
