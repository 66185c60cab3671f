"""What a result leads to (R-A9): computed here, decided by a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from appraisal.kinds import Consequence
from appraisal.rules.turnout import CLAUSE
from policy.citing import Basis, Reason, cites
from policy.documents import Law
from policy.units import percent


@dataclass(frozen=True, slots=True)
class AppraisedYear:
    """A year of a union as R-A9 looks at it.

    Attributes:
        chair: who was appraised; another name is another chair, none told is no change.
        counts: whether there was a valid, certified appraisal.
        dissatisfaction_rate: of the chair by the members; None where it does not count.
    """

    work_year: int
    chair: str
    counts: bool
    dissatisfaction_rate: Fraction | None


@dataclass(frozen=True, slots=True)
class ConsequenceFound:
    """What follows from the last of the years, why, and how it was counted."""

    consequence: Consequence
    reasons: tuple[Reason, ...]
    basis: Basis


@cites(CLAUSE, rule="R-A9")
def consequence(years: Sequence[AppraisedYear], law: Law, *, is_cadre_managed: bool) -> ConsequenceFound:
    """What the last year leads to, in view of the years before.

    Args:
        years: in the order of work years, the judged one last.
        is_cadre_managed: the chair of a state-owned enterprise or an institution; the case then goes to the
            authority that manages cadres.
    """
    streak = _streak(years, law)
    last = years[-1]
    if not streak:
        return ConsequenceFound(Consequence.NONE, (_line_reason(last, law),), _basis(last, streak, law))
    needed = law.threshold("chair_adjustment_count")
    reasons = [_line_reason(last, law)]
    found = Consequence.ADMONITION
    if needed.is_met_by(streak):
        found = Consequence.CHAIR_ADJUSTMENT
        reasons.append(Reason("consecutive", True, f"同一主席连续 {streak} 次越过，达到 {needed.value} 次", CLAUSE))
    if is_cadre_managed:
        reasons.append(
            Reason("cadre_managed", True, f"国有企业、事业单位工会主席：{found.label}改由干部管理权限单位办理", CLAUSE)
        )
        found = Consequence.CADRE_AUTHORITY
    return ConsequenceFound(found, tuple(reasons), _basis(last, streak, law))


def _streak(years: Sequence[AppraisedYear], law: Law) -> int:
    """How many counted appraisals in a row, back from the last year, the same chair was over the line in."""
    line, skips = law.threshold("dissatisfaction_line"), law.choice("missing_year_effect") == "skipped"
    last, streak = years[-1], 0
    if not last.counts or last.dissatisfaction_rate is None:
        return 0
    expected = last.work_year
    for year in reversed(years):
        if not year.counts or year.dissatisfaction_rate is None:
            continue  # without a valid ballot the members have said nothing: not applicable is not 0 % (G4)
        is_changed = bool(year.chair) and not is_same_person(year.chair, last.chair)
        if is_changed or (not skips and year.work_year != expected):
            break
        if not line.is_met_by(year.dissatisfaction_rate):
            break
        streak, expected = streak + 1, year.work_year - 1
    return streak


def is_same_person(one: str, other: str) -> bool:
    """Whether two names are one; the space that makes two characters as wide as three says nothing: 王　伟 is 王伟."""
    return "".join(one.split()) == "".join(other.split())


def _line_reason(year: AppraisedYear, law: Law) -> Reason:
    line = law.threshold("dissatisfaction_line")
    if year.dissatisfaction_rate is None:
        return Reason("dissatisfaction", None, "没有有效的评议结果", CLAUSE)
    shown = f"会员对工会主席的不满意率 {percent(year.dissatisfaction_rate, flattering='down')}，界线为{line.sentence()}"
    return Reason("dissatisfaction", line.is_met_by(year.dissatisfaction_rate), shown, CLAUSE)


def _basis(year: AppraisedYear, streak: int, law: Law) -> Basis:
    keys = ["dissatisfaction_line", "chair_adjustment_count", "missing_year_effect"]
    rate_shown = percent(year.dissatisfaction_rate, flattering="down")
    inputs = {"工作年度": year.work_year, "不满意率": year.dissatisfaction_rate, "连续次数": streak}
    formula = f"不满意率 {rate_shown}，同一主席连续 {streak} 次越过界线"
    return Basis("R-A9", CLAUSE, inputs, formula, law.as_json(keys)["parameters"])


@cites(CLAUSE, rule="R-A9")
def has_priority(composites: Sequence[Fraction], law: Law) -> bool:
    """Whether the union is considered first for awards: the composite of either subject is above the line."""
    line = law.threshold("priority_line")
    return any(line.is_met_by(found) for found in composites)


@cites(CLAUSE, rule="R-A9")
def rectification_due_on(ordered_on: date, law: Law) -> date:
    """The last day of a rectification ordered on a day."""
    return ordered_on + timedelta(days=law.choice("rectification_days"))
