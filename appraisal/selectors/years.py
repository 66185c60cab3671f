"""Questions about a union over the years: what was appraised, and who was the chair then (R-A9)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from fractions import Fraction
from typing import Any

from django.db.models import QuerySet

from appraisal.kinds import SessionState, SessionVerdict, Subject
from appraisal.models import AppraisalSession
from appraisal.models.session import SEALED_STATES
from appraisal.rules.consequences import AppraisedYear, ConsequenceFound, consequence
from policy.documents import Law


def exact_rate(sealed: Any) -> Fraction | None:
    """A rate as it was sealed, "a/b" or None."""
    return Fraction(sealed) if sealed is not None else None


def appraised_years(session: AppraisalSession) -> list[AppraisedYear]:
    """The union's earlier years and then this session; this one counts though it is being certified."""
    earlier = _certified_years(AppraisalSession.objects.filter(union_id=session.union_id))
    found = (session.sealed or {}).get("subjects", {}).get(Subject.CHAIR.value, {}).get("dissatisfaction")
    this = _year(session.work_year, session.chair_name, is_counted=session.verdict == SessionVerdict.VALID, rate=found)
    return [*(year for _, year in earlier if year.work_year < session.work_year), this]


def appraised_years_of(union_ids: Collection[int]) -> dict[int, list[AppraisedYear]]:
    """The certified and failed sessions of many unions, each union's by work year, in one query."""
    by_union: dict[int, list[AppraisedYear]] = defaultdict(list)
    for union_id, year in _certified_years(AppraisalSession.objects.filter(union_id__in=union_ids)):
        by_union[union_id].append(year)
    return by_union


def _certified_years(sessions: QuerySet[AppraisalSession]) -> Iterator[tuple[int, AppraisedYear]]:
    rows = sessions.filter(state__in=[*SEALED_STATES, SessionState.FAILED]).order_by("work_year", "pk")
    rate_path = f"sealed__subjects__{Subject.CHAIR.value}__dissatisfaction"
    columns = ("union_id", "work_year", "chair_name", "verdict", "certified_at", rate_path)
    for union_id, work_year, chair, verdict, certified_at, rate in rows.values_list(*columns):
        is_counted = verdict == SessionVerdict.VALID and certified_at is not None
        yield union_id, _year(work_year, chair, is_counted=is_counted, rate=rate)


def _year(work_year: int, chair: str, *, is_counted: bool, rate: str | None) -> AppraisedYear:
    return AppraisedYear(work_year, chair, is_counted, exact_rate(rate) if is_counted else None)


def consequence_of(session: AppraisalSession, law: Law) -> ConsequenceFound:
    """What the session leads to, in view of the union's earlier years."""
    return consequence(appraised_years(session), law, is_cadre_managed=session.is_cadre_managed)
