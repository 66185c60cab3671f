"""The pages of plans: written, told, carried out, confirmed; and the members' page that knows nobody."""

from __future__ import annotations

from datetime import date
from urllib.parse import quote_from_bytes

import pytest

from appraisal.kinds import ObservationState, PlanState
from appraisal.models import AnnualPlan, Observation
from appraisal.selectors.desk import desk_of
from appraisal.services.observations import MOST_A_MINUTE
from tests.appraisal.test_plans import AT, briefed, done, filled, start_plan
from tests.appraisal.uploads import pdf_upload
from tests.factories import DistrictFactory, UnionFactory, user_with_post
from unions.kinds import RoleKind

pytestmark = pytest.mark.django_db
TODAY = date(2014, 9, 20)


@pytest.fixture
def union():
    return UnionFactory(superior=DistrictFactory(name="中山区总工会"), name="机床厂工会", chair_name="甲一")


@pytest.fixture
def clerk(union):
    return user_with_post(RoleKind.UNIT_CLERK, union)


@pytest.fixture
def officer(union):
    return user_with_post(RoleKind.OFFICER, union.superior)


@pytest.fixture
def plan(union, clerk) -> AnnualPlan:
    return start_plan(union=union, year=2014, user=clerk, at=AT)


def text(response) -> str:
    return response.content.decode()


def page(client, user, path: str) -> str:
    client.force_login(user)
    response = client.get(path)
    assert response.status_code == 200
    return text(response)


def boxes(plan: AnnualPlan, **words: str) -> dict[str, str]:
    said = {"target": "目标", "measures": "措施", "responsible_person": "甲一", "due_on": "2014-12-01", **words}
    sent = {f"item-{item.pk}-{name}": value for item in plan.items.all() for name, value in said.items()}
    own = plan.items.get(system="")
    return {**sent, f"item-{own.pk}-name": "师带徒", "version": str(plan.revision)}


def test_a_clerk_begins_the_plan_and_comes_to_its_form(client, clerk):
    offered = page(client, clerk, "/appraisal/plans/")
    assert -1 < offered.find("2014 年</h2>") < offered.find("2015 年</h2>")
    answer = client.post("/appraisal/plans/start/", {"year": "2014"})
    plan = AnnualPlan.objects.get()
    assert answer.url == f"/appraisal/plans/{plan.pk}/edit/"
    assert "基层工会组织制度" in text(client.get(answer.url))


def test_the_form_saves_every_line_and_leads_to_the_plan(client, clerk, plan):
    client.force_login(clerk)
    answer = client.post(f"/appraisal/plans/{plan.pk}/edit/", {**boxes(plan), "done": "1"})
    assert answer.url == f"/appraisal/plans/{plan.pk}/"
    assert {item.target for item in plan.items.all()} == {"目标"}


def test_a_day_that_is_none_stands_at_its_box_and_the_rest_is_saved(client, clerk, plan):
    client.force_login(clerk)
    answer = client.post(f"/appraisal/plans/{plan.pk}/edit/", boxes(plan, due_on="明年"))
    assert answer.status_code == 422
    assert "应为日期" in text(answer)
    assert "明年" in text(answer)
    assert {item.target for item in plan.items.all()} == {"目标"}


def test_a_day_before_the_year_of_the_plan_is_a_slip_of_the_pen(client, clerk, plan):
    client.force_login(clerk)
    path = f"/appraisal/plans/{plan.pk}/autosave/"
    told = client.post(path, boxes(plan, due_on="2013-12-31")).json()["unread"]
    assert told.startswith("“基层工会组织制度：完成期限”2013-12-31 早于计划年度，应在 2014-01-01 以后；“")
    assert "。" not in told
    assert {item.due_on for item in plan.items.all()} == {None}
    client.post(path, {**boxes(plan, due_on="2015-01-31"), "version": "1"})
    assert {item.due_on for item in plan.items.all()} == {date(2015, 1, 31)}


def test_what_is_told_of_the_saving_moves_no_button_from_under_the_pointer(client, clerk, plan):
    """It grows and shrinks as the page saves itself; above the buttons it made the first press miss."""
    form = page(client, clerk, f"/appraisal/plans/{plan.pk}/edit/")
    assert form.rindex("保存并查看") < form.rindex("data-saved-mark")


def test_an_own_item_without_a_name_is_called_so(client, clerk, plan):
    assert "民主管理制度、自选项目（未填名称）" in page(client, clerk, f"/appraisal/plans/{plan.pk}/edit/")


def test_an_empty_box_is_told_in_plain_words(client, clerk, plan):
    client.force_login(clerk)
    client.post(f"/appraisal/plans/{plan.pk}/edit/", boxes(plan))
    assert "通报日期</a>：请填写。" in text(client.post(f"/appraisal/plans/{plan.pk}/brief/", {}))


def test_two_writers_are_shown_side_by_side(client, clerk, plan):
    filled(plan, clerk)
    client.force_login(clerk)
    answer = client.post(f"/appraisal/plans/{plan.pk}/edit/", {**boxes(plan), "version": "0"})
    assert answer.status_code == 409
    assert "对方保存的" in text(answer)
    saved = client.post(f"/appraisal/plans/{plan.pk}/autosave/", {**boxes(plan), "version": "0"})
    assert (saved.status_code, "刚被他人修改" in saved.json()["sentence"]) == (409, True)


def test_autosave_tells_the_new_version(client, clerk, plan):
    client.force_login(clerk)
    assert client.post(f"/appraisal/plans/{plan.pk}/autosave/", boxes(plan)).json()["version"] == "1"


def test_buttons_add_and_remove_own_items(client, clerk, plan):
    client.force_login(clerk)
    client.post(f"/appraisal/plans/{plan.pk}/edit/", {**boxes(plan), "add": "1"})
    own = plan.items.filter(system="").last()
    fresh = AnnualPlan.objects.get(pk=plan.pk)
    client.post(f"/appraisal/plans/{plan.pk}/edit/", {"version": str(fresh.revision), "remove": str(own.pk)})
    assert plan.items.count() == 4


def test_a_refused_briefing_keeps_what_was_typed(client, clerk, plan):
    filled(plan, clerk)
    client.force_login(clerk)
    path = f"/appraisal/plans/{plan.pk}/brief/"
    answer = client.post(path, {"held_on": "2014-09-25", "form": "会员大会", "reached_count": "80"})
    assert answer.status_code == 422
    assert "晚于今天" in text(answer)
    assert client.post(path, {"held_on": "2014-09-19", "form": "会员大会", "reached_count": "80"}).status_code == 302
    assert AnnualPlan.objects.get().state == PlanState.BRIEFED


def test_progress_comes_with_files(client, clerk, plan):
    item = briefed(plan, clerk).items.first()
    client.force_login(clerk)
    path = f"/appraisal/plans/{plan.pk}/items/{item.pk}/"
    assert client.post(path, {"percent": "60", "evidence": pdf_upload()}).status_code == 302
    assert "记录.pdf" in page(client, clerk, f"/appraisal/plans/{plan.pk}/")
    for typed in ("101", "-5", "一半", "50.5"):
        refused = client.post(path, {"percent": typed})
        assert (refused.status_code, "应为整数（0 至 100），如 50。" in text(refused)) == (422, True)
    assert client.post(path, {"percent": "７０％"}).status_code == 302
    assert plan.items.get(pk=item.pk).progress_percent == 70


def test_the_superior_union_confirms_line_by_line(client, clerk, officer, plan):
    items = list(done(plan, clerk).items.all())
    assert "确认落实：机床厂工会 4 项" in [todo.text for todo in desk_of(officer, TODAY).todos]
    client.force_login(officer)
    for item in items:
        client.post(f"/appraisal/plans/{plan.pk}/items/{item.pk}/confirm/")
    assert AnnualPlan.objects.get().state == PlanState.IMPLEMENTED
    path = f"/appraisal/plans/{plan.pk}/items/{items[0].pk}/withdraw/"
    assert client.post(path, {"comment": ""}).status_code == 409
    client.post(path, {"comment": "资料不实"})
    assert AnnualPlan.objects.get().state == PlanState.BRIEFED


def test_a_line_not_done_is_closed_with_its_reason(client, clerk, officer, plan):
    briefed(plan, clerk)
    assert "进度 0%，达到 100% 后才能确认" in page(client, officer, f"/appraisal/plans/{plan.pk}/confirm/")


def test_the_unit_does_not_confirm_itself_and_strangers_see_nothing(client, clerk, plan):
    client.force_login(clerk)
    assert client.get(f"/appraisal/plans/{plan.pk}/confirm/").status_code == 403
    client.force_login(user_with_post(RoleKind.OFFICER))
    for path in ("", "edit/", "history/", "confirm/", "observations/", "poster.pdf"):
        assert client.get(f"/appraisal/plans/{plan.pk}/{path}").status_code == 404


def test_the_history_shows_what_changed(client, clerk, officer, plan):
    filled(plan, clerk)
    assert "建会入会率 90%" in page(client, officer, f"/appraisal/plans/{plan.pk}/history/")


def test_the_list_shows_units_with_and_without_plan(client, clerk, officer, plan, union):
    UnionFactory(superior=union.superior, name="化工厂工会")
    shown = page(client, officer, "/appraisal/plans/")
    assert "拟定中" in shown
    assert "尚未拟定" in shown
    assert "化工厂工会" not in page(client, officer, "/appraisal/plans/?state=draft")
    assert client.get("/appraisal/plans.xlsx").status_code == 200


def test_the_list_takes_few_queries(client, officer, union, django_assert_max_num_queries):
    for number in range(30):
        UnionFactory(superior=union.superior, name=f"第{number}厂工会")
    client.force_login(officer)
    with django_assert_max_num_queries(20):
        client.get("/appraisal/plans/")


def test_the_poster_is_a_pdf_once_the_plan_is_public(client, clerk, plan):
    client.force_login(clerk)
    assert client.get(f"/appraisal/plans/{plan.pk}/poster.pdf").status_code == 403
    briefed(plan, clerk)
    assert client.get(f"/appraisal/plans/{plan.pk}/poster.pdf").content.startswith(b"%PDF")


# The members' page --------------------------------------------------------------------------------


def test_a_member_reads_and_writes_without_account_and_cookie(client, clerk, plan):
    briefed(plan, clerk)
    path = f"/p/{plan.public_key}/"
    answer = client.get(path)
    assert "师带徒" in text(answer)
    assert not answer.cookies
    sent = client.post(path, {"text": "食堂太贵"})
    assert (sent.url, dict(sent.cookies)) == (f"{path}thanks/", {})
    assert "意见已收到" in text(client.get(sent.url))
    assert Observation.objects.get().made_on == TODAY
    assert "食堂太贵" not in text(client.get(path))


def test_a_draft_and_a_guessed_key_lead_nowhere(client, plan):
    assert client.get(f"/p/{plan.public_key}/").status_code == 404
    assert client.get("/p/guessed/").status_code == 404


def test_a_flood_gets_429_and_keeps_the_text(client, clerk, plan):
    briefed(plan, clerk)
    answers = [client.post(f"/p/{plan.public_key}/", {"text": "食堂太贵"}) for _ in range(MOST_A_MINUTE + 1)]
    assert [answer.status_code for answer in answers] == [302] * MOST_A_MINUTE + [429]
    assert "食堂太贵" in text(answers[-1])


@pytest.mark.parametrize(
    "typed",
    [b"", b" ", ("字" * 501).encode(), b"a\x00b", b"\xed\xa0\x80", "a\u202eb".encode(), ("长" * 400_000).encode()],
    ids=["nothing", "blank", "501", "nul", "surrogate", "reversed", "a megabyte"],
)
def test_an_observation_that_is_none_gets_422(client, clerk, plan, typed):
    briefed(plan, clerk)
    body = b"text=" + quote_from_bytes(typed).encode()
    answer = client.post(f"/p/{plan.public_key}/", body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code in (400, 422)
    assert not Observation.objects.exists()


def test_the_unit_answers_and_the_page_shows_it(client, clerk, officer, plan):
    briefed(plan, clerk)
    client.post(f"/p/{plan.public_key}/", {"text": "食堂太贵"})
    observation = Observation.objects.get()
    assert "1 条会员意见待答复" in [todo.text for todo in desk_of(clerk, TODAY).todos]
    path = f"/appraisal/plans/{plan.pk}/observations/{observation.pk}/"
    client.force_login(officer)
    assert client.post(path, {}).status_code == 403
    client.force_login(clerk)
    prefix = f"answer-{observation.pk}"
    refused = client.post(path, {f"{prefix}-state": "shown", f"{prefix}-answer": ""})
    assert (refused.status_code, "请写明答复" in text(refused)) == (422, True)
    client.post(path, {f"{prefix}-state": ObservationState.SHOWN, f"{prefix}-answer": "已降价"})
    client.logout()
    assert "已降价" in text(client.get(f"/p/{plan.public_key}/"))
