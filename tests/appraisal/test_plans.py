"""The yearly plan through its services: written, told to the members, carried out, confirmed."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied

from appraisal.kinds import ObservationState, PlanState
from appraisal.models import AnnualPlan, Observation, PlanItem
from appraisal.selectors.plans import carried_out_verdict, ordered_items, progress_percent, revision_changes
from appraisal.selectors.standing import standing
from appraisal.services.observations import MOST_A_MINUTE, TooMany, answer_observation, leave_observation
from appraisal.services.plan_progress import (
    brief_plan,
    confirm_item,
    remove_evidence,
    report_progress,
    withdraw_confirmation,
)
from appraisal.services.plans import PlanConflict, add_item, remove_item, save_plan, start_plan
from office.files import evidence_of
from office.refusals import Refused
from tests.appraisal.uploads import pdf_upload
from tests.factories import DistrictFactory, UnionFactory, user_with_post
from unions.kinds import RoleKind

pytestmark = pytest.mark.django_db
AT = datetime(2014, 9, 20, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
WORDS = {
    "target": "建会入会率 90%",
    "measures": "每季度检查",
    "responsible_person": "甲一",
    "due_on": date(2014, 12, 1),
}


@pytest.fixture
def union():
    return UnionFactory(superior=DistrictFactory(name="中山区总工会"), name="机床厂工会")


@pytest.fixture
def clerk(union):
    return user_with_post(RoleKind.UNIT_CLERK, union)


@pytest.fixture
def officer(union):
    return user_with_post(RoleKind.OFFICER, union.superior)


@pytest.fixture
def plan(union, clerk) -> AnnualPlan:
    return start_plan(union=union, year=2014, user=clerk, at=AT)


def filled(plan: AnnualPlan, clerk, at: datetime = AT) -> AnnualPlan:
    words = {item.pk: {"name": item.name or "师带徒", **WORDS} for item in plan.items.all()}
    return save_plan(plan=plan, words=words, revision=plan.revision, user=clerk, at=at)


def briefed(plan: AnnualPlan, clerk) -> AnnualPlan:
    brief_plan(plan=filled(plan, clerk), held_on=AT.date(), form="会员大会", reached_count=80, user=clerk, at=AT)
    return AnnualPlan.objects.get(pk=plan.pk)


def done(plan: AnnualPlan, clerk) -> AnnualPlan:
    for item in briefed(plan, clerk).items.all():
        report_progress(item=item, percent=100, user=clerk, at=AT)
    return AnnualPlan.objects.get(pk=plan.pk)


@pytest.mark.parametrize(
    ("facts", "mode", "systems"),
    [
        ({}, "3+x", ["org_system", "collective_bargaining_system", "democratic_mgmt_system", ""]),
        ({"ownership_type": "9"}, "2+x", ["org_system", "democratic_mgmt_system", ""]),
        ({"ownership_type": "9", "is_enterprise_managed": True}, "3+x",
         ["org_system", "collective_bargaining_system", "democratic_mgmt_system", ""]),
    ],
)  # fmt: skip
def test_a_plan_begins_with_the_systems_of_its_mode_and_room_for_an_own_item(facts, mode, systems):
    union = UnionFactory(**facts)
    plan = start_plan(union=union, year=2014, user=user_with_post(RoleKind.UNIT_CHAIR, union), at=AT)
    assert (plan.mode, [item.system for item in ordered_items(plan)]) == (mode, systems)


def test_a_year_has_one_plan(plan, union, clerk):
    assert start_plan(union=union, year=2014, user=clerk, at=AT) == plan


def test_only_the_unit_writes_its_plan(union, plan, officer):
    stranger = user_with_post(RoleKind.UNIT_CLERK, UnionFactory())
    for user in (officer, stranger):
        with pytest.raises(PermissionDenied):
            start_plan(union=union, year=2015, user=user, at=AT)
        with pytest.raises(PermissionDenied):
            save_plan(plan=plan, words={}, revision=0, user=user, at=AT)


def test_last_years_words_are_taken_over_without_progress_and_days(plan, union, clerk):
    done(plan, clerk)
    again = start_plan(union=union, year=2015, user=clerk, at=AT, is_copied=True)
    assert [item.name for item in ordered_items(again)] == [item.name for item in ordered_items(plan)]
    copied = ordered_items(again)[-1]
    assert (copied.target, copied.due_on, copied.progress_percent) == (WORDS["target"], None, 0)
    AnnualPlan.objects.filter(year=2015).delete()
    with pytest.raises(Refused, match="没有 2015 年的计划可以沿用"):
        start_plan(union=union, year=2016, user=clerk, at=AT, is_copied=True)


def test_somebody_elses_saving_in_between_is_told(plan, clerk):
    filled(plan, clerk)
    item = plan.items.first()
    with pytest.raises(PlanConflict, match="刚被他人修改过") as conflict:
        save_plan(plan=plan, words={item.pk: {"target": "另"}}, revision=plan.revision, user=clerk, at=AT)
    assert conflict.value.current.revision == 1


def test_saving_the_same_again_changes_nothing(plan, clerk):
    saved = filled(plan, clerk)
    assert filled(saved, clerk).revision == saved.revision == 1


def test_the_name_of_a_basic_system_stays(plan, clerk):
    item = plan.items.get(system="org_system")
    save_plan(plan=plan, words={item.pk: {"name": "别的", "target": "新"}}, revision=0, user=clerk, at=AT)
    item.refresh_from_db()
    assert (item.name, item.target) == ("基层工会组织制度", "新")


def test_every_writing_is_a_revision_with_its_differences(plan, clerk):
    saved = filled(plan, clerk, AT + timedelta(minutes=1))
    item = saved.items.get(system="org_system")
    for minutes, target in ((5, "甲"), (20, "乙")):
        at = AT + timedelta(minutes=minutes)
        saved = save_plan(plan=saved, words={item.pk: {"target": target}}, revision=saved.revision, user=clerk, at=at)
    changes = revision_changes(plan)
    assert [change.revision.number for change in changes] == [3, 2, 1]
    assert [(each.label, each.before, each.after) for each in changes[0].differences] == [
        ("基层工会组织制度·目标", "甲", "乙")
    ]


def test_own_items_come_and_go_but_basic_systems_stay(plan, clerk):
    item = add_item(plan=plan, user=clerk, at=AT)
    remove_item(plan=plan, key=item.pk, user=clerk, at=AT)
    remove_item(plan=plan, key=item.pk, user=clerk, at=AT)
    assert plan.items.count() == 4
    with pytest.raises(Refused, match="基本制度，不能从计划中删去"):
        remove_item(plan=plan, key=plan.items.get(system="org_system").pk, user=clerk, at=AT)


def test_an_incomplete_plan_is_not_told_to_the_members(plan, clerk):
    with pytest.raises(Refused, match="目标、措施、责任人、期限未填全"):
        brief_plan(plan=plan, held_on=AT.date(), form="大会", reached_count=1, user=clerk, at=AT)
    filled(plan, clerk)
    remove_item(plan=plan, key=plan.items.get(system="").pk, user=clerk, at=AT)
    with pytest.raises(Refused, match=r"自选项目（x）0 项，应不少于 1 项（大工发〔2014〕31号 四、1）"):
        brief_plan(plan=plan, held_on=AT.date(), form="大会", reached_count=1, user=clerk, at=AT)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"held_on": date(2014, 9, 21)}, "held_on"),
        ({"held_on": date(2012, 9, 21)}, "held_on"),
        ({"form": " "}, "form"),
        ({"form": "字" * 81}, "form"),
        ({"reached_count": 0}, "reached_count"),
    ],
)
def test_a_briefing_that_cannot_be_is_refused_at_its_field(plan, clerk, change, field):
    given = {"held_on": AT.date(), "form": "大会", "reached_count": 80, **change}
    with pytest.raises(Refused) as refusal:
        brief_plan(plan=filled(plan, clerk), user=clerk, at=AT, **given)
    assert set(refusal.value.fields) == {field}


@pytest.mark.parametrize("percent", [-1, 101])
def test_progress_lies_between_0_and_100(plan, clerk, percent):
    item = briefed(plan, clerk).items.first()
    with pytest.raises(Refused, match="0–100 之间"):
        report_progress(item=item, percent=percent, user=clerk, at=AT)


def test_progress_comes_after_the_briefing_and_with_evidence(plan, clerk):
    item = plan.items.first()
    with pytest.raises(Refused, match="还没有向会员通报"):
        report_progress(item=item, percent=50, user=clerk, at=AT)
    briefed(plan, clerk)
    report_progress(item=item, percent=50, upload=pdf_upload(), user=clerk, at=AT)
    (kept,) = evidence_of(item)
    assert progress_percent(AnnualPlan.objects.get(pk=plan.pk)) == 12
    remove_evidence(item=item, key=kept.pk, user=clerk, at=AT)
    assert not evidence_of(item).exists()


def test_a_line_is_confirmed_only_when_done_and_only_from_above(plan, clerk, officer):
    item = briefed(plan, clerk).items.first()
    with pytest.raises(PermissionDenied):
        confirm_item(item=item, user=clerk, at=AT)
    with pytest.raises(Refused, match="进度 0%，达到 100% 后才能确认"):
        confirm_item(item=item, user=officer, at=AT)


def test_with_the_last_confirmation_the_plan_is_implemented(plan, clerk, officer, union):
    items = list(done(plan, clerk).items.all())
    states = [confirm_item(item=item, user=officer, at=AT).state for item in items]
    assert states == [PlanState.BRIEFED] * 3 + [PlanState.IMPLEMENTED]
    assert standing(union, 2014).facts.is_plan_implemented is True
    with pytest.raises(Refused, match="已由上级工会确认落实"):
        add_item(plan=plan, user=clerk, at=AT)
    with pytest.raises(Refused, match="须写明理由"):
        withdraw_confirmation(item=items[0], comment=" ", user=officer, at=AT)
    assert withdraw_confirmation(item=items[0], comment="资料不实", user=officer, at=AT).state == PlanState.BRIEFED
    told = str(carried_out_verdict(AnnualPlan.objects.get(pk=plan.pk)).unmet[-1])
    assert told == "上级工会已确认 3/4 项（大工发〔2014〕31号 四、1）"


def test_a_confirmed_line_stands_still(plan, clerk, officer):
    item = done(plan, clerk).items.first()
    confirm_item(item=item, user=officer, at=AT)
    with pytest.raises(Refused, match="进度不能再改"):
        report_progress(item=item, percent=90, user=clerk, at=AT)
    fresh = AnnualPlan.objects.get(pk=plan.pk)
    with pytest.raises(Refused, match="撤销确认"):
        save_plan(plan=fresh, words={item.pk: {"target": "改"}}, revision=fresh.revision, user=clerk, at=AT)


def test_an_observation_keeps_the_day_and_nothing_of_who(plan, clerk):
    left = leave_observation(plan=briefed(plan, clerk), text=" 食堂\r\n太贵 ", on=AT.date())
    assert (left.text, left.made_on, left.state) == ("食堂\n太贵", AT.date(), ObservationState.WAITING)
    kinds = {column.get_internal_type() for column in Observation._meta.concrete_fields if column.name != "answered_at"}
    assert "DateTimeField" not in kinds
    assert "GenericIPAddressField" not in kinds


@pytest.mark.parametrize(("text", "told"), [(" ", "请写下"), ("字" * 501, "现有 501 个字"), ("a\x00b", "无法显示")])
def test_an_observation_that_is_none_is_refused(plan, clerk, text, told):
    with pytest.raises(Refused, match=told):
        leave_observation(plan=briefed(plan, clerk), text=text, on=AT.date())


def test_a_draft_takes_no_observations(plan):
    with pytest.raises(Refused, match="还没有向会员通报"):
        leave_observation(plan=plan, text="好", on=AT.date())


def test_a_flood_is_held_back_per_plan(plan, clerk):
    public = briefed(plan, clerk)
    for _ in range(MOST_A_MINUTE):
        leave_observation(plan=public, text="好", on=AT.date())
    with pytest.raises(TooMany, match="过一会儿再试"):
        leave_observation(plan=public, text="好", on=AT.date())


def test_each_observation_is_answered_or_withheld_with_a_reason(plan, clerk, officer):
    left = leave_observation(plan=briefed(plan, clerk), text="食堂太贵", on=AT.date())
    with pytest.raises(PermissionDenied):
        answer_observation(observation=left, state=ObservationState.SHOWN, answer="已议", user=officer, at=AT)
    for state, told in ((ObservationState.SHOWN, "请写明答复"), (ObservationState.HIDDEN, "请写明不公开的理由")):
        with pytest.raises(Refused, match=told):
            answer_observation(observation=left, state=state, answer=" ", user=clerk, at=AT)
    answered = answer_observation(observation=left, state=ObservationState.SHOWN, answer="已议", user=clerk, at=AT)
    assert (answered.state, answered.answer) == (ObservationState.SHOWN, "已议")


def test_lines_lie_in_the_scope_of_their_unit(plan, officer):
    assert PlanItem.objects.visible_to(officer).count() == 4
    assert not PlanItem.objects.visible_to(user_with_post(RoleKind.OFFICER)).exists()
