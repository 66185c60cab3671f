"""Which post can be held where, and which posts one person may not hold together."""

from __future__ import annotations

from collections.abc import Collection

from unions.kinds import RoleKind, UnionKind

UNITS = tuple(kind for kind in UnionKind if kind.is_unit)
FILERS = tuple(kind for kind in UnionKind if kind.files_batches)
CITY = (UnionKind.CITY_FEDERATION,)

PLACES: dict[RoleKind, tuple[UnionKind, ...]] = {
    RoleKind.UNIT_CLERK: UNITS,
    RoleKind.UNIT_CHAIR: UNITS,
    RoleKind.PARTY_EVALUATOR: UNITS,
    RoleKind.OFFICER: (*FILERS, UnionKind.TOWNSHIP_UNION),
    RoleKind.SUPERIOR_LEADER: (*FILERS, UnionKind.TOWNSHIP_UNION),
    RoleKind.AUDITOR: (*CITY, *FILERS),
    RoleKind.DEPARTMENT_REVIEWER: CITY,
    RoleKind.LEADING_GROUP: CITY,
    RoleKind.FINANCE: CITY,
    RoleKind.SYSADMIN: CITY,
    RoleKind.SECADMIN: CITY,
    RoleKind.AUDITADMIN: CITY,
}


def misplacement(role: RoleKind, kind: UnionKind) -> str:
    """Why this post cannot be held at such a union; empty when it can."""
    if kind in PLACES[role]:
        return ""
    places = "、".join(place.label for place in PLACES[role])
    return f"“{role.label}”岗位只设在{places}，不能设在{kind.label}。"


def conflict(held: Collection[RoleKind], wanted: RoleKind) -> str:
    """Why a person who holds these posts cannot take this one too; empty when it goes.

    The three administrators are three persons, and none of them does business (GB/T 22239: separation of powers).
    """
    others = [role for role in held if role != wanted and (role.is_administrative or wanted.is_administrative)]
    if not others:
        return ""
    names = "、".join(dict.fromkeys(role.label for role in others))
    return (
        f"此人已任“{names}”，不能再任“{wanted.label}”：系统、安全、审计管理员须由三人分任，"
        "且不得兼任业务岗位（GB/T 22239 权限分离）。"
    )
