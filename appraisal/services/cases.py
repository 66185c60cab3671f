"""Consequence cases: opened by the rules, taken further by persons (R-A9)."""

from __future__ import annotations

from appraisal.kinds import Consequence
from appraisal.models import AppraisalSession, Case
from appraisal.selectors.sessions import law_of_session
from appraisal.selectors.years import consequence_of
from appraisal.services.recipients import case_holders
from office import events, notices
from office.notices import Message
from office.workflow import Act


def open_case_if_due(session: AppraisalSession, act: Act) -> Case | None:
    """Open the case that a certified result asks for; a second call opens none."""
    found = consequence_of(session, law_of_session(session))
    if found.consequence == Consequence.NONE:
        return None
    reasons = {"reasons": [reason.as_json() for reason in found.reasons], "basis": found.basis.as_json()}
    defaults = {"consequence": found.consequence, "reasons": reasons, "opened_at": act.at}
    case, is_new = Case.objects.get_or_create(session=session, defaults=defaults)
    if is_new:
        # On the case's own timeline: the session's is read in the unit too.
        events.record(events.Entry(case, "open", "立案", act.user, act.at, changes={"后果": found.consequence.label}))
        text = f"{session.union} {session.work_year} 年双评结果须处理：{found.consequence.label}。"
        notices.send([Message(case_holders(case, act.at.date()), text, case.get_absolute_url())], at=act.at)
    return case
