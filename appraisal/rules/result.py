"""The whole result of a session from its counts, the superiors' part and the weights (R-A3 to R-A9)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from appraisal.kinds import SessionVerdict, Subject
from appraisal.rules.consequences import has_priority
from appraisal.rules.satisfaction import (
    SubjectRates,
    SuperiorRates,
    Weights,
    composite,
    subject_rates,
    unit_composite,
)
from appraisal.rules.turnout import CLAUSE, SessionCounts, session_verdict
from policy.citing import Basis, Verdict, cites
from policy.documents import Law
from policy.units import as_json


@dataclass(frozen=True, slots=True)
class SubjectResult:
    """What one subject reached; the composite is None where a part of it is missing."""

    rates: SubjectRates
    composite_rate: Fraction | None
    composite_basis: Basis | None


@dataclass(frozen=True, slots=True)
class SessionResult:
    """What a session came to, with everything needed to show how."""

    verdict: SessionVerdict
    turnout: Verdict
    subjects: Mapping[Subject, SubjectResult]
    unit_composite_rate: Fraction | None
    unit_basis: Basis | None
    has_priority: bool

    def as_json(self) -> dict[str, Any]:
        """The result as it is sealed: exact rates as "a/b", every basis beside its figure."""
        return {
            "verdict": self.verdict.value,
            "turnout": self.turnout.as_json(),
            "subjects": {subject.value: _subject_json(found) for subject, found in self.subjects.items()},
            "unit_composite": as_json(self.unit_composite_rate),
            "unit_basis": self.unit_basis.as_json() if self.unit_basis else None,
            "has_priority": self.has_priority,
        }


def _subject_json(found: SubjectResult) -> dict[str, Any]:
    return {
        "satisfaction": as_json(found.rates.satisfaction_rate),
        "strict_satisfaction": as_json(found.rates.strict_satisfaction_rate),
        "dissatisfaction": as_json(found.rates.dissatisfaction_rate),
        "composite": as_json(found.composite_rate),
        "bases": [basis.as_json() for basis in found.rates.bases],
        "composite_basis": found.composite_basis.as_json() if found.composite_basis else None,
    }


@cites(CLAUSE, rule="R-A8")
def session_result(
    counts: SessionCounts, superiors: Mapping[Subject, SuperiorRates], weights: Weights, law: Law
) -> SessionResult:
    """Everything a session came to. A void or inquorate one keeps its rates for the minutes, but no composite."""
    verdict, turnout = session_verdict(counts, law)
    subjects = {}
    for subject, found in counts.subjects.items():
        rates = subject_rates(found, counts.due, law)
        subjects[subject] = _subject_result(rates, superiors.get(subject) if verdict.counts else None, weights)
    composites = {
        subject: found.composite_rate for subject, found in subjects.items() if found.composite_rate is not None
    }
    if len(composites) < len(Subject):
        return SessionResult(verdict, turnout, subjects, None, None, has_priority=False)
    unit, basis = unit_composite(composites, law)
    return SessionResult(verdict, turnout, subjects, unit, basis, has_priority(list(composites.values()), law))


def _subject_result(rates: SubjectRates, superiors: SuperiorRates | None, weights: Weights) -> SubjectResult:
    if superiors is None or rates.satisfaction_rate is None:
        return SubjectResult(rates, None, None)
    return SubjectResult(rates, *composite(rates.satisfaction_rate, superiors, weights))
