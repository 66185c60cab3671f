"""Members' opinions: read, published or withheld, and turned into things to improve (R-A11)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from appraisal.kinds import CommentState, SessionState
from appraisal.models import AppraisalSession, Comment, ImprovementItem, Poll
from appraisal.services import calls
from office import events, notices
from office.refusals import Refused
from unions.models import User

OPEN_STATES = (SessionState.COUNTED, SessionState.CERTIFIED, SessionState.PUBLISHED)


def _open(session: AppraisalSession, user: User, permission: str) -> AppraisalSession:
    locked = AppraisalSession.objects.select_for_update(of=("self",)).select_related("union").get(pk=session.pk)
    if not user.has_perm(permission, locked):
        raise PermissionDenied
    if locked.state not in OPEN_STATES:
        raise Refused(f"评议会现为“{SessionState(locked.state).label}”，不能再办理意见和改进事项。")
    return locked


@transaction.atomic
def review_opinions(
    *, session: AppraisalSession, decided: Mapping[UUID, CommentState], user: User, at: datetime
) -> int:
    """Decide which opinions are published; what was withheld may still be published later and the other way round.

    Returns:
        how many were changed. The log notes numbers only: no word of a ballot ever gets there.

    Raises:
        PermissionDenied: not of the union above.
        Refused: before the counting or after the end.
    """
    locked = _open(session, user, "appraisal.run_session")
    poll = Poll.objects.get(session=locked)
    changed = 0
    for state in (CommentState.PUBLISHED, CommentState.WITHHELD):
        keys = [key for key, wanted in decided.items() if wanted == state]
        changed += Comment.objects.filter(poll=poll.pk, pk__in=keys).exclude(state=state).update(state=state)
    if changed:
        events.record(events.Entry(locked, "review_opinions", "审核意见", user, at, changes={"条数": changed}))
    return changed


@transaction.atomic
def add_improvement(
    *, session: AppraisalSession, text: str, responsible_person: str, due_on: date, user: User, at: datetime
) -> ImprovementItem:
    """Something to be done by somebody until a day.

    Raises:
        PermissionDenied: neither the unit nor the union above it.
        Refused: before the counting or after the end, or a part is missing.
    """
    locked = _open(session, user, "appraisal.improve")
    given = {"text": text.strip(), "responsible_person": responsible_person.strip()}
    missing = {name: "请填写。" for name, value in given.items() if not value}
    if missing:
        raise Refused("改进事项须写明内容和责任人。", fields=missing)
    if due_on < at.date():
        raise Refused("期限不能早于今天。", fields={"due_on": "不能早于今天。"})
    item = ImprovementItem.objects.create(session=locked, due_on=due_on, **given)
    changes = {"事项": item.text, "责任人": item.responsible_person, "期限": str(due_on)}
    events.record(events.Entry(locked, "add_improvement", "列入改进事项", user, at, changes=changes))
    notices.send([calls.item_listed(item, at.date())], at=at)
    return item


@transaction.atomic
def finish_improvement(
    *, item: ImprovementItem, result: str, done_on: date, user: User, at: datetime
) -> ImprovementItem:
    """Write down what came of an item.

    Raises:
        PermissionDenied, Refused: see `add_improvement`; a day still to come.
    """
    locked = _open(item.session, user, "appraisal.improve")
    if not result.strip():
        raise Refused("请写明改进结果。", fields={"result": "请写明结果。"})
    if done_on > at.date():
        raise Refused("完成日期不能在今天之后。", fields={"done_on": "不能在今天之后。"})
    item.result, item.done_on = result.strip(), done_on
    item.save(update_fields=["result", "done_on"])
    changes = {"事项": item.text, "结果": item.result}
    events.record(events.Entry(locked, "finish_improvement", "完成改进事项", user, at, changes=changes))
    if locked.state == SessionState.PUBLISHED and not locked.improvements.filter(done_on=None).exists():
        notices.send([calls.items_done(locked, at.date())], at=at)
    return item
