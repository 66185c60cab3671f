"""The life of a consequence case, as one table: every step is a person's decision (R-A9).

An admonition is talked, ordered, reported and concluded; a proposed adjustment of the chair, and every case of a chair
whom the cadre authority manages, is referred and concluded with that body's answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from appraisal.kinds import CaseState, Consequence
from appraisal.models import Case
from appraisal.rules.consequences import rectification_due_on
from appraisal.selectors.sessions import law_of_session
from appraisal.services.recipients import case_holders, case_workers
from office import files
from office.models import EvidenceFile
from office.notices import Message
from office.refusals import Refused
from office.workflow import Act, Transition, Workflow, perform
from policy.citing import Reason
from unions.models import User

State = CaseState
CLAUSE = "2014-31/4.2"
HANDLE, DECIDE = "appraisal.handle_case", "appraisal.decide_case"


# Guards --------------------------------------------------------------------------------------------


def own_measures(case: Case, act: Act) -> Iterable[Reason]:
    """The superior union's own measures are not for chairs whom the cadre authority manages."""
    if case.consequence != Consequence.CADRE_AUTHORITY:
        return ()
    return [Reason("cadre_managed", False, "国有企业、事业单位工会主席，由干部管理权限单位办理，请移送", CLAUSE)]


def to_be_referred(case: Case, act: Act) -> Iterable[Reason]:
    if case.consequence != Consequence.ADMONITION:
        return ()
    return [Reason("no_referral", False, "本案为诫勉谈话和限期整改，由上级工会办理，不移送", CLAUSE)]


# Effects -------------------------------------------------------------------------------------------


def _needed(act: Act, words: Mapping[str, str]) -> dict[str, Any]:
    """The inputs of a step, all of them; days not in the future.

    Raises:
        Refused: naming every field that is missing or too late.
    """
    found = {name: act.inputs.get(name) for name in words}
    found = {name: value.strip() if isinstance(value, str) else value for name, value in found.items()}
    fields = {name: f"请填写{words[name]}。" for name, value in found.items() if not value}
    fields |= {
        name: f"{words[name]}不能在今天之后。"
        for name, value in found.items()
        if isinstance(value, date) and value > act.at.date()
    }
    if fields:
        raise Refused("".join(fields.values()), fields=fields)
    return found


def talk(case: Case, act: Act) -> Mapping[str, Any]:
    given = _needed(act, {"talked_on": "谈话日期", "talk_record": "谈话记录"})
    case.talked_on, case.talk_record = given["talked_on"], given["talk_record"]
    return {"谈话日期": str(case.talked_on)}


def order(case: Case, act: Act) -> Mapping[str, Any]:
    """The last day follows from the law of the work year."""
    given = _needed(act, {"ordered_on": "通知日期", "order_text": "整改要求"})
    case.ordered_on, case.order_text = given["ordered_on"], given["order_text"]
    case.due_on = rectification_due_on(case.ordered_on, law_of_session(case.session))
    return {"整改期限": str(case.due_on)}


def report(case: Case, act: Act) -> Mapping[str, Any]:
    given = _needed(act, {"reported_on": "报告日期", "report_text": "整改报告"})
    if case.ordered_on and given["reported_on"] < case.ordered_on:
        raise Refused("报告日期早于通知日期。", fields={"reported_on": f"不能早于通知日期 {case.ordered_on}。"})
    case.reported_on, case.report_text = given["reported_on"], given["report_text"]
    is_late = case.due_on is not None and case.reported_on > case.due_on
    return {"报告日期": str(case.reported_on), "是否逾期": is_late}


def refer(case: Case, act: Act) -> Mapping[str, Any]:
    case.referred_to = _needed(act, {"referred_to": "移送单位"})["referred_to"]
    return {"移送单位": case.referred_to}


def end(case: Case, act: Act) -> None:
    """Concluded or dismissed: the written reason is the outcome."""
    case.outcome, case.concluded_at, case.concluded_by = act.comment, act.at, act.user


def to_order(case: Case, act: Act) -> Iterable[Message]:
    """The talk was held: the order comes next."""
    text = f"{case.session.union}已诫勉谈话，请下达整改通知。"
    return [Message(case_holders(case, act.at.date()), text, case.get_absolute_url())]


def to_collect(case: Case, act: Act) -> Iterable[Message]:
    """The order has its last day: those who keep the papers collect the report."""
    text = f"{case.session.union}限期整改，期限 {case.due_on}，请按期收取整改报告。"
    return [Message(case_workers(case, act.at.date()), text, case.get_absolute_url())]


def to_follow_up(case: Case, act: Act) -> Iterable[Message]:
    """Referred: the other body's answer is to be entered."""
    text = f"{case.session.union}一案已移送{case.referred_to}，请跟踪并登记办理结果。"
    return [Message(case_workers(case, act.at.date()), text, case.get_absolute_url())]


def tell_holders(case: Case, act: Act) -> Iterable[Message]:
    """The report is in: those who decide are told."""
    text = f"{case.session.union}的整改报告已登记，请审查。"
    return [Message(case_holders(case, act.at.date()), text, case.get_absolute_url())]


CASE_FLOW = Workflow(
    Case,
    State,
    [
        Transition("talk", "登记诫勉谈话", (State.OPENED,), State.TALKED, DECIDE, guards=(own_measures,), effect=talk,
                   notify=to_order),
        Transition("order", "下达整改通知", (State.TALKED,), State.ORDERED, DECIDE, effect=order, notify=to_collect),
        Transition("report", "登记整改报告", (State.ORDERED,), State.REPORTED, HANDLE, effect=report,
                   notify=tell_holders),
        Transition("return_report", "退回重新整改", (State.REPORTED,), State.ORDERED, DECIDE, comment_required=True,
                   notify=to_collect),
        Transition("refer", "移送", (State.OPENED, State.TALKED, State.REPORTED), State.REFERRED, DECIDE,
                   guards=(to_be_referred,), effect=refer, notify=to_follow_up),
        Transition("conclude", "办结", (State.REPORTED, State.REFERRED), State.CONCLUDED, DECIDE,
                   comment_required=True, effect=end),
        Transition("dismiss", "不予启动", (State.OPENED,), State.DISMISSED, DECIDE, comment_required=True, effect=end),
    ],
)  # fmt: skip


def move_case(*, case: Case, transition: str, user: User, at: datetime, comment: str = "", **inputs: Any) -> Case:
    """Take a case one step further.

    Raises:
        PermissionDenied, Refused: see `office.workflow.perform`.
    """
    return perform(CASE_FLOW, case, transition, user=user, at=at, comment=comment, **inputs)  # type: ignore[return-value]


@transaction.atomic
def attach_paper(*, case: Case, upload: UploadedFile, user: User, at: datetime) -> EvidenceFile:
    """Keep a signed scan with its case.

    Raises:
        PermissionDenied: not of the union above.
        Refused: the case has ended, or the file is not taken.
    """
    locked = Case.objects.select_for_update(of=("self",)).select_related("session__union").get(pk=case.pk)
    if not user.has_perm(HANDLE, locked):
        raise PermissionDenied
    if CaseState(locked.state).is_final:
        raise Refused(f"本案现为“{CaseState(locked.state).label}”，不能再增加附件。")
    return files.attach(locked, upload, user=user, at=at)
