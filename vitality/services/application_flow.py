"""The life of an annex form, as one table (R-F1, R-F2, R-F3)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from office.notices import Message
from office.refusals import Refused
from office.workflow import Act, Notify, Transition, Workflow
from policy.citing import Reason
from unions.kinds import Category
from vitality.kinds import AnnexForm, ApplicationState, TypicalLevel
from vitality.models import Application, ApplicationVersion, Typical
from vitality.rules.answers import asked_of
from vitality.rules.eligibility import late_filing_reasons
from vitality.selectors.applications import (
    answers_of,
    filed_category,
    ineligibility,
    last_filed_answers,
    missing_answers,
)
from vitality.selectors.batches import batch_content
from vitality.selectors.decisions import picked_from, recommendation_obstacles
from vitality.selectors.rounds import law_of_round
from vitality.services import recipients

State = ApplicationState


def round_open(application: Application, act: Act) -> Iterable[Reason]:
    round = application.batch.round
    if not round.is_open:
        return [Reason("round_closed", False, f"“{round}”现在不接收申报")]
    return late_filing_reasons(act.at.date(), round.due_on, law_of_round(round))


def complete(application: Application, act: Act) -> Iterable[Reason]:
    return missing_answers(application)


def eligible(application: Application, act: Act) -> Iterable[Reason]:
    return ineligibility(application)


def under_filer(application: Application, act: Act) -> Iterable[Reason]:
    """A unit that moved to another superior union is filed by that one."""
    if application.unit.path.startswith(application.batch.superior.path):
        return ()
    return [Reason("moved", False, f"{application.unit}已不属于{application.batch.superior}，应由现上级工会申报")]


def keeps_sub_quota(application: Application, act: Act) -> Iterable[Reason]:
    """A correction does not take away the large non-public enterprise by which the batch was taken (R-F2)."""
    law, filed = law_of_round(application.batch.round), last_filed_answers(application)
    if filed is None or filed_category(application, law) == Category.NONPUBLIC_100:
        return ()
    as_filed = Application(unit=application.unit, form=application.form, **filed)
    if filed_category(as_filed, law) != Category.NONPUBLIC_100:
        return ()
    verdict = batch_content(application.batch, law).verdict
    return [reason for reason in verdict.unmet if reason.code == "nonpublic_100_count"]


def remarks_made(application: Application, act: Act) -> Iterable[Reason]:
    if application.remarks.filter(is_settled=False, is_sent=False).exists():
        return ()
    return [Reason("no_remarks", False, "尚未指出要修改的栏目", "2014-31/6.2")]


def no_unsent_remarks(application: Application, act: Act) -> Iterable[Reason]:
    count = application.remarks.filter(is_settled=False, is_sent=False).count()
    return [Reason("open_remarks", False, f"还有 {count} 条栏目意见，请退回修改或删除意见")] if count else ()


def no_pending_decision(application: Application, act: Act) -> Iterable[Reason]:
    if application.decisions.filter(sheet=None).exists():
        return [Reason("decision_pending", False, "领导小组已拟定决定，请先撤销拟定")]
    return ()


def city_form(application: Application, act: Act) -> Iterable[Reason]:
    form = AnnexForm(application.form)
    if form.level == TypicalLevel.CITY:
        return ()
    return [Reason("provincial_form", False, f"{form.label}须报省总批准", "2014-31/6.2")]


def provincial_form(application: Application, act: Act) -> Iterable[Reason]:
    form = AnnexForm(application.form)
    if form.level == TypicalLevel.PROVINCIAL:
        return ()
    return [Reason("city_form", False, f"{form.label}由市总批准，不直接报省总", "2014-31/6.2")]


def has_pick(application: Application, act: Act) -> Iterable[Reason]:
    return recommendation_obstacles(application, picked_from(application.batch.round))


def submit(application: Application, act: Act) -> None:
    application.submitted_at, application.submitted_by = act.at, act.user


def endorse(application: Application, act: Act) -> None:
    application.endorsed_at, application.endorsed_by = act.at, act.user


def take_back(application: Application, act: Act) -> None:
    application.endorsed_at = application.endorsed_by = None


def file(application: Application, act: Act) -> dict[str, Any]:
    """Keep the answers as they now go to the city."""
    number = application.versions.count() + 1
    ApplicationVersion.objects.create(
        application=application, number=number, answers=answers_of(application), filed_at=act.at, filed_by=act.user
    )
    application.return_reason = ""
    return {"第几次申报": number}


def return_for_revision(application: Application, act: Act) -> dict[str, Any]:
    """Send the new remarks; a return opens the fields it names, so the remarks of an earlier one count as settled."""
    application.remarks.filter(is_settled=False, is_sent=True).update(is_settled=True)
    remarks = application.remarks.filter(is_settled=False)
    labels = asked_of(AnnexForm(application.form))
    named = {labels[remark.field]: remark.text for remark in remarks}
    remarks.update(is_sent=True)
    application.return_reason = act.comment
    return {"退回栏目": named}


def pass_review(application: Application, act: Act) -> None:
    """Settle the remarks of earlier returns; the reviewer vouches that the unit is new (R-T4)."""
    if not act.inputs.get("is_newness_checked"):
        raise Refused(
            "初审通过前须核对：该单位从未被评为典型，也未在市以上范围介绍过类似经验（大工发〔2014〕31号 五、1）。",
            fields={"is_newness_checked": "请核对后勾选。"},
        )
    application.remarks.filter(is_settled=False).update(is_settled=True)
    application.is_newness_checked = True
    application.passed_at, application.passed_by = act.at, act.user


def reopen_review(application: Application, act: Act) -> None:
    application.passed_at = application.passed_by = None
    application.is_newness_checked = False


def decide(application: Application, act: Act) -> None:
    application.decided_at = act.at


def approve(application: Application, act: Act) -> None:
    decide(application, act)
    make_typical(application, TypicalLevel.CITY)


def answered(application: Application, act: Act) -> dict[str, Any]:
    application.province_answer = act.inputs["answer"]
    return {"省总批复": str(application.province_answer)}


def confirm(application: Application, act: Act) -> dict[str, Any]:
    make_typical(application, TypicalLevel.PROVINCIAL)
    return answered(application, act)


def make_typical(application: Application, level: TypicalLevel) -> Typical:
    """Enter the unit in the register of typicals; it can become one only once (R-T4)."""
    form = AnnexForm(application.form)
    typical, is_new = Typical.objects.get_or_create(
        unit=application.unit,
        defaults={
            "superior": application.batch.superior,
            "year": application.batch.round.year,
            "level": level,
            "kind": form.kind,
            "application": application,
        },
    )
    if not is_new:
        raise Refused(f"{application.unit}已于 {typical.year} 年成为典型，不能再次确认（大工发〔2014〕31号 五、1）。")
    return typical


def tell_filer(text: str) -> Notify:
    def notify(application: Application, act: Act) -> list[Message]:
        ids = recipients.filer_ids(application.batch.superior, act.at.date())
        return [Message(ids, f"{application}：{text}", application.get_absolute_url())]

    return notify


def tell_unit(text: str) -> Notify:
    def notify(application: Application, act: Act) -> list[Message]:
        ids = recipients.unit_ids(application.unit, act.at.date())
        return [Message(ids, f"{application}：{text}", application.get_absolute_url())]

    return notify


def tell_both(text: str) -> Notify:
    def notify(application: Application, act: Act) -> list[Message]:
        return [recipients.both_sides(application, act.at.date(), f"{application}：{text}")]

    return notify


def tell_reviewers(text: str) -> Notify:
    def notify(application: Application, act: Act) -> list[Message]:
        ids = recipients.reviewer_ids(act.at.date())
        return [Message(ids, f"{application}：{text}", application.get_absolute_url())]

    return notify


ready = (round_open, under_filer, eligible, complete)
ENDORSE, REVIEW, DECIDE, PROVINCE = (
    "vitality.endorse_application",
    "vitality.review_application",
    "vitality.decide",
    "vitality.record_province",
)

APPLICATION_FLOW = Workflow(
    Application,
    State,
    [
        Transition("submit", "上报上级工会", (State.DRAFT,), State.SUBMITTED, "vitality.submit_application",
                   guards=ready, effect=submit, notify=tell_filer("基层工会已上报，等待您审核")),
        Transition("give_back", "退回基层修改", (State.SUBMITTED,), State.DRAFT, ENDORSE,
                   comment_required=True, notify=tell_unit("上级工会退回修改")),
        Transition("endorse", "同意申报", (State.DRAFT, State.SUBMITTED), State.ENDORSED, ENDORSE,
                   guards=ready, effect=endorse, notify=tell_unit("上级工会已同意")),
        Transition("take_back", "撤回同意", (State.ENDORSED,), State.DRAFT, ENDORSE, effect=take_back),
        Transition("withdraw", "撤销申报表", (State.DRAFT, State.SUBMITTED, State.ENDORSED, State.RETURNED),
                   State.WITHDRAWN, ENDORSE,
                   comment_required=True, notify=tell_unit("上级工会已撤销这张申报表")),
        Transition("file", "申报", (State.ENDORSED,), State.FILED, "vitality.refile_application",
                   guards=ready, effect=file),
        Transition("refile", "修改后再报", (State.RETURNED,), State.FILED, "vitality.refile_application",
                   guards=(eligible, complete, keeps_sub_quota), effect=file,
                   notify=tell_reviewers("已修改再报，等待您审核")),
        Transition("return_for_revision", "退回修改", (State.FILED,), State.RETURNED, REVIEW,
                   guards=(remarks_made,), comment_required=True, effect=return_for_revision,
                   notify=tell_both("市总退回，请修改指出的栏目")),
        Transition("pass_review", "初审通过", (State.FILED,), State.PASSED, REVIEW,
                   guards=(no_unsent_remarks, eligible), effect=pass_review, notify=tell_both("市总初审通过")),
        Transition("reopen_review", "重新初审", (State.PASSED,), State.FILED, REVIEW,
                   guards=(no_pending_decision,), comment_required=True, effect=reopen_review),
        Transition("approve", "批准为市典型", (State.PASSED,), State.APPROVED, DECIDE,
                   guards=(city_form, eligible), effect=approve, notify=tell_both("领导小组已批准为市典型")),
        Transition("forward", "报省总审批", (State.PASSED,), State.FORWARDED, DECIDE,
                   guards=(provincial_form, eligible), effect=decide, notify=tell_both("领导小组已同意，报省总审批")),
        Transition("recommend", "推荐荐省", (State.PASSED,), State.RECOMMENDED, DECIDE,
                   guards=(city_form, has_pick, eligible), effect=decide, notify=tell_both("领导小组已推荐荐省")),
        Transition("decline", "不同意", (State.PASSED,), State.DECLINED, DECIDE,
                   comment_required=True, effect=decide, notify=tell_both("领导小组未批准")),
        Transition("confirm", "省总批准", (State.FORWARDED,), State.CONFIRMED, PROVINCE,
                   effect=confirm, notify=tell_both("省总已批准")),
        Transition("refuse", "省总未批准", (State.FORWARDED,), State.REFUSED, PROVINCE,
                   effect=answered, notify=tell_both("省总未批准")),
        Transition("settle_confirmed", "荐省获批", (State.RECOMMENDED,), State.CONFIRMED, PROVINCE, effect=answered),
        Transition("settle_refused", "荐省未获批，转市级决定", (State.RECOMMENDED,), State.PASSED, PROVINCE,
                   notify=tell_both("省总未批准荐省，转市级决定")),
    ],
)  # fmt: skip
