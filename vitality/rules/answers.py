"""The fields of the annex forms: which form has which, what is missing, and what changed between two filings (R-F5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from policy.citing import Reason, Verdict, cites
from unions.kinds import OwnershipType
from vitality.kinds import AnnexForm, TypicalKind

ENTERPRISE_LABELS: Final = {
    "unit_name": "单位名称",
    "chair_name": "工会主席",
    "address": "单位地址",
    "contact": "联系方式",
    "ownership_type": "单位性质",
    "employee_count": "职工人数",
    "goals": "工作目标",
    "measures": "主要措施",
}
SECTOR_LABELS: Final = {
    "unit_name": "行业工会名称",
    "chair_name": "工会主席",
    "address": "单位地址",
    "contact": "联系方式",
    "covered_enterprise_count": "覆盖企业数量",
    "employee_count": "职工人数",
    "goals": "工作目标",
    "measures": "主要措施",
}
# Facts that no cell of the form shows, but by which its unit is counted.
COUNTED_BY: Final = {"is_state_controlled": "国有控股", "is_enterprise_managed": "企业化管理"}
NEWNESS: Final = {"declares_new": "未在市以上范围介绍过类似经验"}


@dataclass(frozen=True, slots=True)
class Change:
    """One field that differs between two filings, in the words shown to people."""

    field: str
    label: str
    before: str
    after: str


def labels_of(form: AnnexForm) -> dict[str, str]:
    """The cells of a form by field name, in the order of the official table."""
    return SECTOR_LABELS if form.kind == TypicalKind.SECTOR else ENTERPRISE_LABELS


def asked_of(form: AnnexForm) -> dict[str, str]:
    """Every field an applicant fills: the cells, the facts to count by, and the declaration of newness."""
    counted_by = {} if form.kind == TypicalKind.SECTOR else COUNTED_BY
    return {**labels_of(form), **counted_by, **NEWNESS}


@cites("2014-31/a1", "2014-31/a2", "2014-31/a3", "2014-31/a4", rule="R-F5")
def completeness(form: AnnexForm, answers: Mapping[str, Any]) -> Verdict:
    """Which cells are still empty; the declaration of newness counts as one (R-T4)."""
    ref = f"2014-31/a{form.value}"
    missing = [
        Reason(name, False, f"“{label}”未填", ref)
        for name, label in labels_of(form).items()
        if answers.get(name) in (None, "")
    ]
    if not answers.get("declares_new"):
        missing.append(Reason("declares_new", False, "未声明没有在市以上范围介绍过类似经验", "2014-31/5.1"))
    return Verdict(tuple(missing))


def changes(form: AnnexForm, before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Change, ...]:
    """The fields whose answers differ, in the order of the form."""
    return tuple(
        Change(name, label, shown(name, before.get(name)), shown(name, after.get(name)))
        for name, label in asked_of(form).items()
        if before.get(name) != after.get(name)
    )


def shown(field: str, answer: Any) -> str:
    """An answer in words: a code with its name, yes or no, a number with thousands, empty as “（空）”."""
    if answer in (None, ""):
        return "（空）"
    if isinstance(answer, bool):
        return "是" if answer else "否"
    if field == "ownership_type":
        return f"（{answer}）{OwnershipType(answer).label}"
    return f"{answer:,}" if isinstance(answer, int) else str(answer)
