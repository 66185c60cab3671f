"""Setting up a session, the superiors' appraisals, and its steps up to the end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from appraisal.kinds import Answer, SessionState, Subject, SuperiorBody, VotingMode
from appraisal.models import AppraisalSession, Poll, SuperiorAppraisal
from appraisal.rules.satisfaction import default_weights, score_reason, weights_verdict
from appraisal.rules.turnout import SessionCounts, session_verdict
from appraisal.selectors.sessions import DOCUMENT, law_of_session, missing_superiors, weights_of
from appraisal.services import calls
from appraisal.services.counters import refuse_appraised_counters
from appraisal.services.session_flow import SESSION_FLOW
from office import events, notices
from office.refusals import Refused
from office.workflow import perform
from office.years import law_of_year
from policy.units import percent
from unions.kinds import OwnershipType
from unions.models import Union, User

# What may still change while a session is prepared; weights and people are frozen when the voting starts.
PREPARED_FIELDS = (
    "held_on", "assembly", "mode", "chair_name", "has_party", "due_count",
    "member_weight", "party_weight", "superior_weight",
    "committee_members", "chief_scrutineer", "scrutineer", "first_teller", "second_teller", "extra_items",
)  # fmt: skip
BEFORE_OPENING = (SessionState.PREPARED, SessionState.VOTING, SessionState.CLOSED)


@dataclass(frozen=True, slots=True)
class Given:
    """What a superior body gives one subject: a grade or a score from 0 to 100, and why."""

    grade: Answer | None
    score: Decimal | None
    reason: str


def plan_session(
    *, union: Union, work_year: int, plan: Mapping[str, Any], user: User, at: datetime
) -> AppraisalSession:
    """Set up the session of a unit's work year; weights start from the year's defaults.

    Args:
        plan: any of `PREPARED_FIELDS`; `held_on`, `assembly`, `due_count` and `chair_name` are needed.

    Raises:
        PermissionDenied: not of a union above the unit.
        Refused: the year has a session that is not void, inquorate or cancelled; or numbers do not fit.
    """
    law = law_of_year(DOCUMENT, work_year)
    has_party = bool(plan.get("has_party", True))
    start = default_weights(law, has_party=has_party)
    weights = {"member_weight": start.member, "party_weight": start.party, "superior_weight": start.superior}
    columns = {name: _share(value) for name, value in weights.items()} | dict(plan)
    session = AppraisalSession(union=union, work_year=work_year, is_cadre_managed=is_cadre_managed(union), **columns)
    if not user.has_perm("appraisal.run_session", session):
        raise PermissionDenied
    _refuse_second(session)
    _refuse_unfit(session)
    with transaction.atomic():
        session.save()
        events.record(events.Entry(session, "plan", "筹备评议会", user, at))
        notices.send(calls.planned(session, at.date()), at=at)
    return session


def is_cadre_managed(union: Union) -> bool:
    """Whether the chair's case goes to the cadre authority: state-owned or controlled enterprise, or institution."""
    return union.ownership_type in (OwnershipType.STATE, OwnershipType.INSTITUTION) or union.is_state_controlled


def _share(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


def _refuse_second(session: AppraisalSession) -> None:
    living = AppraisalSession.objects.filter(union=session.union, work_year=session.work_year).exclude(
        state__in=[SessionState.FAILED, SessionState.CANCELLED]
    )
    found = living.first()
    if found:
        label = SessionState(found.state).label
        raise Refused(
            f"{session.union} {session.work_year} 年度已有一次评议会（{label}），不成立、无效或取消后才能再开。"
        )


def _refuse_unfit(session: AppraisalSession) -> None:
    if session.due_count < 1:
        raise Refused("应到人数须大于 0（大工发〔2014〕31号 四、2）。", fields={"due_count": "须大于 0。"})
    if session.work_year > session.held_on.year:
        told = f"工作年度 {session.work_year} 晚于召开日期 {session.held_on}；评议的是当年或以前年度的工作。"
        raise Refused(f"{told[:-1]}（大工发〔2014〕31号 四、2）。", fields={"held_on": told})
    refuse_appraised_counters(session)
    wrong = weights_verdict(weights_of(session), law_of_session(session), has_party=session.has_party).unmet
    if wrong:
        raise Refused("；".join(str(reason) for reason in wrong) + "。", reasons=wrong)


@transaction.atomic
def change_session(*, session: AppraisalSession, plan: Mapping[str, Any], user: User, at: datetime) -> AppraisalSession:
    """Change what is planned; only before the voting starts.

    Raises:
        PermissionDenied: not of a union above the unit.
        Refused: the voting has started, or numbers do not fit.
    """
    locked = AppraisalSession.objects.select_for_update(of=("self",)).select_related("union").get(pk=session.pk)
    if not user.has_perm("appraisal.run_session", locked):
        raise PermissionDenied
    if locked.state != SessionState.PREPARED:
        raise Refused(f"评议会现为“{SessionState(locked.state).label}”，安排不能再改。")
    changed = [name for name in PREPARED_FIELDS if name in plan and getattr(locked, name) != plan[name]]
    before = [_told(locked, name) for name in changed]
    for name in changed:
        setattr(locked, name, plan[name])
    _refuse_unfit(locked)
    labels = {column.name: str(column.verbose_name) for column in locked._meta.fields}
    changes = {labels[name]: [was, _told(locked, name)] for name, was in zip(changed, before, strict=True)}
    locked.save()
    # A box that is made already asks what the session asks.
    Poll.objects.filter(session=locked).update(extra_items=locked.extra_items)
    events.record(events.Entry(locked, "change", "调整评议会安排", user, at, changes=changes))
    return locked


def _told(session: AppraisalSession, name: str) -> str:
    """What is planned under a name, as a person reads it in the record."""
    value = getattr(session, name)
    if name.endswith("_weight"):
        return percent(Fraction(value))
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(each["text"] if name == "extra_items" else each for each in value)
    label = getattr(session, f"get_{name}_display", None)
    return label() if label else str(value)


@transaction.atomic
def give_appraisal(
    *,
    session: AppraisalSession,
    body: SuperiorBody,
    given: Mapping[Subject, Given],
    signed_name: str,
    user: User | None,
    at: datetime,
) -> None:
    """A superior body's appraisal of both subjects, signed, with reasons; before the box is opened, once.

    Args:
        user: None where the party organisation came in by its invitation link.

    Raises:
        PermissionDenied: for the superior union not its leader, for the party organisation not its post at the unit.
        Refused: too late, already given, no party organisation, a part missing, or a score out of range.
    """
    locked = AppraisalSession.objects.select_for_update(of=("self",)).select_related("union").get(pk=session.pk)
    if body == SuperiorBody.SUPERIOR and not (user and user.has_perm("appraisal.appraise_as_superior", locked)):
        raise PermissionDenied
    if body == SuperiorBody.PARTY and user and not user.has_perm("appraisal.appraise_as_party", locked):
        raise PermissionDenied
    _refuse_appraisal(locked, body, given, signed_name)
    for subject, part in given.items():
        SuperiorAppraisal.objects.create(
            session=locked, body=body, subject=subject, grade=part.grade or "", score=part.score,
            reason=part.reason.strip(), signed_name=signed_name.strip(), given_at=at, given_by=user,
        )  # fmt: skip
    changes = {"评价方": body.label, "签名": signed_name.strip()}
    events.record(events.Entry(locked, "appraise", f"{body.label}评价", user, at, changes=changes))
    if locked.state == SessionState.CLOSED and not missing_superiors(locked):
        notices.send([calls.to_open(locked, at.date())], at=at)


def _refuse_appraisal(
    session: AppraisalSession, body: SuperiorBody, given: Mapping[Subject, Given], signed_name: str
) -> None:
    if session.state not in BEFORE_OPENING:
        raise Refused("上级评价须在开箱计票之前给出（大工发〔2014〕31号 四、2）。")
    if body == SuperiorBody.PARTY and not session.has_party:
        raise Refused("本次评议没有同级党组织。")
    if session.superior_appraisals.filter(body=body).exists():
        raise Refused(f"{body.label}已经评价，不能再改。")
    if not signed_name.strip():
        raise Refused("请签署姓名。", fields={"signed_name": "请签署姓名。"})
    law = law_of_session(session)
    fields = {}
    for subject in Subject:
        part = given.get(subject)
        problem = _problem(part, law)
        if problem:
            fields[subject.value] = f"{subject.label}：{problem}"
    if fields:
        raise Refused("；".join(fields.values()) + "。", fields=fields)


def _problem(part: Given | None, law: Any) -> str:
    if part is None or (part.grade is None) == (part.score is None):
        return "请选一个等级，或填 0–100 分"
    if part.grade == Answer.ABSTAIN:
        return "上级评价没有弃权"
    if part.score is not None and not score_reason(part.score, law).met:
        return str(score_reason(part.score, law))
    if not part.reason.strip():
        return "请写明理由"
    scale = law.choice("superior_appraisal_scale")
    if scale == "grades" and part.grade is None:
        return "本年度上级评价用等级"
    return "本年度上级评价用 0–100 分" if scale == "score" and part.score is None else ""


def record_paper_result(
    *, session: AppraisalSession, counts: SessionCounts, user: User, at: datetime
) -> AppraisalSession:
    """A meeting held wholly on paper: its counts become the result; the scanned tally sheet is evidence.

    Raises:
        PermissionDenied: not of a union above the unit.
        Refused: an identity of R-A3 does not hold, or superior appraisals are missing.
    """
    if session.mode != VotingMode.PAPER:
        raise Refused("本次评议用密封票箱，请按开箱计票办理。")
    verdict, _ = session_verdict(counts, law_of_session(session))
    step = "count_paper" if verdict.counts else "fail_paper"
    return perform(SESSION_FLOW, session, step, user=user, at=at, counts=counts)  # type: ignore[return-value]


def move_session(
    *, session: AppraisalSession, transition: str, user: User, at: datetime, comment: str = "", **inputs: Any
) -> AppraisalSession:
    """Start or stop the voting, cancel, certify, publish or finish.

    Raises:
        PermissionDenied, Refused: see `office.workflow.perform`.
    """
    if transition not in MOVES:
        raise Refused("计票结果只能随开箱或纸质计票写入。")
    return perform(SESSION_FLOW, session, transition, user=user, at=at, comment=comment, **inputs)  # type: ignore[return-value]


MOVES = frozenset({"start_voting", "stop_voting", "cancel", "certify", "publish", "finish"})
