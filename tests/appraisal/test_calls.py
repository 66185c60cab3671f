"""Who is told when a session or a case waits for them, and which days people are reminded of."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from appraisal.models import Case, ImprovementItem
from appraisal.selectors.desk import desk_of
from appraisal.services.case_flow import move_case
from appraisal.services.opinions import add_improvement, finish_improvement
from appraisal.services.reminders import remind
from office.models import Notice
from tests.appraisal.conftest import AT, Hall, make_hall
from tests.appraisal.views.conftest import counted_hall
from tests.factories import UnionFactory, user_with_post
from unions.kinds import RoleKind, UnionKind
from unions.models import Union, User
from unions.models.union import path_segment

pytestmark = pytest.mark.django_db


def told(user: User) -> list[str]:
    return list(Notice.objects.filter(recipient=user).order_by("pk").values_list("text", flat=True))


def moved_under_a_township(hall: Hall) -> Union:
    """The unit now hangs under a township union where nobody works yet."""
    township = UnionFactory(kind=UnionKind.TOWNSHIP_UNION, superior=hall.union.superior)
    hall.union.superior, hall.union.path = township, township.path + path_segment(hall.union.pk)
    hall.union.save()
    hall.refresh()
    return township


def last(user: User) -> str:
    return told(user)[-1]


@pytest.fixture
def clerk(hall: Hall) -> User:
    return user_with_post(RoleKind.UNIT_CLERK, hall.union)


def test_a_planned_session_calls_for_both_superior_bodies(hall: Hall):
    assert any("上级工会评价" in text for text in told(hall.leader))
    assert any("生成评价链接" in text for text in told(hall.leader)), "nobody of the party organisation has an account"


def test_each_step_of_the_session_calls_whoever_is_next(hall: Hall, clerk: User):
    party = user_with_post(RoleKind.PARTY_EVALUATOR, hall.union)
    hall.prepare_box().step("start_voting")
    for code in hall.slips[:8]:
        hall.vote(code)
    hall.step("stop_voting", present_count=10, issued_count=10)
    assert "请为" in last(party)
    assert "上级工会评价" in last(hall.leader)
    hall.give_superiors()
    assert "可以开箱计票" in last(hall.leader)


def test_the_result_is_certified_published_improved_and_ended():
    hall = counted_hall(["satisfied"] * 9)
    clerk = user_with_post(RoleKind.UNIT_CLERK, hall.union)
    assert "请会同同级党组织认定" in last(hall.leader)
    hall.step("certify", party_certifier="丁四")
    assert "两方通报" in last(clerk)
    hall.step("publish", told_members_on=AT.date(), told_management_on=AT.date())
    assert "改进事项" in last(clerk)
    item = add_improvement(
        session=hall.session, text="食堂", responsible_person="甲一", due_on=AT.date(), user=hall.leader, at=AT
    )
    assert "食堂" in last(clerk)
    finish_improvement(item=item, result="已改", done_on=AT.date(), user=hall.leader, at=AT)
    assert "可以办结" in last(hall.leader)
    hall.step("finish")
    assert "已办结" in last(clerk)


def test_a_session_called_off_is_told_with_its_reason(hall: Hall, clerk: User):
    hall.step("cancel", comment="台风")
    assert "台风" in last(clerk)


def test_a_township_without_anybody_leaves_it_to_the_district(hall: Hall):
    moved_under_a_township(hall)
    hall.step("cancel", comment="台风")
    assert "台风" in last(hall.leader)


@pytest.mark.parametrize(
    ("day", "word"), [(date(2015, 12, 20), ""), (date(2015, 12, 21), "到期"), (date(2015, 12, 29), "已逾期")]
)
def test_an_item_is_reminded_of_a_week_before_its_day_and_when_it_has_passed(day: date, word: str):
    hall = counted_hall(["satisfied"] * 9)
    clerk = user_with_post(RoleKind.UNIT_CLERK, hall.union)
    ImprovementItem.objects.create(
        session=hall.session, text="食堂", responsible_person="甲一", due_on=date(2015, 12, 28)
    )
    at = AT.replace(day=day.day)
    count = remind(at=at)
    texts = [text for text in told(clerk) if "食堂" in text]
    assert [word in text for text in texts] == ([True] if word else [])
    assert remind(at=at + timedelta(hours=1)) == 0, "told once"
    assert count == (0 if not word else 2 if word == "已逾期" else 1), "once late, the union above is told too"


def test_the_last_day_of_a_rectification_is_reminded_of():
    hall = counted_hall(["dissatisfied"] * 5 + ["satisfied"] * 4)
    hall.step("certify", party_certifier="丁四")
    case = Case.objects.get(session=hall.session)
    for step, inputs in (
        ("talk", {"talked_on": AT.date(), "talk_record": "谈话"}),
        ("order", {"ordered_on": AT.date(), "order_text": "整改"}),
    ):
        move_case(case=case, transition=step, user=hall.leader, at=AT, **inputs)
    assert "期限 2016-03-09" in last(hall.leader)
    assert remind(at=AT) == 0
    assert remind(at=AT + timedelta(days=83)) == 1
    assert "将于 2016-03-09 到期" in last(hall.leader)


def test_a_superior_body_that_is_silent_is_reminded_three_days_before():
    hall = make_hall(due=10, held_on=date(2015, 12, 13), has_party=False)
    before = len(told(hall.leader))
    assert remind(at=AT - timedelta(days=1)) == 0
    assert remind(at=AT) == 1
    assert told(hall.leader)[before:] == [
        f"提醒：请为{hall.session}给出上级工会评价，须在开箱计票之前（2015-12-13 召开）。"
    ]


def test_the_desk_of_the_district_shows_what_a_township_without_a_leader_leaves_to_it():
    hall = counted_hall(["satisfied"] * 9)
    township = moved_under_a_township(hall)
    verbs = [todo.text for todo in desk_of(hall.leader, AT.date()).todos]
    assert f"认定结果：{hall.session}" in verbs
    user_with_post(RoleKind.SUPERIOR_LEADER, township)
    assert f"认定结果：{hall.session}" not in [todo.text for todo in desk_of(hall.leader, AT.date()).todos]


@pytest.mark.parametrize(("voters", "told_rate"), [(8, ["100.00%"]), (4, [])])
def test_the_units_desk_tells_its_year_and_the_last_result_unless_few_voted(
    db: None, voters: int, told_rate: list[str]
):
    hall = counted_hall(["satisfied"] * voters)
    hall.step("certify", party_certifier="丁")
    for role in (RoleKind.UNIT_CLERK, RoleKind.PARTY_EVALUATOR):
        figures = desk_of(user_with_post(role, hall.union), AT.date()).figures
        assert [each.value for each in figures if "综合满意率" in each.label] == told_rate, role
        (conditions,) = (each for each in figures if each.label.endswith("达标条件"))
        assert (conditions.value, conditions.unit) == ("2", "/ 5 条")
