"""The consequence cases after an import: years that came in late can change what followed from later ones (R-A9)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from appraisal.kinds import CaseState, Consequence, SessionVerdict
from appraisal.models import AppraisalSession, Case
from appraisal.models.session import SEALED_STATES
from appraisal.rules.consequences import ConsequenceFound, consequence
from appraisal.selectors.years import appraised_years_of
from office import events
from policy.documents import Law
from unions.models import User

NO_LONGER = "评议结果补录或更正后，不再符合启动条件"


@dataclass(frozen=True, slots=True)
class Settled:
    """What a certified session leads to now."""

    session: AppraisalSession
    found: ConsequenceFound

    @property
    def columns(self) -> dict[str, Any]:
        """The case's columns that the rules fill."""
        reasons = {"reasons": [reason.as_json() for reason in self.found.reasons], "basis": self.found.basis.as_json()}
        return {"consequence": self.found.consequence, "reasons": reasons}


def settle_cases(
    union_ids: Collection[int], law_of: Callable[[int], Law], *, user: User | None, at: datetime
) -> list[events.Entry]:
    """Open the cases that are due, and bring those nobody has taken up yet into line; gives the events to record."""
    known = {case.session_id: case for case in Case.objects.filter(session__union_id__in=union_ids)}
    new, entries = [], []
    for settled in _settled(union_ids, law_of):
        case = known.get(settled.session.pk)
        if case is None and settled.found.consequence != Consequence.NONE:
            new.append(Case(session=settled.session, opened_at=at, **settled.columns))
        elif case and case.state == CaseState.OPENED and case.consequence != settled.found.consequence:
            entries.append(_changed(case, settled, user, at))
    made = Case.objects.bulk_create(new, batch_size=500)
    opened = (events.Entry(case, "open", "立案", user, at, changes={"后果": _word(case)}) for case in made)
    return [*opened, *entries]


def _settled(union_ids: Collection[int], law_of: Callable[[int], Law]) -> Iterator[Settled]:
    years = appraised_years_of(union_ids)
    sessions = AppraisalSession.objects.filter(
        union_id__in=union_ids, verdict=SessionVerdict.VALID, certified_at__isnull=False, state__in=SEALED_STATES
    )
    for session in sessions.defer("sealed").select_related("union").order_by("union_id", "work_year"):
        until = [
            year
            for year in years[session.union_id]
            if year.work_year < session.work_year or (year.work_year == session.work_year and year.counts)
        ]
        law = law_of(session.work_year)
        yield Settled(session, consequence(until, law, is_cadre_managed=session.is_cadre_managed))


def _changed(case: Case, settled: Settled, user: User | None, at: datetime) -> events.Entry:
    before = _word(case)
    if settled.found.consequence == Consequence.NONE:
        case.state, case.outcome, case.concluded_at, case.concluded_by = CaseState.DISMISSED, NO_LONGER, at, user
        case.save()
        return events.Entry(case, "dismiss", "不予启动", user, at, comment=NO_LONGER)
    for name, value in settled.columns.items():
        setattr(case, name, value)
    case.save()
    return events.Entry(case, "settle", "后果变更", user, at, changes={"后果": [before, _word(case)]})


def _word(case: Case) -> str:
    return Consequence(case.consequence).label
