"""What the register notes of a union besides its name and place, and which of it which kind must state (R-U2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from policy.citing import Reason, cites
from policy.kinds import Kind
from unions.kinds import OwnershipType, SectorTier, UnionKind

CLAUSE: Final = "2014-31/a1"

# In the order in which pages and sheets show them.
LABELS: Final = {
    "kind": "工会类别",
    "ownership_type": "单位性质",
    "employee_count": "职工人数",
    "member_count": "会员人数",
    "chair_name": "工会主席",
    "phone": "联系方式",
    "address": "单位地址",
    "credit_code": "统一社会信用代码",
    "founded_on": "建会日期",
    "is_state_controlled": "国有控股",
    "is_enterprise_managed": "企业化管理",
    "sector_tier": "行业层级",
    "covered_enterprise_count": "覆盖企业数量",
    "remark": "备注",
}
PARTICULARS: Final = tuple(LABELS)
TERMS: Final[Mapping[str, type[Kind]]] = {"kind": UnionKind, "ownership_type": OwnershipType, "sector_tier": SectorTier}
CONTACTS: Final = ("chair_name", "phone", "address")
CONTROLLABLE: Final = (OwnershipType.STATE, OwnershipType.SHAREHOLDING, OwnershipType.JOINT_OPERATION)


@cites(CLAUSE, rule="R-U2")
def missing(kind: UnionKind, particulars: Mapping[str, Any]) -> Iterator[tuple[str, Reason]]:
    """The fields that a union of this kind must state and does not, each with the sentence for it."""
    if kind is UnionKind.GRASSROOTS_UNION and not particulars.get("ownership_type"):
        yield "ownership_type", Reason("ownership_missing", False, "基层工会须填单位性质（1 至 9）", CLAUSE)
    if kind.is_unit and particulars.get("employee_count") is None:
        yield "employee_count", Reason("employees_missing", False, f"{kind.label}须填职工人数", CLAUSE)


@cites(CLAUSE, rule="R-U2")
def foreign(kind: UnionKind, particulars: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The stated fields that a union of this kind does not have, each with the reason in words."""
    if kind is not UnionKind.GRASSROOTS_UNION:
        for field in ("ownership_type", "is_state_controlled", "is_enterprise_managed"):
            if particulars.get(field):
                yield field, f"只有基层工会登记{LABELS[field]}，{kind.label}不登记此项"
    if kind is not UnionKind.SECTOR_UNION and particulars.get("sector_tier"):
        yield "sector_tier", f"只有行业工会登记行业层级，{kind.label}不登记此项"


@cites(CLAUSE, rule="R-U2")
def doubtful(kind: UnionKind, particulars: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What is accepted but looks like a slip, by field; a person should look again."""
    ownership, employees, members = (
        particulars.get(key) for key in ("ownership_type", "employee_count", "member_count")
    )
    if particulars.get("is_state_controlled") and ownership and ownership not in CONTROLLABLE:
        yield "is_state_controlled", "国有控股一般只见于股份制、联营企业；填“是”将计入公有制"
    if particulars.get("is_enterprise_managed") and ownership and ownership != OwnershipType.INSTITUTION:
        yield "is_enterprise_managed", "企业化管理只用于事业单位"
    if kind is UnionKind.GRASSROOTS_UNION and members is not None and employees is not None and members > employees:
        yield "member_count", f"会员人数 {members} 多于职工人数 {employees}"
    if kind is UnionKind.SECTOR_UNION and not particulars.get("sector_tier"):
        yield "sector_tier", "行业工会未填行业层级；只有市级、县区级的可以申报行业典型"


def shown(field: str, value: Any) -> str:
    """A value as a person reads it: a term by its label, 是 or 否, a day as 2014-09-25; empty for nothing."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if field in TERMS:
        term = TERMS[field](value)
        return f"{term} {term.label}" if field == "ownership_type" else term.label
    return value.isoformat() if isinstance(value, date) else str(value)


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[str]]:
    """What an event keeps of a change: by the field's label, how it read before and how it reads after."""
    return {
        LABELS[field]: [shown(field, before[field]), shown(field, value)]
        for field, value in after.items()
        if before[field] != value
    }
