"""The life of a session, as one table (R-A1 to R-A11)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.timezone import localdate

from appraisal.kinds import (
    Audience,
    CommentState,
    SessionState,
    SessionVerdict,
    VotingMode,
)
from appraisal.models import AppraisalSession, Comment, Poll, ReportDelivery
from appraisal.rules.result import session_result
from appraisal.rules.satisfaction import weights_verdict
from appraisal.rules.turnout import SessionCounts, identities
from appraisal.selectors.polls import is_box_empty, slip_counts
from appraisal.selectors.sessions import law_of_session, missing_superiors, superior_rates, weights_of
from appraisal.services import box_ledger, calls
from appraisal.services.cases import open_case_if_due
from appraisal.services.polls import close_box, locked_poll
from office.refusals import Refused
from office.workflow import Act, Transition, Workflow
from policy.citing import Reason

State = SessionState
CLAUSE = "2014-31/4.2"
RUN, CERTIFY, PUBLISH = "appraisal.run_session", "appraisal.certify_session", "appraisal.publish_session"


# Guards --------------------------------------------------------------------------------------------


def report_given_to_members(session: AppraisalSession, act: Act) -> Iterable[Reason]:
    """双述 comes before 双评: the members have heard the report of this work year."""
    heard = ReportDelivery.objects.filter(
        report__union=session.union, report__work_year=session.work_year, audience=Audience.MEMBERS
    )
    if heard.exists():
        return ()
    return [Reason("not_reported", False, f"尚未登记 {session.work_year} 年度向会员（代表）述职", CLAUSE)]


def report_given_to_superiors(session: AppraisalSession, act: Act) -> Iterable[Reason]:
    """R-A1: the same report goes to the superior bodies as well before they certify what the members said of it."""
    given = ReportDelivery.objects.filter(
        report__union=session.union, report__work_year=session.work_year, audience=Audience.SUPERIORS
    )
    if given.exists():
        return ()
    shown = f"尚未登记 {session.work_year} 年度向上级组织述职"
    return [Reason("not_reported_above", False, shown, CLAUSE)]


def weights_fit(session: AppraisalSession, act: Act) -> Iterable[Reason]:
    return weights_verdict(weights_of(session), law_of_session(session), has_party=session.has_party).unmet


def box_ready(session: AppraisalSession, act: Act) -> Iterable[Reason]:
    poll = Poll.objects.filter(session=session).first()
    if poll is None:
        return [Reason("no_box", False, "票箱尚未设立")]
    if not slip_counts(poll).unused:
        return [Reason("no_slips", False, "票码尚未印制")]
    return () if is_box_empty(poll) else [Reason("box_not_empty", False, "零票检查未通过：票箱不为空")]


def on_paper(session: AppraisalSession, act: Act) -> Iterable[Reason]:
    is_paper = session.mode == VotingMode.PAPER
    return () if is_paper else [Reason("not_paper", False, "本次评议用密封票箱，请按开箱计票办理")]


def superiors_given(session: AppraisalSession, act: Act) -> Iterable[Reason]:
    return [
        Reason("superior_missing", False, f"尚缺{told}，须在计票前给出", CLAUSE) for told in missing_superiors(session)
    ]


def comments_reviewed(session: AppraisalSession, act: Act) -> Iterable[Reason]:
    poll = Poll.objects.filter(session=session).first()
    waiting = Comment.objects.filter(poll=poll.pk, state=CommentState.WAITING).count() if poll else 0
    return [Reason("comments_waiting", False, f"还有 {waiting} 条意见未审核", CLAUSE)] if waiting else ()


def improvements_done(session: AppraisalSession, act: Act) -> Iterable[Reason]:
    """R-A11: prominent opinions have become items, and every item has its result."""
    items = session.improvements
    if not items.exists():
        return [
            Reason(
                "no_improvements", False, "尚未把突出问题列为改进事项（确无突出问题的，列一项写明并登记结果）", CLAUSE
            )
        ]
    open_count = items.filter(done_on=None).count()
    return [Reason("improvements_open", False, f"还有 {open_count} 项改进事项没有结果", CLAUSE)] if open_count else ()


# Effects -------------------------------------------------------------------------------------------


def start_voting(session: AppraisalSession, act: Act) -> dict[str, Any]:
    poll = locked_poll(session)
    poll.is_open = True
    poll.save(update_fields=["is_open"])
    printed = slip_counts(poll).unused
    box_ledger.enter(poll.pk, "开始投票", {"零票检查": "票箱为空", "可用票码": printed})
    return {"可用票码": printed}


def cancel(session: AppraisalSession, act: Act) -> None:
    Poll.objects.filter(session=session).update(is_open=False)


def seal_result(session: AppraisalSession, act: Act, counts: SessionCounts) -> SessionVerdict:
    """Judge the counts and keep the result with the facts and the law it was made with.

    Raises:
        Refused: an identity of R-A3 does not hold; the sentence names it.
    """
    wrong = identities(counts).unmet
    if wrong:
        raise Refused("计数不符：" + "；".join(str(reason) for reason in wrong) + "。", reasons=wrong)
    law = law_of_session(session)
    result = session_result(counts, superior_rates(session, law), weights_of(session), law)
    session.present_count, session.issued_count = counts.present, counts.issued
    session.returned_count, session.invalid_count = counts.returned, counts.invalid
    session.verdict, session.counted_at = result.verdict, act.at
    session.sealed = {"law": law.as_json(), "counts": counts_json(counts), **result.as_json()}
    return result.verdict


def counts_json(counts: SessionCounts) -> dict[str, Any]:
    """The counts as a sealed result keeps them."""
    subjects = {
        subject.value: [found.satisfied, found.basically_satisfied, found.dissatisfied, found.abstain]
        for subject, found in counts.subjects.items()
    }
    names = ("due", "present", "issued", "returned", "invalid", "valid")
    return {**{name: getattr(counts, name) for name in names}, "subjects": subjects}


def count(session: AppraisalSession, act: Act) -> Mapping[str, Any]:
    """Seal counts that came to a valid session; the service has judged before which step to take."""
    verdict = seal_result(session, act, act.inputs["counts"])
    return {"结论": verdict.label}


def certify(session: AppraisalSession, act: Act) -> dict[str, Any] | None:
    """The superior union's leader certifies, with the party organisation where there is one."""
    party = str(act.inputs.get("party_certifier", "")).strip()
    if session.has_party and not party:
        raise Refused(
            "有同级党组织的，须会同认定：请填党组织认定人（大工发〔2014〕31号 四、2）。",
            fields={"party_certifier": "请填写同级党组织认定人。"},
        )
    session.certified_at, session.certified_by, session.party_certifier = act.at, act.user, party
    open_case_if_due(session, act)
    return {"同级党组织认定人": party} if party else None


def publish(session: AppraisalSession, act: Act) -> dict[str, Any]:
    told = {name: act.inputs.get(name) for name in ("told_members_on", "told_management_on")}
    words = {"told_members_on": "向会员（代表）通报的日期", "told_management_on": "向单位行政通报的日期"}
    missing = {name: f"请填写{words[name]}。" for name, day in told.items() if day is None}
    if missing:
        raise Refused("结果须向会员和单位行政两方通报（大工发〔2014〕31号 四、2）。", fields=missing)
    certified_on, today = localdate(session.certified_at), localdate(act.at)
    wrong = {
        name: f"{day} 在今天之后。" if day > today else f"{day} 早于认定日 {certified_on}，认定之后才能通报。"
        for name, day in told.items()
        if isinstance(day, date) and not certified_on <= day <= today
    }
    if wrong:
        raise Refused("通报日期须在认定日至今天之间（大工发〔2014〕31号 四、2）。", fields=wrong)
    session.told_members_on, session.told_management_on = told["told_members_on"], told["told_management_on"]
    return {words[name]: str(day) for name, day in told.items()}


def finish(session: AppraisalSession, act: Act) -> None:
    session.finished_at = act.at


SESSION_FLOW = Workflow(
    AppraisalSession,
    State,
    [
        Transition("start_voting", "开始投票", (State.PREPARED,), State.VOTING, RUN,
                   guards=(weights_fit, report_given_to_members, box_ready), effect=start_voting),
        Transition("stop_voting", "结束投票", (State.VOTING,), State.CLOSED, RUN, effect=close_box,
                   notify=calls.voting_ended),
        Transition("cancel", "取消本次评议", (State.PREPARED, State.VOTING, State.CLOSED), State.CANCELLED, RUN,
                   comment_required=True, effect=cancel, notify=calls.called_off),
        Transition("count_box", "开箱计票", (State.CLOSED,), State.COUNTED, RUN,
                   guards=(superiors_given,), effect=count, notify=calls.to_certify),
        Transition("fail_box", "开箱计票（不成立）", (State.CLOSED,), State.FAILED, RUN,
                   guards=(superiors_given,), effect=count, notify=calls.not_counting),
        Transition("count_paper", "登记纸质计票", (State.PREPARED,), State.COUNTED, RUN,
                   guards=(on_paper, weights_fit, report_given_to_members, superiors_given), effect=count,
                   notify=calls.to_certify),
        Transition("fail_paper", "登记纸质计票（不成立）", (State.PREPARED,), State.FAILED, RUN,
                   guards=(on_paper, weights_fit, report_given_to_members, superiors_given), effect=count,
                   notify=calls.not_counting),
        Transition("certify", "认定结果", (State.COUNTED,), State.CERTIFIED, CERTIFY,
                   guards=(report_given_to_superiors,), effect=certify,
                   notify=calls.to_publish),
        Transition("publish", "通报结果", (State.CERTIFIED,), State.PUBLISHED, PUBLISH, effect=publish,
                   notify=calls.to_improve),
        Transition("finish", "办结", (State.PUBLISHED,), State.FINISHED, RUN,
                   guards=(comments_reviewed, improvements_done), effect=finish, notify=calls.ended),
    ],
)  # fmt: skip
