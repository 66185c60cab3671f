"""An annex form's page: its way, its steps, the lists it stands in."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import load_workbook

from tests.factories import DistrictFactory, UnionFactory, user_with_post
from tests.vitality.conftest import NOON, World, units_under
from tests.vitality.views.conftest import query_count, sentences, text
from unions.kinds import RoleKind
from vitality.kinds import ApplicationState
from vitality.models import Application
from vitality.services.applications import move_application, save_answers


def step_url(application: Application, step: str) -> str:
    return f"/vitality/applications/{application.pk}/steps/{step}/"


def returned(world: World, application: Application) -> Application:
    world.remark(application, measures="请补充时间安排。")
    return move_application(
        application=application, transition="return_for_revision", user=world.reviewer, at=NOON, comment="不够具体。"
    )


class TestStarting:
    def test_several_units_are_started_at_once(self, world: World, signed_in, district, five_units):
        client, url = signed_in(world.officer_of(district)), f"/vitality/rounds/{world.round.pk}/applications/new/"
        response = client.post(url, {"selected": [unit.pk for unit in five_units]})
        assert response.url == world.round.get_absolute_url()
        assert sentences(response) == ["已为 5 个单位建立申报表，单位资料已按名册预填，请逐一填写。"]
        assert Application.objects.count() == 5

    def test_one_unit_that_may_not_apply_stops_all(self, world: World, signed_in, district, five_units, sector):
        type(sector).objects.filter(pk=sector.pk).update(sector_tier="sub_county")
        client, url = signed_in(world.officer_of(district)), f"/vitality/rounds/{world.round.pk}/applications/new/"
        response = client.post(url, {"selected": [five_units[0].pk, sector.pk]})
        assert "应为市级或县区级（大工发〔2014〕31号 六、2）" in sentences(response)[0]
        assert not Application.objects.exists()

    def test_without_a_tick_it_says_so(self, world: World, signed_in, district):
        url = f"/vitality/rounds/{world.round.pk}/applications/new/"
        assert sentences(signed_in(world.officer_of(district)).post(url)) == ["请先勾选要申报的单位。"]

    def test_a_strangers_unit_does_not_exist(self, world: World, signed_in, five_units):
        client = signed_in(world.officer_of(DistrictFactory()))
        url = f"/vitality/rounds/{world.round.pk}/applications/new/"
        assert client.post(url, {"selected": five_units[0].pk}).status_code == 404

    def test_the_city_starts_nobodys_form(self, world: World, signed_in, five_units):
        url = f"/vitality/rounds/{world.round.pk}/applications/new/"
        assert signed_in(world.reviewer).post(url, {"selected": five_units[0].pk}).status_code == 403


class TestDetail:
    def test_it_shows_the_official_table_and_the_way(self, world: World, signed_in, district, five_units):
        world.filed_batch(district, five_units)
        application = Application.objects.get(unit=five_units[0])
        response = signed_in(world.officer_of(district)).get(application.get_absolute_url())
        page = text(response)
        assert "辽宁省基层工会活力建设项目" in page
        assert "（5）私营企业" in page
        states = [passage.state for passage in response.context["passages"]]
        assert states == ["done", "done", "done", "here", "to_come", "to_come"]

    def test_it_is_worded_for_each_reader(self, world: World, signed_in, district, five_units):
        world.filed_batch(district, five_units)
        url = Application.objects.get(unit=five_units[0]).get_absolute_url()
        assert "等待您初审" in text(signed_in(world.reviewer).get(url))
        assert "市总初审中" in text(signed_in(world.officer_of(district)).get(url))

    def test_a_returned_form_names_field_and_remark(self, world: World, signed_in, district, five_units):
        world.filed_batch(district, five_units)
        application = returned(world, Application.objects.get(unit=five_units[0]))
        page = text(signed_in(world.officer_of(district)).get(application.get_absolute_url()))
        assert "市总退回：不够具体。" in page
        assert "请补充时间安排。" in page

    def test_a_corrected_form_shows_what_changed(self, world: World, signed_in, district, five_units):
        world.filed_batch(district, five_units)
        application = returned(world, Application.objects.get(unit=five_units[0]))
        officer = world.officer_of(district)
        save_answers(
            application=application, answers={"measures": "三月述职。"}, revision=application.revision, user=officer
        )
        response = signed_in(officer).get(application.get_absolute_url())
        (change,) = response.context["changes"]
        assert (change.label, change.after) == ("主要措施", "三月述职。")
        assert "退回后的改动" in text(response)

    def test_a_stranger_finds_nothing(self, world: World, signed_in, five_units):
        url = world.draft(five_units[0]).get_absolute_url()
        assert signed_in(world.officer_of(DistrictFactory())).get(url).status_code == 404

    def test_it_asks_no_more_for_a_long_history(self, world: World, signed_in, district, five_units):
        world.filed_batch(district, five_units)
        application = Application.objects.get(unit=five_units[0])
        client, url = signed_in(world.officer_of(district)), application.get_absolute_url()
        before = query_count(client, url)
        for _ in range(3):
            returned(world, application)
            move_application(application=application, transition="refile", user=world.officer_of(district), at=NOON)
        assert query_count(client, url) <= before + 1 <= 30


class TestSteps:
    def test_the_unit_submits_and_the_superior_union_agrees(self, world: World, signed_in, district, five_units):
        application = world.draft(five_units[0])
        clerk = signed_in(user_with_post(RoleKind.UNIT_CLERK, five_units[0]))
        assert clerk.post(step_url(application, "submit")).url == application.get_absolute_url()
        officer = signed_in(world.officer_of(district))
        assert sentences(officer.post(step_url(application, "endorse"))) == ["已同意申报，请在批次中汇总申报。"]
        application.refresh_from_db()
        assert application.state == ApplicationState.ENDORSED

    def test_an_incomplete_form_keeps_the_button_closed_with_its_reason(self, world, signed_in, district, five_units):
        application = world.draft(five_units[0], goals="")
        response = signed_in(world.officer_of(district)).get(application.get_absolute_url())
        buttons = {button.key: button for button in response.context["steps"]}
        assert buttons["step_endorse"].obstacles == [{"text": "“工作目标”未填", "clause": "大工发〔2014〕31号 附件1"}]
        assert "不可操作：“工作目标”未填" in text(response)

    def test_a_refused_step_comes_back_with_the_reasons(self, world: World, signed_in, district, five_units):
        application = world.draft(five_units[0], goals="")
        response = signed_in(world.officer_of(district)).post(step_url(application, "endorse"))
        assert response.status_code == 409
        assert "不能同意申报：“工作目标”未填（大工发〔2014〕31号 附件1）" in text(response)

    def test_giving_back_without_a_reason_keeps_the_dialog_open(self, world: World, signed_in, district, five_units):
        application = world.draft(five_units[0])
        clerk = user_with_post(RoleKind.UNIT_CLERK, five_units[0])
        move_application(application=application, transition="submit", user=clerk, at=NOON)
        response = signed_in(world.officer_of(district)).post(step_url(application, "give_back"), {"comment": "  "})
        assert response.status_code == 409
        assert "请写明要修改什么。" in text(response)

    def test_a_comment_is_not_lost_when_the_step_comes_too_late(self, world: World, signed_in, district, five_units):
        application, officer = world.draft(five_units[0]), world.officer_of(district)
        move_application(application=application, transition="endorse", user=officer, at=NOON)
        response = signed_in(officer).post(step_url(application, "give_back"), {"comment": "目标写得太空。"})
        assert response.status_code == 409
        assert "目标写得太空。" in text(response)

    def test_a_second_press_does_nothing_twice(self, world: World, signed_in, district, five_units):
        application, client = world.draft(five_units[0]), signed_in(world.officer_of(district))
        client.post(step_url(application, "endorse"))
        again = client.post(step_url(application, "endorse"))
        assert again.status_code == 302
        assert sentences(again)[-1] == "“同意申报”已经办理过了。"

    def test_the_unit_never_agrees_for_its_superior(self, world: World, signed_in, five_units):
        clerk = signed_in(user_with_post(RoleKind.UNIT_CLERK, five_units[0]))
        assert clerk.post(step_url(world.draft(five_units[0]), "endorse")).status_code == 403

    @pytest.mark.parametrize("step", ["file", "approve", "confirm", "pass_review", "nonsense"])
    def test_steps_of_other_pages_are_not_taken_here(self, world: World, signed_in, district, five_units, step):
        client = signed_in(world.officer_of(district))
        assert client.post(step_url(world.draft(five_units[0]), step)).status_code == 404

    def test_a_step_followed_by_a_link_leads_to_the_form(self, world: World, signed_in, district, five_units):
        application = world.draft(five_units[0])
        response = signed_in(world.officer_of(district)).get(step_url(application, "endorse"))
        assert response.url == application.get_absolute_url()


class TestList:
    def test_filters_narrow_the_list_and_its_export_alike(self, world: World, signed_in, district, five_units):
        for unit in five_units[:2]:
            world.draft(unit)
        world.endorsed(five_units[2])
        client, base = signed_in(world.officer_of(district)), f"/vitality/rounds/{world.round.pk}/applications"
        table = client.get(f"{base}/?state=draft").context["table"]
        assert table.total_count == 2
        response = client.get(f"{base}.xlsx?state=draft")
        rows = list(load_workbook(BytesIO(b"".join(response.streaming_content))).active.values)
        assert {row[0] for row in rows[3:]} == {unit.name for unit in five_units[:2]}
        assert "状态：草稿" in rows[1][0]

    def test_a_unit_is_found_by_its_sound(self, world: World, signed_in, district):
        world.draft(UnionFactory(superior=district, name="机床厂工会", name_pinyin="jichuangchanggonghui jccgh"))
        url = f"/vitality/rounds/{world.round.pk}/applications/?q=jichuang"
        assert signed_in(world.officer_of(district)).get(url).context["table"].total_count == 1

    def test_it_asks_no_more_for_more_rows(self, world: World, signed_in, district):
        client, url = signed_in(world.reviewer), f"/vitality/rounds/{world.round.pk}/applications/"
        world.draft(UnionFactory(superior=district))
        before = query_count(client, url)
        for unit in units_under(district, 8):
            world.draft(unit)
        assert query_count(client, url) == before <= 20
