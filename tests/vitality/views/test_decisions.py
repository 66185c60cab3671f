"""The leading group's board, its publication, and what was published."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import load_workbook

from tests.factories import IndustrialFactory, user_with_post
from tests.papers import page_texts
from tests.vitality.conftest import World, units_under
from tests.vitality.views.conftest import query_count, text
from unions.kinds import RoleKind
from vitality.kinds import ApplicationState, Outcome
from vitality.models import Application, Decision, DecisionSheet
from vitality.services.decisions import prepare_decision

BOARD = "/vitality/decisions/"
MEETING = {"meeting_on": "2014-09-20", "minutes_number": "纪要〔2014〕3号"}


@pytest.fixture
def client(world: World, signed_in):
    return signed_in(world.leader)


@pytest.fixture
def forms(world: World, district, five_units) -> list[Application]:
    return world.passed(district, five_units)


@pytest.fixture
def six_industrial(world: World) -> list[Application]:
    superiors = (IndustrialFactory(), IndustrialFactory())
    return [form for superior in superiors for form in world.passed(superior, units_under(superior, 3))]


def prepare(world: World, form: Application, outcome: Outcome, reason: str = "") -> None:
    prepare_decision(application=form, outcome=outcome, reason=reason, user=world.leader, at=world.at)


def row(form: Application, outcome: str = "", reason: str = "", was: tuple[str, str] = ("", "")) -> dict:
    """What the board sends of one row."""
    return {
        f"{form.pk}-outcome": outcome, f"{form.pk}-reason": reason,
        f"initial-{form.pk}-outcome": was[0], f"initial-{form.pk}-reason": was[1],
    }  # fmt: skip


def save_url(form: Application) -> str:
    return f"{BOARD}{form.pk}/"


def round_url(world: World, way: str) -> str:
    return f"{BOARD}rounds/{world.round.pk}/{way}/"


def pending() -> dict[int, str]:
    return dict(Decision.objects.filter(sheet=None).values_list("application_id", "outcome"))


class TestBoard:
    def test_forms_stand_by_annex_and_superior_with_the_counters(self, world: World, client, forms, six_industrial):
        for form in six_industrial[:3]:
            prepare(world, form, Outcome.RECOMMEND)
        answer = client.get(BOARD)
        groups = [(group.form.value, len(group_forms)) for group, group_forms in answer.context["groups"]]
        assert groups == [("1", 5), ("3", 3), ("3", 3)]
        assert "已选 3/5" in text(answer)
        assert "附件3（企事业）荐省已选 3/5，还差 2 个（大工发〔2014〕31号 六、2）" in text(answer)

    def test_a_refused_recommendation_cannot_be_chosen_again(self, world: World, client, six_industrial):
        Application.objects.create(
            origin=six_industrial[0], batch=six_industrial[0].batch, unit=six_industrial[0].unit, form="1",
        )  # fmt: skip
        assert "荐省未获批准，不能再次推荐" in text(client.get(BOARD))

    def test_more_forms_take_no_more_queries(self, world: World, client, forms):
        few = query_count(client, BOARD)
        superior = IndustrialFactory()
        world.passed(superior, units_under(superior, 3))
        assert query_count(client, BOARD) == few <= 18

    def test_the_reviewing_department_prepares_but_does_not_publish(self, world: World, signed_in, forms):
        prepare(world, forms[0], Outcome.APPROVE)
        reviewer = signed_in(world.reviewer)
        assert "由领导小组公布" in text(reviewer.get(BOARD))
        assert reviewer.get(round_url(world, "publish")).status_code == 403
        assert reviewer.post(round_url(world, "publish"), MEETING).status_code == 403

    @pytest.mark.parametrize("role", [RoleKind.FINANCE, RoleKind.AUDITOR])
    def test_others_at_the_city_do_not_see_what_is_pending(self, world: World, signed_in, forms, role):
        other = signed_in(user_with_post(role, world.leader.post.union))
        assert other.get(BOARD).status_code == 403
        assert other.post(save_url(forms[0]), row(forms[0], "approve")).status_code == 403


class TestSaving:
    def test_a_row_saves_itself_and_brings_the_counters(self, client, forms):
        answer = client.post(save_url(forms[0]), row(forms[0], "approve"), headers={"HX-Request": "true"})
        assert pending() == {forms[0].pk: "approve"}
        assert f'id="decision-{forms[0].pk}"' in text(answer)
        assert "可公布：1 件" in text(answer)

    def test_a_decline_waits_for_its_reason(self, client, forms):
        answer = client.post(save_url(forms[0]), row(forms[0], "decline"))
        assert (answer.status_code, pending()) == (200, {})
        assert "不同意须写明理由，写好后保存" in text(answer)
        client.post(save_url(forms[0]), row(forms[0], "decline", "材料不足。"))
        assert pending() == {forms[0].pk: "decline"}

    def test_an_outcome_that_does_not_fit_is_refused(self, client, forms):
        answer = client.post(save_url(forms[0]), row(forms[0], "recommend"))
        assert (answer.status_code, pending()) == (422, {})
        assert "不在荐省范围内（大工发〔2014〕31号 六、2）" in text(answer)

    def test_a_decision_is_dropped_again(self, world: World, client, forms):
        prepare(world, forms[0], Outcome.APPROVE)
        client.post(save_url(forms[0]), row(forms[0], "", was=("approve", "")))
        assert pending() == {}

    def test_a_form_published_meanwhile_leads_back_to_the_board(self, world: World, client, forms):
        type(forms[0]).objects.filter(pk=forms[0].pk).update(state=ApplicationState.FILED)
        answer = client.post(save_url(forms[0]), row(forms[0], "approve"), headers={"HX-Request": "true"})
        assert answer.headers["HX-Redirect"].startswith(BOARD)

    def test_another_citys_form_is_not_found(self, client):
        assert client.post(f"{BOARD}99999/", {}).status_code == 404


class TestSavingAll:
    def test_every_touched_row_is_put_down(self, world: World, client, forms):
        sent = {**row(forms[0], "approve"), **row(forms[1], "decline", "材料不足。"), "row": [f.pk for f in forms]}
        client.post(round_url(world, "save"), sent)
        assert pending() == {forms[0].pk: "approve", forms[1].pk: "decline"}

    def test_a_colleagues_newer_decision_on_an_untouched_row_stays(self, world: World, client, forms):
        prepare(world, forms[2], Outcome.APPROVE)
        sent = {**row(forms[0], "approve"), **row(forms[2]), "row": [forms[0].pk, forms[2].pk]}
        client.post(round_url(world, "save"), sent)
        assert pending() == {forms[0].pk: "approve", forms[2].pk: "approve"}

    def test_one_wrong_row_keeps_all_as_typed_and_saves_none(self, world: World, client, forms):
        sent = {**row(forms[0], "approve"), **row(forms[1], "decline"), "row": [forms[0].pk, forms[1].pk]}
        answer = client.post(round_url(world, "save"), sent)
        assert (answer.status_code, pending()) == (422, {})
        chosen = {form.row.application.pk: form.chosen for _, group in answer.context["groups"] for form in group}
        assert (chosen[forms[0].pk], chosen[forms[1].pk], chosen[forms[2].pk]) == ("approve", "decline", "")

    def test_agreement_is_put_down_for_the_rest_of_one_annex(self, world: World, client, forms, six_industrial):
        prepare(world, forms[0], Outcome.DECLINE, "材料不足。")
        client.post(round_url(world, "agree"), {"form": "1"})
        assert pending() == {forms[0].pk: "decline", **{form.pk: "approve" for form in forms[1:]}}


class TestPublishing:
    def test_all_pending_decisions_take_effect_together(self, world: World, client, forms):
        for form in forms:
            prepare(world, form, Outcome.APPROVE)
        assert "同意报省总" in text(client.get(round_url(world, "publish")))
        answer = client.post(round_url(world, "publish"), MEETING)
        assert answer.url == DecisionSheet.objects.get().get_absolute_url()
        assert {form.state for form in Application.objects.all()} == {ApplicationState.FORWARDED}

    @pytest.mark.parametrize(
        ("changed", "told"),
        [
            ({"minutes_number": ""}, "请填写会议纪要文号。"),
            ({"meeting_on": "2014-09-21"}, "会议日期不能在今天之后"),
            ({"meeting_on": "明天"}, "会议日期应为日期，如 2014-09-25"),
        ],
    )
    def test_a_wrong_meeting_is_refused_with_everything_kept(self, world: World, client, forms, changed, told):
        prepare(world, forms[0], Outcome.APPROVE)
        answer = client.post(round_url(world, "publish"), MEETING | changed)
        assert (answer.status_code, DecisionSheet.objects.count()) == (422, 0)
        assert told in text(answer)

    def test_a_missing_recommendation_is_named(self, world: World, client, six_industrial):
        for form in six_industrial[:4]:
            prepare(world, form, Outcome.RECOMMEND)
        answer = client.post(round_url(world, "publish"), MEETING)
        assert "荐省已选 4/5，还差 1 个（大工发〔2014〕31号 六、2）" in text(answer)

    def test_a_second_press_publishes_nothing_twice(self, world: World, client, forms):
        prepare(world, forms[0], Outcome.APPROVE)
        client.post(round_url(world, "publish"), MEETING)
        assert "没有待公布的决定" in text(client.post(round_url(world, "publish"), MEETING))
        assert DecisionSheet.objects.count() == 1


class TestSheets:
    @pytest.fixture
    def sheet(self, world: World, client, six_industrial) -> DecisionSheet:
        for form in six_industrial[:5]:
            prepare(world, form, Outcome.RECOMMEND)
        prepare(world, six_industrial[5], Outcome.DECLINE, "材料不足。")
        client.post(round_url(world, "publish"), MEETING)
        return DecisionSheet.objects.get()

    def test_a_meeting_shows_its_decisions_and_the_provincial_forms(self, client, sheet, six_industrial):
        shown = text(client.get(sheet.get_absolute_url()))
        successor = Application.objects.get(origin=six_industrial[0])
        assert successor.get_absolute_url() in shown
        assert "材料不足。" in shown
        assert query_count(client, sheet.get_absolute_url()) <= 12

    def test_the_list_counts_each_outcome(self, client, sheet):
        (row,) = client.get("/vitality/sheets/").context["table"].rows
        assert [cell.text for cell in row.cells][3:7] == ["6", "0", "5", "1"]

    def test_the_notice_is_printed(self, client, sheet, six_industrial):
        (page,) = page_texts(client.get(f"{sheet.get_absolute_url()}notice.pdf").content)
        assert "领导小组于2014年9月20日召开会议" in page
        assert "一、推荐为省级典型，报省总工会审批（5个）" in page
        assert six_industrial[0].unit_name in page
        assert "二、未批准为市级典型（1个）" in page

    def test_the_workbook_holds_every_decision(self, client, sheet):
        answer = client.get(f"{sheet.get_absolute_url()}decisions.xlsx")
        assert load_workbook(BytesIO(answer.getvalue())).active.max_row == 9

    def test_both_forms_lead_to_each_other(self, client, sheet, six_industrial):
        origin = Application.objects.get(pk=six_industrial[0].pk)
        assert origin.successor.get_absolute_url() in text(client.get(origin.get_absolute_url()))
        assert origin.get_absolute_url() in text(client.get(origin.successor.get_absolute_url()))

    def test_a_district_sees_no_minutes(self, world: World, signed_in, sheet, district):
        officer = signed_in(world.officer_of(district))
        assert officer.get("/vitality/sheets/").status_code == 403
        for way in ("", "notice.pdf", "decisions.xlsx"):
            assert officer.get(sheet.get_absolute_url() + way).status_code == 404
