"""The year's assessment from opening to publication, and what silence means at each last day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import transaction

from office import events
from office.notices import Message
from office.refusals import Refused
from office.workflow import Act, Notify, Transition, Workflow, perform
from policy.citing import Reason
from scoring.kinds import AssessmentState, CardState, SchemeState
from scoring.models import Assessment
from scoring.selectors.progress import progress_of, undecided_ties
from scoring.selectors.schemes import latest_scheme
from scoring.services import recipients
from scoring.services.cards import assessed_unions, cards_for, hold_cards
from scoring.services.opening import new_assessment
from scoring.services.schemes import make_scheme, sums_of
from scoring.services.sealing import seal_cards
from unions.models import User

S = AssessmentState
CLAUSE: Final = "2012-55/3.3"
OBJECTION_DAYS: Final = 7  # offered on the page; the text knows no objections, so the leading group sets the last day


def scheme_is_frozen(assessment: Assessment, act: Act) -> Iterable[Reason]:
    """Neither the scheme itself nor a further version of it may still be a draft; what does not add up is named."""
    if assessment.scheme.state != SchemeState.FROZEN:
        yield Reason("draft_scheme", False, f"{assessment.scheme}还没有冻结", "2012-55/2.4")
        yield from (reason for reason in sums_of(assessment.scheme) if not reason.met)
        return
    last = latest_scheme(assessment.year)
    if last and last.is_draft:
        yield Reason("newer_draft", False, f"{last}还在编制中，须先冻结或放弃", "2012-55/2.4")


def cards_are_in(assessment: Assessment, act: Act) -> Iterable[Reason]:
    """Until the last day everybody's card is waited for."""
    count = progress_of(assessment).unfiled_count
    if count and act.at.date() <= assessment.self_due_on:
        shown = f"还有 {count} 家没有报送自评，截止日 {assessment.self_due_on} 还没有过"
        yield Reason("not_filed", False, shown, "2012-55/3.2")


def items_are_reviewed(assessment: Assessment, act: Act) -> Iterable[Reason]:
    """Until the last day every department's word is waited for."""
    count = progress_of(assessment).unreviewed_count
    if count and act.at.date() <= assessment.city_due_on:
        shown = f"还有 {count} 项没有审核，截止日 {assessment.city_due_on} 还没有过"
        yield Reason("not_reviewed", False, shown, CLAUSE)


def objections_are_over(assessment: Assessment, act: Act) -> Iterable[Reason]:
    if assessment.objection_until_on and act.at.date() <= assessment.objection_until_on:
        yield Reason("window_open", False, f"异议期到 {assessment.objection_until_on} 为止，还没有过")
    count = progress_of(assessment).open_objection_count
    if count:
        yield Reason("open_objections", False, f"还有 {count} 件异议没有答复")


def ties_are_decided(assessment: Assessment, act: Act) -> Iterable[Reason]:
    rows = undecided_ties(assessment)
    if rows:
        names = "、".join(row.union_name for row in rows)
        yield Reason("undecided_ties", False, f"{names}并列跨越荣誉名次界线，领导小组还没有决定", "2012-55/4")


def sealed_by_another(assessment: Assessment, act: Act) -> Iterable[Reason]:
    if assessment.sealed_by_id == act.user.pk:
        yield Reason("same_person", False, "公布人不能是定分人本人")


def open_year(assessment: Assessment, act: Act) -> dict[str, Any]:
    """Every assessed union gets its card."""
    assessment.opened_at = act.at
    return {"考核对象": len(cards_for(assessment, assessed_unions()))}


def begin_review(assessment: Assessment, act: Act) -> dict[str, Any]:
    """Who did not file is taken as saved; a union that came too late for the opening gets an empty card."""
    cards_for(assessment, assessed_unions())
    late = [card for card in hold_cards(assessment) if card.state == CardState.DRAFT]
    return {"未报送": "、".join(card.union.name for card in late) or "无"}


def begin_deciding(assessment: Assessment, act: Act) -> None:
    hold_cards(assessment)


def show_points(assessment: Assessment, act: Act) -> dict[str, Any]:
    until: date | None = act.inputs.get("objection_until_on")
    if until is None or until <= act.at.date():
        raise Refused("异议截止日须在今天之后。", fields={"objection_until_on": "须在今天之后。"})
    hold_cards(assessment)
    assessment.objection_until_on = until
    return {"异议截止日": until.isoformat()}


def seal(assessment: Assessment, act: Act) -> dict[str, Any]:
    assessment.sealed_at, assessment.sealed_by = act.at, act.user
    return {"封存考核表": seal_cards(assessment, act.at)}


def publish(assessment: Assessment, act: Act) -> None:
    assessment.published_at, assessment.published_by = act.at, act.user


def tell_assessees(text: str) -> Notify:
    def notify(assessment: Assessment, act: Act) -> list[Message]:
        ids = recipients.all_assessee_ids(assessment, act.at.date())
        return [Message(ids, f"{assessment}：{text}", assessment.get_absolute_url())]

    return notify


def tell_city(text: str) -> Notify:
    def notify(assessment: Assessment, act: Act) -> list[Message]:
        day = act.at.date()
        ids = recipients.reviewer_ids(day) + recipients.leading_group_ids(day)
        return [Message(ids, f"{assessment}：{text}", assessment.get_absolute_url())]

    return notify


def tell_everybody(text: str) -> Notify:
    def notify(assessment: Assessment, act: Act) -> list[Message]:
        return [*tell_assessees(text)(assessment, act), *tell_city(text)(assessment, act)]

    return notify


ASSESSMENT_FLOW = Workflow(
    Assessment,
    AssessmentState,
    [
        Transition("open", "启动考核", (S.PREPARING,), S.SELF_ASSESSING, "scoring.run_assessment",
                   guards=(scheme_is_frozen,), effect=open_year, notify=tell_assessees("已启动，请自查自评")),
        Transition("begin_review", "转入市总考核", (S.SELF_ASSESSING,), S.REVIEWING, "scoring.run_assessment",
                   guards=(cards_are_in,), effect=begin_review, notify=tell_city("自评结束，请审核本部门的项目")),
        Transition("begin_deciding", "提交综合评定", (S.REVIEWING,), S.DECIDING, "scoring.run_assessment",
                   guards=(items_are_reviewed,), effect=begin_deciding,
                   notify=tell_city("部门审核结束，请领导小组综合评定")),
        Transition("return_to_review", "退回部门复核", (S.DECIDING,), S.REVIEWING, "scoring.decide",
                   comment_required=True, notify=tell_city("领导小组退回复核，请查看意见")),
        Transition("show_points", "公示得分", (S.DECIDING,), S.OBJECTING, "scoring.decide",
                   effect=show_points, notify=tell_assessees("得分已公示，有异议请在截止日前提出")),
        Transition("seal", "定分", (S.OBJECTING,), S.SEALED, "scoring.decide",
                   guards=(objections_are_over,), effect=seal),
        Transition("publish", "公布排名和荣誉", (S.SEALED,), S.PUBLISHED, "scoring.run_assessment",
                   guards=(ties_are_decided, sealed_by_another), effect=publish,
                   notify=tell_everybody("排名和荣誉已公布")),
    ],
)  # fmt: skip


def move_assessment(
    *, assessment: Assessment, transition: str, user: User, at: datetime, comment: str = "", **inputs: Any
) -> Assessment:
    """Take a step of the year.

    Raises:
        PermissionDenied, Refused: see `office.workflow.perform`.
    """
    return perform(  # type: ignore[return-value]
        ASSESSMENT_FLOW, assessment, transition, user=user, at=at, comment=comment, **inputs
    )


@transaction.atomic
def prepare_assessment(*, year: int, user: User, at: datetime) -> Assessment:
    """The assessment of a year with its scheme and the two last days of the text.

    Raises:
        PermissionDenied: not one who runs assessments.
        Refused: the year has one already, or is before the text.
    """
    if Assessment.objects.filter(year=year).exists():
        raise Refused(f"{year} 年的考核已经建立。", fields={"year": "该年度已有考核。"})
    scheme = latest_scheme(year) or make_scheme(year=year, user=user, at=at)
    assessment = new_assessment(year, scheme)
    assessment.save()
    events.record(events.Entry(assessment, "prepare", "建立考核", user, at))
    return assessment


def default_objection_day(today: date) -> date:
    """The last day of objections as the page offers it."""
    return today + timedelta(days=OBJECTION_DAYS)
