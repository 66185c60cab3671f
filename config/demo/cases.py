"""What followed where more than half of the members rejected a chair."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from appraisal.models import Case
from appraisal.services.case_flow import move_case
from config.demo.script import Script

if TYPE_CHECKING:
    from config.demo.sessions import Meeting

TALKED_AFTER: Final = timedelta(hours=1, minutes=30)
ORDERED_AFTER: Final = timedelta(hours=21)


def schedule_case(told: dict[str, Any], meeting: Meeting, script: Script, certified_at: datetime) -> None:
    """Note the talk on the same day and the order on the next."""

    def move(step: str, at: datetime, **inputs: Any) -> None:
        case = Case.objects.get(session=meeting.session)
        move_case(case=case, transition=step, user=meeting.leader, at=at, **inputs)

    def talk(at: datetime) -> None:
        move("talk", at, talked_on=at.date(), talk_record=told["talk"])

    def order(at: datetime) -> None:
        move("order", at, ordered_on=at.date(), order_text=told["order"])

    script.at(certified_at + TALKED_AFTER, talk)
    script.at(certified_at + ORDERED_AFTER, order)
