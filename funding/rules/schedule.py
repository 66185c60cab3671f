"""RULES §6 as data: which tranches a recipient has, what each depends on, and whether it is earned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from funding.kinds import Condition, Scheme, TrancheKind, TrancheState
from policy.citing import Basis, Reason, cites
from policy.documents import Law
from policy.units import yuan
from unions.kinds import SectorTier, UnionKind

CLAUSE: Final = "2014-31/6.5"
COVERAGE_CLAUSE: Final = "2014-31/5.2"
PILOT_ZONE: Final = "pilot_zone_gets_M1"
M3_STARTUP_FIRST: Final = "m3_rewards_presuppose_startup"
M6_AMOUNT: Final = "m6_city_amount"
WAIVED: Final = "当年没有适用的覆盖面目标，领导小组决定仍予拨付"


@dataclass(frozen=True, slots=True)
class Line:
    """One cell of the schedule: a tranche, the parameter that holds its amount, all its conditions."""

    scheme: Scheme
    kind: TrancheKind
    parameter: str
    conditions: tuple[Condition, ...]


def _lines(scheme: Scheme, parameter: str, **conditions: tuple[Condition, ...]) -> tuple[Line, ...]:
    return tuple(Line(scheme, TrancheKind(kind), parameter, needed) for kind, needed in conditions.items())


_C = Condition
M1: Final = _lines(
    Scheme.M1, "m1_tranches",
    startup=(_C.PLAN_APPROVED, _C.TYPICALS_APPROVED),
    reward_typical=(_C.ALL_TYPICALS_PASS,),
    reward_coverage=(_C.COVERAGE_MET,),
    reward_innovation=(_C.INNOVATIVE,),
)  # fmt: skip
M2: Final = _lines(Scheme.M2, "m2_tranches", startup=(_C.PROVINCE_APPROVED,), reward=(_C.ACCEPTANCE_PASSED,))
M3: Final = _lines(
    Scheme.M3, "m3_tranches",
    startup=(_C.SAFEGUARDS_APPROVED, _C.TYPICALS_APPROVED),
    reward_quality=(_C.ALL_TYPICALS_PASS, _C.INNOVATIVE),
    reward_coverage=(_C.COVERAGE_MET,),
)  # fmt: skip
M4: Final = _lines(
    Scheme.M4, "m4_tranches",
    startup=(_C.SAFEGUARDS_APPROVED, _C.TYPICALS_APPROVED),
    reward=(_C.ALL_TYPICALS_PASS, _C.COVERAGE_MET),
)  # fmt: skip
# In the order of the years, counted from the one in which it became typical.
M5: Final = _lines(
    Scheme.M5, "m5_tranches",
    startup=(_C.APPROVED,),
    reward_year_2=(_C.ACCEPTANCE_PASSED,),
    reward_year_3=(_C.ACCEPTANCE_PASSED,),
)  # fmt: skip

YEARLY: Final[Mapping[UnionKind, tuple[Line, ...]]] = {
    UnionKind.DISTRICT_UNION: M1,
    UnionKind.PILOT_ZONE_UNION: M1,
    UnionKind.RESIDENT_INDUSTRIAL_UNION: M3,
    UnionKind.NONRESIDENT_INDUSTRIAL_UNION: M4,
}


@dataclass(frozen=True, slots=True)
class YearFacts:
    """What decides the tranches of a superior union's year; None where a fact is not known yet.

    Attributes:
        is_coverage_applicable: false where no target binds this union in the year, or nothing could be counted.
        released_without_coverage: tranches that the leading group releases although coverage does not apply (R-M1).
        told: what is known about a condition in the words of whoever found it, as "5 个典型中 4 个验收合格".
    """

    kind: UnionKind
    is_plan_approved: bool | None = None
    are_safeguards_approved: bool | None = None
    are_typicals_approved: bool | None = None
    all_typicals_pass: bool | None = None
    is_coverage_applicable: bool = True
    is_coverage_met: bool | None = None
    is_innovative: bool | None = None
    released_without_coverage: frozenset[TrancheKind] = frozenset()
    told: Mapping[Condition, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SectorFacts:
    """What decides the tranches of a sector typical.

    Attributes:
        first_year: in which it became typical.
        tier: None where the register does not say.
        acceptances: passed or not, by year; a year without an acceptance is missing.
    """

    first_year: int
    tier: SectorTier | None
    is_provincial: bool
    is_province_approved: bool | None = None
    acceptances: Mapping[int, bool] = field(default_factory=dict)

    def accepted_in(self, year: int) -> bool | None:
        """Whether the year's acceptance was passed; None while there is none."""
        return self.acceptances.get(year)


@dataclass(frozen=True, slots=True)
class TrancheVerdict:
    """One tranche of one recipient's year.

    Attributes:
        amount: yuan, what the scheme gives once it is earned.
        reasons: every condition, with what is known about it.
        is_applicable: false where the tranche cannot be earned at all this year.
    """

    line: Line
    amount: Decimal
    reasons: tuple[Reason, ...]
    is_applicable: bool = True

    @property
    def scheme(self) -> Scheme:
        return self.line.scheme

    @property
    def kind(self) -> TrancheKind:
        return self.line.kind

    @property
    def is_earned(self) -> bool:
        """Whether it applies and every condition is met."""
        return self.is_applicable and all(reason.met is True for reason in self.reasons)

    @property
    def earned_amount(self) -> Decimal:
        """Yuan: the amount, or nothing."""
        return self.amount if self.is_earned else Decimal("0.00")

    @property
    def state(self) -> TrancheState:
        """Where it stands before anything is released."""
        if not self.is_applicable:
            return TrancheState.NOT_APPLICABLE
        return TrancheState.DUE if self.is_earned else TrancheState.LOCKED

    @property
    def missing(self) -> tuple[Reason, ...]:
        """The conditions that lock it."""
        return tuple(reason for reason in self.reasons if reason.met is not True)

    def basis(self, law: Law) -> Basis:
        """How the amount came about."""
        outcome = "全部满足" if self.is_earned else "不适用" if not self.is_applicable else "未全部满足"
        formula = f"{len(self.reasons)} 项条件{outcome} → {yuan(self.earned_amount)}（标准 {yuan(self.amount)}）"
        inputs = {reason.shown: {True: "是", False: "否", None: "待定"}[reason.met] for reason in self.reasons}
        return Basis("R-M1", CLAUSE, inputs, formula, law.as_json(self.parameters)["parameters"])

    @property
    def parameters(self) -> tuple[str, ...]:
        """The parameters it was computed with."""
        if any(reason.code == Condition.PILOT_ZONE_INCLUDED for reason in self.reasons):
            return (self.line.parameter, PILOT_ZONE)
        is_m3_reward = self.scheme == Scheme.M3 and self.kind != TrancheKind.STARTUP
        return (self.line.parameter, M3_STARTUP_FIRST) if is_m3_reward else (self.line.parameter,)

    def as_json(self) -> dict[str, Any]:
        """The verdict for a sealed tranche."""
        return {"amount": str(self.amount), "reasons": [reason.as_json() for reason in self.reasons]}


@cites(CLAUSE, COVERAGE_CLAUSE, rule="R-M1")
def yearly_tranches(facts: YearFacts, law: Law) -> tuple[TrancheVerdict, ...]:
    """M1, M3 or M4: the tranches of a district, pilot zone or industrial union for one year."""
    zone = _pilot_zone(law) if facts.kind == UnionKind.PILOT_ZONE_UNION else ()
    is_excluded = any(reason.met is False for reason in zone)
    return tuple(_yearly(line, facts, law, zone, is_excluded=is_excluded) for line in YEARLY[facts.kind])


def _yearly(line: Line, facts: YearFacts, law: Law, zone: tuple[Reason, ...], *, is_excluded: bool) -> TrancheVerdict:
    is_waived = line.kind in facts.released_without_coverage
    is_blocked = Condition.COVERAGE_MET in line.conditions and not facts.is_coverage_applicable and not is_waived
    conditions = (*line.conditions, *_presupposed(line, law))
    reasons = (*zone, *(_yearly_reason(condition, facts, is_waived) for condition in conditions))
    return TrancheVerdict(line, law.value(line.parameter, line.kind), reasons, not (is_blocked or is_excluded))


def _presupposed(line: Line, law: Law) -> tuple[Condition, ...]:
    """R-M2 knows no M3 reward without startup money: what the rewards rest on beside their own conditions."""
    if line.scheme != Scheme.M3 or line.kind == TrancheKind.STARTUP or not law.choice(M3_STARTUP_FIRST):
        return ()
    return tuple(condition for condition in M3[0].conditions if condition not in line.conditions)


def _yearly_reason(condition: Condition, facts: YearFacts, is_waived: bool) -> Reason:
    if condition == Condition.COVERAGE_MET:
        return _in_words(_coverage_reason(facts, is_waived), facts)
    return _in_words(_reason(condition, _YEARLY_FACTS[condition](facts)), facts)


def _in_words(reason: Reason, facts: YearFacts) -> Reason:
    """The reason in the words of whoever found it, unless the leading group decided over it."""
    shown = facts.told.get(Condition(reason.code))
    if shown is None or reason.shown == WAIVED:
        return reason
    return Reason(reason.code, reason.met, shown, reason.clause)


_YEARLY_FACTS: Final = {
    Condition.PLAN_APPROVED: lambda facts: facts.is_plan_approved,
    Condition.SAFEGUARDS_APPROVED: lambda facts: facts.are_safeguards_approved,
    Condition.TYPICALS_APPROVED: lambda facts: facts.are_typicals_approved,
    Condition.ALL_TYPICALS_PASS: lambda facts: facts.all_typicals_pass,
    Condition.INNOVATIVE: lambda facts: facts.is_innovative,
}


def _coverage_reason(facts: YearFacts, is_waived: bool) -> Reason:
    name = Condition.COVERAGE_MET.value
    if facts.is_coverage_applicable:
        return _reason(Condition.COVERAGE_MET, facts.is_coverage_met, COVERAGE_CLAUSE)
    if is_waived:
        return Reason(name, True, WAIVED, CLAUSE)
    return Reason(name, None, "当年没有适用的覆盖面目标", COVERAGE_CLAUSE)


def _pilot_zone(law: Law) -> tuple[Reason, ...]:
    """The reading on pilot zones as a condition of its own."""
    met = {"yes": True, "no": False, "undecided": None}[law.choice(PILOT_ZONE)]
    return (_reason(Condition.PILOT_ZONE_INCLUDED, met),)


@cites(CLAUSE, rule="R-M1")
def sector_tranches(facts: SectorFacts, year: int, law: Law) -> tuple[TrancheVerdict, ...]:
    """M2, M5 or M6: the tranches of a sector typical for one year; a provincial one has M2 and nothing else.

    M2 is given once: its reward stands open until the first acceptance that is passed. M5 ends with the third year.
    """
    if year < facts.first_year:
        return ()
    if facts.is_provincial:
        return _provincial(facts, year, law)
    if facts.tier == SectorTier.SUB_COUNTY:
        line = Line(Scheme.M6, TrancheKind.OWN_FUNDS, M6_AMOUNT, ())
        return (TrancheVerdict(line, law.value(M6_AMOUNT), (), is_applicable=False),)
    return _three_years(facts, year, law)


def _provincial(facts: SectorFacts, year: int, law: Law) -> tuple[TrancheVerdict, ...]:
    startup, reward = M2
    found = []
    if year == facts.first_year:
        found.append((startup, (_reason(Condition.PROVINCE_APPROVED, facts.is_province_approved),)))
    if not any(facts.accepted_in(earlier) for earlier in range(facts.first_year, year)):
        found.append((reward, (_reason(Condition.ACCEPTANCE_PASSED, facts.accepted_in(year)),)))
    return tuple(TrancheVerdict(line, law.value(line.parameter, line.kind), reasons) for line, reasons in found)


def _three_years(facts: SectorFacts, year: int, law: Law) -> tuple[TrancheVerdict, ...]:
    place = year - facts.first_year
    if place >= len(M5):
        return ()
    line = M5[place]
    met = True if place == 0 else facts.accepted_in(year)
    reasons = [_reason(line.conditions[0], met)]
    if facts.tier is None:
        reasons.insert(0, _reason(Condition.TIER_KNOWN, None))
    return (TrancheVerdict(line, law.value(line.parameter, line.kind), tuple(reasons)),)


def _reason(condition: Condition, met: bool | None, clause: str = CLAUSE) -> Reason:
    return _REASONS[condition, met, clause]


# Every reason there can be, made once: a year of the whole city asks for tens of thousands.
_SHOWN: Final = {True: "{}", False: "未满足：{}", None: "待定：{}"}
_REASONS: Final = {
    (condition, met, clause): Reason(condition.value, met, _SHOWN[met].format(condition.label), clause)
    for condition in Condition
    for met in (True, False, None)
    for clause in (CLAUSE, COVERAGE_CLAUSE)
}


def total(verdicts: Iterable[TrancheVerdict]) -> Decimal:
    """What is earned of these, in yuan."""
    return sum((each.earned_amount for each in verdicts), Decimal("0.00"))
