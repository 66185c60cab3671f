"""Satisfaction, the superiors' part, and the composite of subject and unit (R-A5 to R-A8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from appraisal.kinds import Answer, Subject
from appraisal.rules.turnout import CLAUSE, SubjectCounts
from policy.citing import Basis, Reason, Verdict, cites
from policy.documents import Law
from policy.units import percent, rate


@dataclass(frozen=True, slots=True)
class Weights:
    """The shares of members, party organisation and superior union in a composite; together 1."""

    member: Fraction
    party: Fraction
    superior: Fraction


@dataclass(frozen=True, slots=True)
class SubjectRates:
    """The members' judgement of one subject; every rate is exact, None where its denominator is zero."""

    satisfaction_rate: Fraction | None
    strict_satisfaction_rate: Fraction | None
    dissatisfaction_rate: Fraction | None
    bases: tuple[Basis, ...]


@cites(CLAUSE, rule="R-A5")
def subject_rates(counts: SubjectCounts, due: int, law: Law) -> SubjectRates:
    """Satisfaction and dissatisfaction by the readings of the year; the strict rate always leaves 基本满意 out."""
    denominator, word = _denominator(counts, due, law)
    basic_counts = law.choice("basic_counts_as_satisfied")
    satisfied = counts.satisfied + (counts.basically_satisfied if basic_counts else 0)
    parts = (
        ("满意率", satisfied, _satisfied_shown(counts, basic_counts=basic_counts), "up"),
        ("满意率（只计满意）", counts.satisfied, f"{counts.satisfied}", "up"),
        ("不满意率", counts.dissatisfied, f"{counts.dissatisfied}", "down"),
    )
    bases = []
    for name, part, shown, flattering in parts:
        found = percent(rate(part, denominator), flattering=flattering)  # type: ignore[arg-type]
        bases.append(_rate_basis(name, f"{shown} ÷ {denominator} = {found}", {"票数": part, word: denominator}, law))
    rates = [rate(part, denominator) for _, part, _, _ in parts]
    return SubjectRates(rates[0], rates[1], rates[2], tuple(bases))


def _denominator(counts: SubjectCounts, due: int, law: Law) -> tuple[int, str]:
    match law.choice("satisfaction_denominator"):
        case "opinions":
            return counts.total - counts.abstain, "表明态度的有效票"
        case "due":
            return due, "应到会人数"
        case _:
            return counts.total, "有效票"


def _satisfied_shown(counts: SubjectCounts, *, basic_counts: bool) -> str:
    return f"({counts.satisfied} + {counts.basically_satisfied})" if basic_counts else f"{counts.satisfied}"


def _rate_basis(name: str, formula: str, inputs: Mapping[str, object], law: Law) -> Basis:
    used = law.as_json(["basic_counts_as_satisfied", "satisfaction_denominator"])["parameters"]
    return Basis("R-A5", CLAUSE, inputs, f"{name} = {formula}", used)


@cites(CLAUSE, rule="R-A6")
def grade_rate(grade: Answer, law: Law) -> Fraction:
    """A superior body's grade as a share of 1; it has no abstention.

    Raises:
        UnknownName: for 弃权, which is no grade.
    """
    highest = law.value("superior_score_range", "highest")
    return Fraction(law.value("superior_grade_points", grade.value)) / Fraction(highest)


@cites(CLAUSE, rule="R-A6")
def score_reason(score: Decimal, law: Law) -> Reason:
    """Whether a score lies between the lowest and the highest, both allowed."""
    lowest, highest = (law.value("superior_score_range", end) for end in ("lowest", "highest"))
    return Reason(
        "score_in_range", lowest <= score <= highest, f"上级评价 {score}，应在 {lowest}–{highest} 之间", CLAUSE
    )


@cites(CLAUSE, rule="R-A6")
def score_rate(score: Decimal, law: Law) -> Fraction:
    """A superior body's score as a share of 1."""
    return Fraction(score) / Fraction(law.value("superior_score_range", "highest"))


@cites(CLAUSE, rule="R-A7")
def default_weights(law: Law, *, has_party: bool) -> Weights:
    """The weights a session starts from, with or without a party organisation."""
    found = law.value("default_weights" if has_party else "default_weights_without_party")
    return Weights(found["member"], found["peer_party_org"], found["superior_union"])


@cites(CLAUSE, rule="R-A7")
def weights_verdict(weights: Weights, law: Law, *, has_party: bool) -> Verdict:
    """Whether weights may be used: members from the floor on but not alone, nobody negative, together 1."""
    superiors = weights.party + weights.superior
    floor, above = law.threshold("member_weight_floor"), law.threshold("superior_weight_floor")
    lines = [
        ("member_weight", floor.is_met_by(weights.member),
         f"会员权重 {percent(weights.member)}，应{floor.sentence()}"),
        ("superiors_have_part", above.is_met_by(superiors), f"上级组织权重合计 {percent(superiors)}，应大于 0"),
        ("weights_sum", weights.member + superiors == 1, f"权重合计 {percent(weights.member + superiors)}，应为 100%"),
        ("no_negative_weight", min(weights.party, weights.superior) >= 0, "权重不能为负数"),
        ("party_weight_needs_party", has_party or weights.party == 0, "没有同级党组织，其权重应为 0"),
    ]  # fmt: skip
    return Verdict(tuple(Reason(code, met, shown, CLAUSE) for code, met, shown in lines))


@dataclass(frozen=True, slots=True)
class SuperiorRates:
    """What the superior bodies gave one subject, as shares of 1; `party` is None where there is none."""

    party: Fraction | None
    superior: Fraction


@cites(CLAUSE, rule="R-A7")
def composite(satisfaction_rate: Fraction, superiors: SuperiorRates, weights: Weights) -> tuple[Fraction, Basis]:
    """The composite of one subject, exact."""
    party = superiors.party if superiors.party is not None else Fraction(0)
    found = weights.member * satisfaction_rate + weights.party * party + weights.superior * superiors.superior
    shown = " + ".join(
        f"{percent(weight)}×{percent(part)}"
        for weight, part in (
            (weights.member, satisfaction_rate),
            (weights.party, party),
            (weights.superior, superiors.superior),
        )
        if weight
    )
    inputs = {"会员满意率": satisfaction_rate, "同级党组织": superiors.party, "上级工会": superiors.superior}
    return found, Basis("R-A7", CLAUSE, inputs, f"{shown} = {percent(found)}")


@cites(CLAUSE, rule="R-A8")
def unit_composite(composites: Mapping[Subject, Fraction], law: Law) -> tuple[Fraction, Basis]:
    """The composite of the unit: by default the lower of the two subjects'."""
    chair, committee = composites[Subject.CHAIR], composites[Subject.COMMITTEE]
    found, word = {
        "lower": (min(chair, committee), "取较低者"),
        "committee": (committee, "取工会委员会"),
        "mean": ((chair + committee) / 2, "取平均"),
    }[law.choice("unit_composite")]
    formula = f"工会主席 {percent(chair)}，工会委员会 {percent(committee)}，{word} = {percent(found)}"
    inputs = {subject.label: value for subject, value in composites.items()}
    return found, Basis("R-A8", CLAUSE, inputs, formula, law.as_json(["unit_composite"])["parameters"])
