"""The work desk: for each side what waits, what was sent on, figures and dates."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import DistrictFactory, UnionFactory, user_with_post
from tests.vitality.conftest import NOON, World, units_under
from unions.kinds import RoleKind
from vitality.kinds import PaperKind
from vitality.models import Application
from vitality.selectors.desk import desk_of
from vitality.services.applications import move_application
from vitality.services.papers import move_paper, open_paper, save_paper

TODAY = date(2014, 9, 20)


def texts(lines) -> list[str]:
    return [line.text for line in lines]


def returned(world: World, application: Application) -> Application:
    world.remark(application, measures="请补充时间安排。")
    return move_application(
        application=application, transition="return_for_revision", user=world.reviewer, at=NOON, comment="不够具体。"
    )


class TestUnit:
    @pytest.fixture
    def clerk(self, five_units):
        return user_with_post(RoleKind.UNIT_CLERK, five_units[0])

    def test_a_draft_waits_for_it_until_the_due_day(self, world: World, five_units, clerk):
        world.draft(five_units[0])
        (todo,) = desk_of(clerk, TODAY).todos
        assert todo.text == f"{five_units[0]}（附件1）：等待您填报"
        assert (todo.due_on, todo.since) == (date(2014, 9, 25), NOON)

    def test_what_it_submitted_waits_for_the_superior_union(self, world: World, five_units, clerk):
        move_application(application=world.draft(five_units[0]), transition="submit", user=clerk, at=NOON)
        desk = desk_of(clerk, TODAY)
        assert desk.todos == ()
        assert [waiting.for_whom for waiting in desk.waiting] == ["中山区总工会"]

    def test_what_was_filed_waits_for_the_city(self, world: World, district, five_units, clerk):
        world.filed_batch(district, five_units)
        desk = desk_of(clerk, TODAY)
        assert [waiting.for_whom for waiting in desk.waiting] == ["市总"]
        assert [deadline.is_done for deadline in desk.deadlines] == [True]

    def test_a_return_comes_back_to_it(self, world: World, district, five_units, clerk):
        world.filed_batch(district, five_units)
        returned(world, Application.objects.get(unit=five_units[0]))
        (todo,) = desk_of(clerk, TODAY).todos
        assert todo.text.endswith("已退回，等待您修改")

    def test_without_a_form_it_has_only_the_date(self, world: World, clerk):
        desk = desk_of(clerk, TODAY)
        assert (desk.todos, desk.waiting, texts(desk.deadlines)) == ((), (), ["申报截止"])


class TestSuperiorUnion:
    def test_what_is_missing_is_a_sentence_with_its_clause(self, world: World, district, five_units):
        for unit in five_units[1:]:
            world.draft(unit)
        found = texts(desk_of(world.officer_of(district), TODAY).todos)
        assert (
            "中山区总工会：还差 1 个单位（应报正好 5 个，已有 4 个）（大工发〔2014〕31号 六、2）；"
            "中山区总工会：还差 1 个百人以上非公企业（应不少于 3 个，已有 2 个）（大工发〔2014〕31号 五、1）" in found
        )

    def test_forms_to_agree_to_come_one_by_one(self, world: World, district, five_units):
        clerk = user_with_post(RoleKind.UNIT_CLERK, five_units[0])
        move_application(application=world.draft(five_units[0]), transition="submit", user=clerk, at=NOON)
        assert f"{five_units[0]}（附件1）：等待您审核" in texts(desk_of(world.officer_of(district), TODAY).todos)

    def test_a_complete_batch_waits_to_be_filed(self, world: World, district, five_units):
        batch = world.endorsed_batch(district, five_units)
        assert f"{batch}：已齐备，等待您申报市总" in texts(desk_of(world.officer_of(district), TODAY).todos)

    def test_after_filing_it_waits_for_the_city(self, world: World, district, five_units):
        batch = world.filed_batch(district, five_units)
        desk = desk_of(world.officer_of(district), TODAY)
        assert texts(desk.waiting) == [f"{batch}：5 张在市总审核"]
        assert not any("附件1" in text for text in texts(desk.todos))

    def test_its_papers_are_due(self, world: World, district):
        officer = world.officer_of(district)
        due = {todo.text: todo.due_on for todo in desk_of(officer, TODAY).todos}
        assert due["撰写并报送保障措施"] == date(2014, 9, 30)
        paper = open_paper(round=world.round, union=district, kind=PaperKind.SAFEGUARD_MEASURES)
        paper = save_paper(paper=paper, text="一、组织保障。", revision=paper.revision, user=officer)
        move_paper(paper=paper, transition="file", user=officer, at=NOON)
        desk = desk_of(officer, TODAY)
        assert "撰写并报送保障措施" not in texts(desk.todos)
        assert "中山区总工会保障措施" in texts(desk.waiting)

    def test_places_are_figures_with_their_target(self, world: World, district, five_units):
        world.draft(five_units[0])
        figure = desk_of(world.officer_of(district), TODAY).figures[0]
        assert (figure.value, figure.unit, figure.met, figure.percent) == ("1", "/ 5 个", False, 20)
        assert figure.target == "正好 5 个，其中百人以上非公不少于 3 个"

    def test_it_asks_no_more_for_more_forms(self, world: World, district):
        officer = world.officer_of(district)

        def query_count() -> int:
            with CaptureQueriesContext(connection) as captured:
                desk_of(officer, TODAY)
            return len(captured)

        world.draft(UnionFactory(superior=district))
        before = query_count()
        for unit in units_under(district, 6):
            world.draft(unit)
        assert query_count() == before <= 15


class TestCity:
    def test_filed_forms_wait_by_superior_union_and_form(self, world: World, district, five_units):
        world.filed_batch(district, five_units)
        (todo,) = desk_of(world.reviewer, TODAY).todos
        assert todo.text == "中山区总工会：5 张附件1等待您初审"
        assert (todo.since, todo.url) == (NOON, f"/vitality/reviews/?superior={district.pk}&form=1")

    def test_returned_forms_wait_for_the_union(self, world: World, district, five_units):
        world.filed_batch(district, five_units)
        returned(world, Application.objects.get(unit=five_units[0]))
        (waiting,) = desk_of(world.reviewer, TODAY).waiting
        assert (waiting.text, waiting.for_whom) == ("1 张申报表退回修改", "中山区总工会")

    def test_passed_forms_wait_for_the_leading_group(self, world: World, district, five_units):
        world.passed(district, five_units)
        assert texts(desk_of(world.leader, TODAY).todos) == ["5 张申报表初审通过，等待您决定"]
        assert [waiting.for_whom for waiting in desk_of(world.reviewer, TODAY).waiting] == ["领导小组"]

    def test_a_filed_paper_waits_for_the_reviewer(self, world: World, district):
        officer = world.officer_of(district)
        paper = open_paper(round=world.round, union=district, kind=PaperKind.IMPLEMENTATION_PLAN)
        paper = save_paper(paper=paper, text="一、目标。", revision=paper.revision, user=officer)
        move_paper(paper=paper, transition="file", user=officer, at=NOON)
        assert texts(desk_of(world.reviewer, TODAY).todos) == ["中山区总工会实施方案：等待您审核"]

    def test_each_at_the_city_sees_dates_and_figures_of_their_own_work(self, world: World, district):
        finance = user_with_post(RoleKind.FINANCE, world.reviewer.post.union)
        desks = {user: desk_of(user, TODAY) for user in (world.reviewer, world.leader, finance)}
        assert all(texts(desk.deadlines) == ["申报截止", "保障措施截止"] for desk in desks.values())
        assert [[figure.label for figure in desk.figures] for desk in desks.values()] == [
            ["已申报批次", "已报申报表", "待审材料", "逾期"],
            ["已申报批次", "已报申报表", "累计典型单位"],
            [],
        ]


def test_who_has_no_part_has_an_empty_desk(world: World, district):
    township = UnionFactory(kind="township_union", superior=district)
    for user in (
        user_with_post(RoleKind.SYSADMIN, world.reviewer.post.union),
        user_with_post(RoleKind.OFFICER, township),
        user_with_post(RoleKind.AUDITOR, DistrictFactory()),
    ):
        assert desk_of(user, TODAY).todos == ()
        assert desk_of(user, TODAY).figures == ()
