"""Reminders of days that come near or have passed; each is told once however often the clock asks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.urls import reverse

from appraisal.kinds import CaseState, SessionState
from appraisal.models import AppraisalSession, Case, ImprovementItem
from appraisal.services.calls import missing_appraisals
from appraisal.services.recipients import case_workers, session_holders, unit_people
from office.notices import Message, send_once

NEAR: Final = timedelta(days=7)
SESSION_NEAR: Final = timedelta(days=3)


@transaction.atomic
def remind(*, at: datetime) -> int:
    """Tell everybody whose day is near or past; gives how many notices were left.

    Args:
        at: in the time of the place, whose calendar day counts.
    """
    today = at.date()
    return send_once([*_improvements(today), *_cases(today), *_sessions(today)], at=at)


def _improvements(today: date) -> Iterator[Message]:
    """The unit before the day; once it has passed the union above as well."""
    items = ImprovementItem.objects.filter(done_on=None, due_on__lte=today + NEAR)
    for item in items.select_related("session__union__superior"):
        session, is_late = item.session, item.due_on < today
        told = unit_people(session, today) + (session_holders(session, today) if is_late else ())
        text = f"改进事项{_state(item.due_on, today)}：{item.text}（{session.union}）"
        yield Message(told, text, reverse("appraisal:opinion_list", args=[session.pk]))


def _cases(today: date) -> Iterator[Message]:
    cases = Case.objects.filter(state=CaseState.ORDERED, due_on__lte=today + NEAR)
    for case in cases.select_related("session__union__superior"):
        text = f"{case.session.union}限期整改{_state(case.due_on, today)}，请收取整改报告。"  # type: ignore[arg-type]
        yield Message(case_workers(case, today), text, case.get_absolute_url())


def _sessions(today: date) -> Iterator[Message]:
    """A session about to be held for which a superior body has not spoken."""
    sessions = AppraisalSession.objects.filter(
        state__in=[SessionState.PREPARED, SessionState.VOTING, SessionState.CLOSED],
        held_on__lte=today + SESSION_NEAR,
    )
    for session in sessions.select_related("union__superior"):
        for message in missing_appraisals(session, today):
            yield Message(message.recipient_ids, f"提醒：{message.text}", message.url)


def _state(due_on: date, today: date) -> str:
    return f"已逾期（应于 {due_on} 前完成）" if due_on < today else f"将于 {due_on} 到期"
