"""Nominations for 五一奖状 and 五一奖章: proposed once the year's points are sealed, decided by the leading group."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import transaction

from office import events
from office.notices import Message
from office.refusals import Refused
from office.workflow import Act, Transition, Workflow, perform
from policy.citing import Reason
from scoring.kinds import AssessmentState, Award, NominationState
from scoring.models import Assessment, Card, Nomination
from scoring.services import recipients
from scoring.services.reasons import written_reason
from unions.models import User

S = NominationState
CLAUSE: Final = "2012-55/4"


@transaction.atomic
def nominate(
    *, card: Card, award: Award, nominee_name: str, nominee_position: str, merits: str, user: User, at: datetime
) -> Nomination:
    """Propose a unit or a person of an assessed union.

    Raises:
        PermissionDenied: neither the organisation department nor the leading group.
        Refused: the points are not sealed yet, a field is empty, or the same nominee stands there already.
    """
    if not user.has_perm("scoring.nominate"):
        raise PermissionDenied
    assessment = Assessment.objects.select_for_update(of=("self",)).get(pk=card.assessment_id)
    if not assessment.is_sealed:
        raise Refused(
            f"{assessment}现为“{AssessmentState(assessment.state).label}”，定分之后才提名（大工发〔2012〕55号 四）。"
        )
    words = {
        "nominee_name": nominee_name.strip(),
        "nominee_position": nominee_position.strip(),
        "merits": merits.strip(),
    }
    _refuse_gaps(award, words)
    same = Nomination.objects.filter(card=card, award=award, nominee_name=words["nominee_name"])
    if same.exclude(state=S.WITHDRAWN).exists():
        raise Refused(f"{words['nominee_name']}已经提名{award.label}。", fields={"nominee_name": "已经提名。"})
    made = Nomination.objects.create(
        assessment=assessment, card=card, award=award, proposed_at=at, proposed_by=user, **words
    )
    changes = {"荣誉": award.label, "考核对象": str(card.union)}
    events.record(events.Entry(made, "nominate", f"提名{award.label}", user, at, changes=changes))
    return made


def _refuse_gaps(award: Award, words: dict[str, str]) -> None:
    asked = {"nominee_name": "提名对象", "merits": "主要成绩"} | (
        {"nominee_position": "单位和职务"} if award.is_personal else {}
    )
    empty = {name: f"请填写{label}。" for name, label in asked.items() if not words[name]}
    if empty:
        raise Refused(f"提名{award.label}须写明：" + "、".join(asked[name] for name in empty) + "。", fields=empty)


def decided_by_another(nomination: Nomination, act: Act) -> Iterable[Reason]:
    if nomination.proposed_by_id == act.user.pk:
        yield Reason("same_person", False, "决定人不能是提名人本人")


def withdrawn_by_proposer(nomination: Nomination, act: Act) -> Iterable[Reason]:
    if nomination.proposed_by_id != act.user.pk:
        yield Reason("other_person", False, f"由提名人{nomination.proposed_by}撤回")


def decide(nomination: Nomination, act: Act) -> None:
    nomination.reason = written_reason(act.comment, field="comment", missing="请写明理由。")
    nomination.decided_at, nomination.decided_by = act.at, act.user


def tell_proposer(nomination: Nomination, act: Act) -> list[Message]:
    ids = (nomination.proposed_by_id,) if nomination.proposed_by_id else ()
    return [Message(ids, f"{nomination}已决定", nomination.get_absolute_url())]


def tell_leading_group(nomination: Nomination, act: Act) -> list[Message]:
    ids = recipients.leading_group_ids(act.at.date())
    return [Message(ids, f"{nomination}已撤回", nomination.get_absolute_url())]


NOMINATION_FLOW = Workflow(
    Nomination,
    NominationState,
    [
        Transition("grant", "授予", (S.PROPOSED,), S.GRANTED, "scoring.decide", guards=(decided_by_another,),
                   effect=decide, notify=tell_proposer, comment_required=True),
        Transition("decline", "不授予", (S.PROPOSED,), S.DECLINED, "scoring.decide", guards=(decided_by_another,),
                   effect=decide, notify=tell_proposer, comment_required=True),
        Transition("withdraw", "撤回提名", (S.PROPOSED,), S.WITHDRAWN, "scoring.nominate",
                   guards=(withdrawn_by_proposer,), notify=tell_leading_group),
    ],
)  # fmt: skip


def move_nomination(
    *, nomination: Nomination, transition: str, user: User, at: datetime, comment: str = ""
) -> Nomination:
    """Grant, decline or withdraw a nomination.

    Raises:
        PermissionDenied, Refused: see `office.workflow.perform`.
    """
    return perform(  # type: ignore[return-value]
        NOMINATION_FLOW, nomination, transition, user=user, at=at, comment=comment
    )
