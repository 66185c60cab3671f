"""Questions about a union over the years: what was appraised, and who was the chair then (R-A9)."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from appraisal.kinds import SessionState, Subject
from appraisal.models import AppraisalSession
from appraisal.models.session import SEALED_STATES
from appraisal.rules.consequences import AppraisedYear, ConsequenceFound, consequence
from policy.documents import Law


def exact_rate(sealed: Any) -> Fraction | None:
    """A rate as it was sealed, "a/b" or None."""
    return Fraction(sealed) if sealed is not None else None


def appraised_years(session: AppraisalSession) -> list[AppraisedYear]:
    """The union's sealed sessions up to this one, by work year; this one counts though it is being certified."""
    rows = AppraisalSession.objects.filter(
        union_id=session.union_id, work_year__lte=session.work_year, state__in=[*SEALED_STATES, SessionState.FAILED]
    ).order_by("work_year", "pk")
    return [_year(row, counts=row.pk == session.pk or row.certified_at is not None) for row in rows]


def _year(session: AppraisalSession, *, counts: bool) -> AppraisedYear:
    sealed = session.sealed or {}
    counts = counts and session.verdict == "valid"
    found = sealed.get("subjects", {}).get(Subject.CHAIR.value, {})
    rate = exact_rate(found.get("dissatisfaction")) if counts else None
    return AppraisedYear(session.work_year, session.chair_name, counts, rate)


def consequence_of(session: AppraisalSession, law: Law) -> ConsequenceFound:
    """What the session leads to, in view of the union's earlier years."""
    return consequence(appraised_years(session), law, is_cadre_managed=session.is_cadre_managed)
