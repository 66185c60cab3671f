"""The preliminary review on screen."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import load_workbook

from tests.factories import DistrictFactory, user_with_post
from tests.vitality.conftest import World, units_under
from tests.vitality.views.conftest import query_count, sentences, text
from unions.kinds import Department, RoleKind
from vitality.kinds import ApplicationState
from vitality.models import Application
from vitality.selectors.reviews import remarks_version, unsent_remarks

QUEUE = "/vitality/reviews/"


@pytest.fixture
def form(world: World, district, five_units) -> Application:
    return world.filed_batch(district, five_units).applications.order_by("pk").first()


@pytest.fixture
def client(world: World, signed_in):
    return signed_in(world.reviewer)


def page(form: Application) -> str:
    return f"{QUEUE}{form.pk}/"


def step(form: Application, name: str) -> str:
    return f"{page(form)}steps/{name}/"


def typed(form: Application, **values) -> dict:
    return {"version": remarks_version(form), **values}


class TestQueue:
    def test_what_waits_stands_first_with_its_counts(self, world: World, client, form):
        west = DistrictFactory(name="西岗区总工会")
        world.passed(west, units_under(west, 3, 2))
        answer = client.get(QUEUE)
        assert [answer.context[name] for name in ("waiting_count", "returned_count", "done_count")] == [5, 0, 5]
        assert answer.context["table"].rows[0].source == form
        assert answer.context["first"] == form

    @pytest.mark.parametrize(
        ("query", "count"),
        [("state=filed", 5), ("state=passed", 0), ("form=4", 0), ("late=no", 5), ("late=yes", 0), ("state=x", 5)],
    )
    def test_the_queue_is_filtered(self, client, form, query, count):
        assert client.get(f"{QUEUE}?{query}").context["table"].total_count == count

    def test_the_workbook_holds_what_the_screen_shows(self, client, form):
        answer = client.get("/vitality/reviews.xlsx?state=filed")
        sheet = load_workbook(BytesIO(answer.getvalue())).active
        assert [cell.value for cell in sheet["A"]][3:] == [
            each.unit_name for each in Application.objects.order_by("pk")
        ]

    def test_an_unknown_round_is_not_found(self, client, form):
        assert client.get(f"{QUEUE}?round=99999").status_code == 404

    def test_before_the_first_round_the_page_says_what_will_be_here(self, world: World, client):
        type(world.round).objects.all().delete()
        assert "还没有申报轮次" in text(client.get(QUEUE))

    def test_ten_forms_take_as_many_queries_as_five(self, world: World, client, form):
        few = query_count(client, QUEUE)
        west = DistrictFactory()
        world.filed_batch(west, units_under(west, 3, 2))
        assert query_count(client, QUEUE) == few <= 14


class TestDetail:
    def test_the_answer_stands_beside_a_remark(self, client, form):
        shown = text(client.get(page(form)))
        assert form.unit_name in shown
        assert "对“主要措施”的意见" in shown
        assert "百人以上非公企业" in shown

    def test_a_draft_is_not_reviewed(self, world: World, client, district):
        draft = world.draft(units_under(district, 1)[0])
        assert client.get(page(draft)).status_code == 404

    def test_a_form_takes_a_bounded_number_of_queries(self, client, form):
        assert query_count(client, page(form)) <= 30


class TestRemarks:
    def test_typing_keeps_the_remarks(self, client, form):
        answer = client.post(f"{page(form)}remarks/", typed(form, remark_goals="请写数字。"))
        assert unsent_remarks(form) == {"goals": "请写数字。"}
        assert answer.json()["version"] == remarks_version(form)

    def test_an_older_page_does_not_overwrite(self, world: World, client, form):
        seen = typed(form, remark_goals="甲。")
        world.remark(form, measures="乙。")
        answer = client.post(f"{page(form)}remarks/", seen)
        assert (answer.status_code, unsent_remarks(form)) == (409, {"measures": "乙。"})

    def test_too_long_a_remark_is_refused_with_its_length(self, client, form):
        answer = client.post(f"{page(form)}remarks/", typed(form, remark_goals="字" * 501))
        assert answer.status_code == 422
        assert "最多 500 字，现有 501 字" in answer.json()["sentence"]

    def test_without_script_all_are_saved_at_once(self, client, form):
        answer = client.post(step(form, "save"), typed(form, remark_goals="甲。", remark_measures="乙。"))
        assert answer.url == page(form)
        assert unsent_remarks(form) == {"goals": "甲。", "measures": "乙。"}

    def test_the_closing_buttons_follow_the_remarks(self, world: World, client, form):
        world.remark(form, goals="甲。")
        shown = text(client.get(f"{page(form)}standing/"))
        assert "退回修改（1 栏）" in shown
        assert "还有 1 条栏目意见，请退回修改或删除意见" in shown


class TestSteps:
    def test_a_passed_form_leads_to_the_next_that_waits(self, client, form):
        answer = client.post(step(form, "pass_review"), typed(form, is_newness_checked="on"))
        form.refresh_from_db()
        assert form.state == ApplicationState.PASSED
        assert answer.url == page(Application.objects.filter(state=ApplicationState.FILED).order_by("pk").first())

    def test_a_pass_without_the_check_comes_back_with_the_remarks_as_typed(self, client, form):
        answer = client.post(step(form, "pass_review"), typed(form))
        assert answer.status_code == 409
        assert "请核对后勾选" in text(answer)

    def test_a_return_without_a_reason_keeps_what_was_typed(self, client, form):
        answer = client.post(step(form, "return_for_revision"), typed(form, remark_goals="请写数字。"))
        assert answer.status_code == 409
        assert "请写明理由" in text(answer)
        assert "请写数字。" in text(answer)

    def test_a_return_names_the_fields(self, client, form):
        client.post(step(form, "return_for_revision"), typed(form, remark_goals="请写数字。", comment="目标不明。"))
        form.refresh_from_db()
        assert (form.state, form.return_reason) == (ApplicationState.RETURNED, "目标不明。")

    def test_a_second_press_says_it_is_done(self, client, form):
        sent = typed(form, is_newness_checked="on")
        client.post(step(form, "pass_review"), sent)
        assert "“初审通过”已经办理过了。" in sentences(client.post(step(form, "pass_review"), sent))

    def test_a_review_is_opened_again_with_a_reason(self, client, form):
        client.post(step(form, "pass_review"), typed(form, is_newness_checked="on"))
        assert "重新初审的理由" in text(client.get(page(form)))
        client.post(step(form, "reopen_review"), {"comment": "漏看一栏。"})
        form.refresh_from_db()
        assert form.state == ApplicationState.FILED

    def test_no_other_step_is_taken_here(self, client, form):
        assert client.post(step(form, "approve"), typed(form)).status_code == 404


class TestWho:
    @pytest.mark.parametrize("way", ["", "standing/"])
    def test_a_district_does_not_review_its_own_form(self, world: World, signed_in, form, way):
        assert signed_in(world.officer_of(form.batch.superior)).get(page(form) + way).status_code == 403

    def test_another_district_does_not_even_find_it(self, signed_in, form):
        assert signed_in(user_with_post(RoleKind.OFFICER)).get(page(form)).status_code == 404

    def test_another_department_does_not_review(self, signed_in, world: World, form):
        city = world.reviewer.post.union
        other = user_with_post(RoleKind.DEPARTMENT_REVIEWER, city, department=Department.LEGAL)
        for url in (QUEUE, page(form), "/vitality/reviews.xlsx"):
            assert signed_in(other).get(url).status_code == 403
        assert signed_in(other).post(step(form, "pass_review"), typed(form)).status_code == 403
