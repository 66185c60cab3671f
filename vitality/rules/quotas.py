"""How many units a superior union files, and what a batch still lacks (R-F1, R-F2, R-T1, R-T2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from policy.citing import Reason, Verdict, cites
from policy.documents import Law
from policy.units import Boundary, Threshold, Unit
from unions.kinds import Category, UnionKind
from vitality.kinds import AnnexForm

# R-F1: which form each kind of superior union files for enterprises; sector unions always file annex 4.
ENTERPRISE_FORMS: Final = {
    UnionKind.DISTRICT_UNION: AnnexForm.ANNEX_1,
    UnionKind.PILOT_ZONE_UNION: AnnexForm.ANNEX_1,
    UnionKind.RESIDENT_INDUSTRIAL_UNION: AnnexForm.ANNEX_3,
    UnionKind.NONRESIDENT_INDUSTRIAL_UNION: AnnexForm.ANNEX_3,
}
# The city picks among the resident industrial unions' units and among all sector unions.
PICKED_FROM: Final = {
    AnnexForm.ANNEX_3: (UnionKind.RESIDENT_INDUSTRIAL_UNION,),
    AnnexForm.ANNEX_4: tuple(ENTERPRISE_FORMS),
}


@dataclass(frozen=True, slots=True)
class Quota:
    """What one kind of union files on one form in a round.

    Attributes:
        unit_count: exactly so many in the first round, at least so many later.
        nonpublic_100_count: at least so many of them are non-public enterprises from 100 employees; 0 for no such line.
        has_city_pick: the city recommends some of these to the province.
    """

    union_kind: UnionKind
    form: AnnexForm
    unit_count: Threshold
    nonpublic_100_count: int = 0
    has_city_pick: bool = False


@cites("2014-31/6.2", "2014-31/5.1", rule="R-F1")
def quotas_of_round(law: Law, *, is_first: bool) -> tuple[Quota, ...]:
    """The numbers a new round starts from: fixed ones in the first round, the yearly minimum later."""
    units, sectors = (
        ("first_round_unit_number", "first_round_sector_number") if is_first else ("new_typical_quota", None)
    )
    enterprise = [_enterprise_quota(UnionKind(kind), units, law) for kind in law.entries(units)]
    if sectors:
        return (*enterprise, *(_sector_quota(kind, law.threshold(sectors, kind)) for kind in law.entries(sectors)))
    free = Threshold(0, Boundary.AT_LEAST, Unit.UNIONS)
    return (*enterprise, *(_sector_quota(kind, free) for kind in law.entries("sector_typical_quota")))


def _enterprise_quota(kind: UnionKind, key: str, law: Law) -> Quota:
    form = ENTERPRISE_FORMS[kind]
    part = law.threshold_if_any("new_typical_nonpublic_quota", kind)
    return Quota(
        kind, form, law.threshold(key, kind), int(part.value) if part else 0, kind in PICKED_FROM.get(form, ())
    )


def _sector_quota(kind: str, unit_count: Threshold) -> Quota:
    return Quota(UnionKind(kind), AnnexForm.ANNEX_4, unit_count, has_city_pick=True)


@cites("2014-31/6.2", "2014-31/5.1", rule="R-F2")
def batch_verdict(superior_name: str, quota: Quota, categories: Sequence[Category | None]) -> Verdict:
    """Whether a batch has its number and its part of large non-public enterprises, and what is missing or too much.

    Args:
        categories: of each form in the batch; None while its form does not yet say enough to tell.
    """
    reasons = [_count_reason(superior_name, quota, len(categories))]
    if quota.nonpublic_100_count:
        reasons.append(_nonpublic_reason(superior_name, quota, categories.count(Category.NONPUBLIC_100)))
    return Verdict(tuple(reasons))


def _count_reason(superior_name: str, quota: Quota, count: int) -> Reason:
    noun = "行业工会" if quota.form == AnnexForm.ANNEX_4 else "单位"
    gap = quota.unit_count.gap(count)
    if gap > 0:
        told = f"还差 {gap} 个{noun}"
    elif gap < 0:
        told = f"多出 {-gap} 个{noun}"
    else:
        told = f"{noun}个数已符合"
    shown = f"{superior_name}：{told}（应报{quota.unit_count.sentence()}，已有 {count} 个）"
    return Reason("unit_count", gap == 0, shown, "2014-31/6.2")


def _nonpublic_reason(superior_name: str, quota: Quota, count: int) -> Reason:
    gap = max(quota.nonpublic_100_count - count, 0)
    told = f"还差 {gap} 个百人以上非公企业" if gap else "百人以上非公企业个数已符合"
    shown = f"{superior_name}：{told}（应不少于 {quota.nonpublic_100_count} 个，已有 {count} 个）"
    return Reason("nonpublic_100_count", not gap, shown, "2014-31/5.1")


@cites("2014-31/6.2", rule="R-F1")
def picks_verdict(form: AnnexForm, due_count: int, picked_count: int) -> Verdict:
    """Whether as many city forms are recommended to the province as the round says: no more, no fewer."""
    line = Threshold(due_count, Boundary.EXACTLY, Unit.UNIONS)
    gap = line.gap(picked_count)
    told = f"还差 {gap} 个" if gap > 0 else f"多出 {-gap} 个" if gap < 0 else "个数已符合"
    shown = f"{form.label}（{form.kind.label}）荐省已选 {picked_count}/{due_count}，{told}"
    return Verdict((Reason("pick_count", gap == 0, shown, "2014-31/6.2"),))
