"""The report of a year's appraisals: one row per unit that held one, the same by command and by API."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any, Final

from django.db.models import Q

from appraisal.kinds import Consequence, SessionState, SessionVerdict, Subject
from appraisal.models import AppraisalSession
from appraisal.models.session import SEALED_STATES
from appraisal.rules.consequences import AppraisedYear, ConsequenceFound, consequence
from appraisal.rules.small_numbers import Detail
from appraisal.selectors.sessions import DOCUMENT
from appraisal.selectors.shown_results import detail_for
from appraisal.selectors.standing import YearStanding, standings, veiled
from appraisal.selectors.years import appraised_years_of, exact_rate
from office.report_object import report_object
from office.years import law_of_year
from policy.citing import Reason
from policy.documents import Law
from policy.units import as_json, percent
from unions.models import Union, User

# The parameters a row depends on, in the order of the texts.
PARAMETERS: Final = (
    "optional_item_floor", "implemented_progress", "quorum", "default_weights", "default_weights_without_party",
    "superior_grade_points", "basic_counts_as_satisfied", "satisfaction_denominator", "unit_composite",
    "dissatisfaction_line", "chair_adjustment_count", "missing_year_effect", "priority_line",
    "standard_line", "typical_line",
)  # fmt: skip

# The reasons that speak of what follows for the chair.
FOLLOWED: Final = frozenset({"dissatisfaction", "consecutive", "cadre_managed"})


@dataclass(frozen=True, slots=True)
class SubjectRow:
    """The judgement of one subject, exact; None where there is nothing to divide by or a part is missing."""

    satisfaction_rate: Fraction | None
    dissatisfaction_rate: Fraction | None
    composite_rate: Fraction | None

    def as_json(self) -> dict[str, Any]:
        """Each exact rate as "a/b" beside its percent, cut toward the side that does not flatter."""
        return {
            **_rate("satisfaction", self.satisfaction_rate),
            **_rate("dissatisfaction", self.dissatisfaction_rate, is_adverse=True),
            **_rate("composite", self.composite_rate),
        }


@dataclass(frozen=True, slots=True)
class SatisfactionRow:
    """One unit's year.

    Attributes:
        union_name, superior_name: as they were on the last day of the year.
        consequence: None where the person asking need not know.
        reasons: turnout, standard, typical line and consequence, each with its clause.
    """

    union_name: str
    superior_name: str
    session: AppraisalSession
    verdict: SessionVerdict
    subjects: Mapping[Subject, SubjectRow]
    unit_composite_rate: Fraction | None
    is_standard: bool
    meets_typical_line: bool
    has_priority: bool
    consequence: Consequence | None
    reasons: tuple[Reason, ...]

    def as_json(self) -> dict[str, Any]:
        """The row as `report satisfaction` prints it."""
        return {
            "union": self.union_name,
            "superior": self.superior_name,
            "session": self.verdict.value,
            **{subject.value: self.subjects[subject].as_json() for subject in Subject},
            **_rate("unit_composite", self.unit_composite_rate),
            "standard": self.is_standard,
            "typical_line": self.meets_typical_line,
            "priority": self.has_priority,
            "consequence": self.consequence.value if self.consequence else None,
            "reasons": [{"clause": each.clause, "met": each.met, "shown": each.shown} for each in self.reasons],
        }


@dataclass(frozen=True, slots=True)
class SatisfactionReport:
    """All rows of a year with the parameters they were judged by."""

    year: int
    rows: tuple[SatisfactionRow, ...]
    law: Law

    def as_json(self) -> dict[str, Any]:
        """The object that `report satisfaction --json` prints."""
        return report_object(self.year, self.rows, self.law, PARAMETERS)


def satisfaction_report(year: int, user: User | None) -> SatisfactionReport:
    """Every unit that held an appraisal for the year, by its place in the tree; ten queries for any number of units.

    A session counts once it is counted; what follows from it (standard, priority, consequence) needs its certification.

    Args:
        user: whose scope; None for all.
    """
    law = law_of_year(DOCUMENT, year)
    sessions = _sessions(year, user)
    found, years = standings(sessions, year), appraised_years_of(sessions)
    names = _names_then(sessions, year)
    rows = (_row(session, law, found[key], years.get(key, []), names[key]) for key, session in sessions.items())
    return SatisfactionReport(year, tuple(_as_told(row, user) for row in rows), law)


def _as_told(row: SatisfactionRow, user: User | None) -> SatisfactionRow:
    """The row as this person may see it: of few ballots the unit is told little, and consequences only who must know.

    Args:
        user: None for the command, which is run by those who hold the whole database.
    """
    if user is None:
        return row
    if not user.has_perm("appraisal.read_cases"):
        reasons = tuple(each for each in row.reasons if each.code not in FOLLOWED)
        row = replace(row, consequence=None, reasons=reasons)
    detail = detail_for(row.session, user)
    if detail == Detail.ALL:
        return row
    subjects = {subject: replace(found, dissatisfaction_rate=None) for subject, found in row.subjects.items()}
    if detail == Detail.NOTHING:
        subjects = dict.fromkeys(Subject, SubjectRow(None, None, None))
        row = replace(row, unit_composite_rate=None, has_priority=False, reasons=veiled(row.reasons))
    return replace(row, subjects=subjects)


def _sessions(year: int, user: User | None) -> dict[int, AppraisalSession]:
    """The session of each unit that stands for its year: the living one, else the last that failed."""
    seen = AppraisalSession.objects.visible_to(user) if user else AppraisalSession.objects.all()
    counted = seen.filter(Q(state__in=SEALED_STATES) | Q(state=SessionState.FAILED, sealed__isnull=False))
    by_union: dict[int, AppraisalSession] = {}
    for session in counted.filter(work_year=year).order_by("union__path", "held_on", "pk"):
        former = by_union.get(session.union_id)
        if former is None or former.state == SessionState.FAILED:
            by_union[session.union_id] = session
    return by_union


def _names_then(sessions: Mapping[int, AppraisalSession], year: int) -> dict[int, tuple[str, str]]:
    """Name and superior's name of each unit on the last day of the year."""
    then = Union.objects.as_of(date(year, 12, 31))
    units: Any = then.filter(pk__in=list(sessions))  # typed loosely: the columns come from `as_of`
    rows = list(units.values_list("pk", "name_then", "superior_then_id"))
    superiors: Any = then.filter(pk__in={superior_id for _, _, superior_id in rows})
    names = dict(superiors.values_list("pk", "name_then"))
    return {key: (name, names.get(superior_id, "")) for key, name, superior_id in rows}


def _row(
    session: AppraisalSession, law: Law, standing: YearStanding, years: list[AppraisedYear], names: tuple[str, str]
) -> SatisfactionRow:
    sealed = session.sealed or {}
    verdict = SessionVerdict(session.verdict)
    is_certified = verdict.counts and session.certified_at is not None
    followed = _consequence(session, years, law) if is_certified else None
    return SatisfactionRow(
        *names, session, verdict,
        subjects={subject: _subject(sealed["subjects"][subject]) for subject in Subject},
        unit_composite_rate=exact_rate(sealed["unit_composite"]),
        is_standard=standing.is_standard,
        meets_typical_line=standing.meets_typical_line,
        has_priority=is_certified and sealed["has_priority"],
        consequence=followed.consequence if followed else Consequence.NONE,
        reasons=_reasons(sealed, standing, followed),
    )  # fmt: skip


def _subject(sealed: Mapping[str, Any]) -> SubjectRow:
    return SubjectRow(*(exact_rate(sealed[name]) for name in ("satisfaction", "dissatisfaction", "composite")))


def _consequence(session: AppraisalSession, years: list[AppraisedYear], law: Law) -> ConsequenceFound:
    until = [
        year
        for year in years
        if year.work_year < session.work_year or (year.work_year == session.work_year and year.counts)
    ]
    return consequence(until, law, is_cadre_managed=session.is_cadre_managed)


def _reasons(
    sealed: Mapping[str, Any], standing: YearStanding, followed: ConsequenceFound | None
) -> tuple[Reason, ...]:
    """Without saying twice what the typical line shares with the standard."""
    turnout = [Reason.from_json(each) for each in sealed["turnout"]["reasons"]]
    typical = [each for each in standing.typical.reasons if each.code == "composite"]
    return (*turnout, *standing.standard.reasons, *typical, *(followed.reasons if followed else ()))


def _rate(name: str, rate: Fraction | None, *, is_adverse: bool = False) -> dict[str, Any]:
    shown = None if rate is None else percent(rate, flattering="down" if is_adverse else "up")
    return {name: as_json(rate), f"{name}_percent": shown}
