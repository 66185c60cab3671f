"""A unit's year judged: standard (R-S1) and the typical line (R-S2). Computed, never typed."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from policy.citing import Reason, Verdict, cites
from policy.documents import Law
from policy.units import percent

STANDARD, TYPICAL = "2014-31/5.2", "2014-31/5.1"


@dataclass(frozen=True, slots=True)
class YearFacts:
    """What decides a unit's year; None where it is not known.

    Attributes:
        plan_done_count, plan_item_count: lines of the plan that are done and confirmed, and all of them.
        is_plan_implemented: R-P3.
        has_valid_appraisal: a valid session of the year that the superior union certified.
        unit_composite_rate: exact; None without such a session.
        is_rights_confirmed, is_welcomed_confirmed: the superior union's two confirmations (权益维护, 受欢迎).
    """

    is_plan_implemented: bool | None
    has_valid_appraisal: bool
    unit_composite_rate: Fraction | None
    is_rights_confirmed: bool | None
    is_welcomed_confirmed: bool | None
    plan_done_count: int | None = None
    plan_item_count: int | None = None


@cites(STANDARD, rule="R-S1")
def standard_verdict(facts: YearFacts, law: Law) -> Verdict:
    """Whether the unit reached the standard in the year, with the reason of every condition."""
    return Verdict(_reasons(facts, law, "standard_line", STANDARD))


@cites(TYPICAL, rule="R-S2")
def typical_line_verdict(facts: YearFacts, law: Law) -> Verdict:
    """Whether the unit fulfils a typical unit's conditions: the same with the higher composite."""
    return Verdict(_reasons(facts, law, "typical_line", TYPICAL))


def _reasons(facts: YearFacts, law: Law, key: str, clause: str) -> tuple[Reason, ...]:
    return (
        Reason("plan_implemented", facts.is_plan_implemented, _plan_shown(facts), clause),
        Reason("valid_appraisal", facts.has_valid_appraisal, _appraisal_shown(facts), clause),
        _composite_reason(facts, law, key, clause),
        Reason(
            "rights_confirmed",
            facts.is_rights_confirmed,
            _confirmed_shown("权益维护", facts.is_rights_confirmed),
            clause,
        ),
        Reason(
            "welcomed_confirmed",
            facts.is_welcomed_confirmed,
            _confirmed_shown("受欢迎", facts.is_welcomed_confirmed),
            clause,
        ),
    )


def _plan_shown(facts: YearFacts) -> str:
    if facts.plan_item_count is not None:
        return f"年度计划 {facts.plan_done_count}/{facts.plan_item_count} 项落实"
    return {True: "年度计划已落实", False: "年度计划未落实", None: "年度计划是否落实未知"}[facts.is_plan_implemented]


def _appraisal_shown(facts: YearFacts) -> str:
    return "双评有效并已认定" if facts.has_valid_appraisal else "没有有效并经认定的双评"


def _composite_reason(facts: YearFacts, law: Law, key: str, clause: str) -> Reason:
    line = law.threshold(key)
    if facts.unit_composite_rate is None:
        return Reason("composite", None, f"没有综合满意率，应{line.sentence()}", clause)
    shown = f"综合满意率 {percent(facts.unit_composite_rate)}，应{line.sentence()}"
    return Reason("composite", line.is_met_by(facts.unit_composite_rate), shown, clause)


def _confirmed_shown(name: str, confirmed: bool | None) -> str:
    return {True: f"上级工会已确认{name}", False: f"上级工会未确认{name}", None: f"上级工会尚未确认{name}"}[confirmed]
