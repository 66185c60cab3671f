"""Who is told what when a session moves on: whoever must act next, and the unit where something is settled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from django.urls import reverse

from appraisal.kinds import SuperiorBody
from appraisal.models import AppraisalSession, ImprovementItem
from appraisal.services.recipients import party_people, session_holders, session_leaders, unit_people
from office.notices import Message
from office.workflow import Act


def planned(session: AppraisalSession, day: date) -> Iterator[Message]:
    """The unit reports to its members, the superior bodies appraise."""
    text = f"{session}定于 {session.held_on} 召开，请在此之前登记向会员（代表）述职。"
    yield Message(unit_people(session, day), text, session.get_absolute_url())
    yield from missing_appraisals(session, day)


def missing_appraisals(session: AppraisalSession, day: date) -> Iterator[Message]:
    """Each superior body that has not appraised yet."""
    text = f"请为{session}给出%s评价，须在开箱计票之前（{session.held_on} 召开）。"
    given = set(session.superior_appraisals.values_list("body", flat=True))
    if SuperiorBody.SUPERIOR not in given:
        url = reverse("appraisal:superior_appraise", args=[session.pk])
        yield Message(session_leaders(session, day), text % SuperiorBody.SUPERIOR.label, url)
    if session.has_party and SuperiorBody.PARTY not in given:
        yield _party_call(session, day, text % SuperiorBody.PARTY.label)


def _party_call(session: AppraisalSession, day: date, text: str) -> Message:
    """To the party organisation itself; where it has no account, to those who can hand it the link."""
    people = party_people(session, day)
    if people:
        return Message(people, text, reverse("appraisal:party_appraise", args=[session.pk]))
    text = f"{session}尚缺同级党组织评价：请生成评价链接交给同级党组织。"
    return Message(session_holders(session, day), text, session.get_absolute_url())


def voting_ended(session: AppraisalSession, act: Act) -> Iterator[Message]:
    """The box waits for two codes, and for what the superior bodies still owe."""
    day = act.at.date()
    text = f"{session}投票已结束，上级评价到齐后请组织开箱计票。"
    yield Message(session_holders(session, day), text, session.get_absolute_url())
    yield from missing_appraisals(session, day)


def to_certify(session: AppraisalSession, act: Act) -> Iterable[Message]:
    """The leader certifies what was counted."""
    text = f"{session}已计票，请会同同级党组织认定结果。" if session.has_party else f"{session}已计票，请认定结果。"
    return [Message(session_leaders(session, act.at.date()), text, session.get_absolute_url())]


def not_counting(session: AppraisalSession, act: Act) -> Iterable[Message]:
    """A void or inquorate session may be held again."""
    text = f"{session}不成立或无效，不计为一次评议，可重新召开。"
    return [_both(session, act.at.date(), text, session.get_absolute_url())]


def called_off(session: AppraisalSession, act: Act) -> Iterable[Message]:
    """Nobody prepares in vain."""
    text = f"{session}已取消：{act.comment}"
    return [_both(session, act.at.date(), text, session.get_absolute_url())]


def to_publish(session: AppraisalSession, act: Act) -> Iterable[Message]:
    """Both sides of the unit are to be told."""
    text = f"{session}结果已认定，请向会员（代表）和单位行政两方通报。"
    return [_both(session, act.at.date(), text, session.get_absolute_url())]


def to_improve(session: AppraisalSession, act: Act) -> Iterable[Message]:
    """Opinions are reviewed and become items."""
    text = f"{session}结果已通报，请审核意见，把突出问题列为改进事项并按期落实。"
    return [_both(session, act.at.date(), text, reverse("appraisal:opinion_list", args=[session.pk]))]


def ended(session: AppraisalSession, act: Act) -> Iterable[Message]:
    """The unit knows that nothing more is asked of it."""
    return [Message(unit_people(session, act.at.date()), f"{session}已办结。", session.get_absolute_url())]


def to_open(session: AppraisalSession, day: date) -> Message:
    """Everything the opening needs is in."""
    text = f"{session}上级评价已到齐，可以开箱计票。"
    return Message(session_holders(session, day), text, session.get_absolute_url())


def item_listed(item: ImprovementItem, day: date) -> Message:
    """The unit has something to do until a day."""
    text = f"新的改进事项（{item.due_on} 前）：{item.text}"
    return Message(unit_people(item.session, day), text, reverse("appraisal:opinion_list", args=[item.session_id]))


def items_done(session: AppraisalSession, day: date) -> Message:
    """Nothing stands open: the session may be closed."""
    text = f"{session}的改进事项都有了结果，可以办结。"
    return Message(session_holders(session, day), text, session.get_absolute_url())


def _both(session: AppraisalSession, day: date, text: str, url: str) -> Message:
    return Message(session_holders(session, day) + unit_people(session, day), text, url)
