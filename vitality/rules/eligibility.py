"""Which unit may apply on which form (R-F1, R-T4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from policy.citing import Reason, Verdict, cites
from policy.documents import Law
from unions.kinds import SectorTier, UnionKind
from vitality.kinds import AnnexForm, TypicalKind

ENTERPRISE_APPLICANTS = (UnionKind.GRASSROOTS_UNION, UnionKind.JOINT_GRASSROOTS_UNION)
SECTOR_TIERS = (SectorTier.CITY, SectorTier.COUNTY)


@dataclass(frozen=True, slots=True)
class Applicant:
    """What decides whether a unit may apply.

    Attributes:
        typical_year: the year in which it became a typical unit; None if it never did.
    """

    name: str
    kind: UnionKind
    sector_tier: SectorTier | None = None
    typical_year: int | None = None


@cites("2014-31/6.2", "2014-31/5.1", rule="R-T4")
def eligibility(applicant: Applicant, form: AnnexForm) -> Verdict:
    """Whether the unit's kind and tier fit the form, and whether it is new."""
    reasons = [_kind_reason(applicant, form)]
    if form.kind == TypicalKind.SECTOR and applicant.kind == UnionKind.SECTOR_UNION:
        reasons.append(_tier_reason(applicant))
    reasons.append(_newness_reason(applicant))
    return Verdict(tuple(reasons))


def _kind_reason(applicant: Applicant, form: AnnexForm) -> Reason:
    fitting = (UnionKind.SECTOR_UNION,) if form.kind == TypicalKind.SECTOR else ENTERPRISE_APPLICANTS
    words = "、".join(kind.label for kind in fitting)
    shown = f"{applicant.name}是{applicant.kind.label}，{form.label}由{words}填报"
    return Reason("unit_kind", applicant.kind in fitting, shown, "2014-31/6.2")


def _tier_reason(applicant: Applicant) -> Reason:
    tier = applicant.sector_tier.label if applicant.sector_tier else "未填"
    shown = f"{applicant.name}的行业层级为{tier}，应为市级或县区级"
    return Reason("sector_tier", applicant.sector_tier in SECTOR_TIERS, shown, "2014-31/6.2")


def _newness_reason(applicant: Applicant) -> Reason:
    is_new = applicant.typical_year is None
    told = "从未被评为典型" if is_new else f"已于 {applicant.typical_year} 年成为典型，不能再作为新典型"
    return Reason("is_new", is_new, f"{applicant.name}{told}", "2014-31/5.1")


@cites("2014-31/6.2", rule="R-F1")
def is_late(filed_on: date, due_on: date | None) -> bool:
    """Whether a filing came after its last day; that day itself is in time until midnight in Shanghai."""
    return due_on is not None and filed_on > due_on


@cites("2014-31/6.2", rule="R-F1")
def late_filing_reasons(filed_on: date, due_on: date | None, law: Law) -> tuple[Reason, ...]:
    """What stands against a late filing: nothing, unless the federation chose to refuse such for the year."""
    if not is_late(filed_on, due_on) or law.choice("late_filing") == "accept_marked":
        return ()
    shown = f"申报截止日为 {due_on}，已逾期，本年度不接收逾期申报"
    return (Reason("late", False, shown, "2014-31/6.2"),)
