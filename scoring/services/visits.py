"""The assessment team's visits."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from office import events
from office.refusals import Refused
from scoring.kinds import AssessmentState
from scoring.models import Card, Visit
from unions.models import User


@transaction.atomic
def record_visit(
    *, card: Card, visited_on: date, leader_name: str, members: str, findings: str, user: User, at: datetime
) -> Visit:
    """Write down a visit.

    Raises:
        PermissionDenied: not of the city's departments or its leading group.
        Refused: not the time, a day to come, or an empty field.
    """
    if not (user.has_perm("scoring.review") or user.has_perm("scoring.decide")):
        raise PermissionDenied
    state = AssessmentState(card.assessment.state)
    if not (state.takes_department or state.takes_final):
        raise Refused(f"{card.assessment.year} 年考核现为“{state.label}”，不能登记实地考核。")
    if visited_on > at.date():
        raise Refused(f"考核日期不能晚于今天（{at.date()}）。", fields={"visited_on": "不能晚于今天。"})
    words = {"leader_name": leader_name.strip(), "members": members.strip(), "findings": findings.strip()}
    if empty := [name for name, word in words.items() if not word]:
        raise Refused("带队领导、成员和考核情况都须填写。", fields=dict.fromkeys(empty, "请填写。"))
    visit = Visit.objects.create(card=card, visited_on=visited_on, recorded_by=user, recorded_at=at, **words)
    changes = {"考核日期": visited_on.isoformat(), "带队领导": words["leader_name"]}
    events.record(events.Entry(card, "visit", "登记实地考核", user, at, changes=changes))
    return visit
