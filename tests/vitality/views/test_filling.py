"""Filling in an annex form: lenient reading, saving by itself, two people at once, nothing lost."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from office.files import evidence_of
from tests.factories import DistrictFactory, user_with_post
from tests.vitality.conftest import NOON, World
from tests.vitality.views.conftest import query_count, sentences, text
from unions.kinds import RoleKind
from unions.models import User
from vitality.kinds import ApplicationState
from vitality.models import Application
from vitality.services.applications import move_application, save_answers

FLAGS = ("declares_new", "is_state_controlled", "is_enterprise_managed")
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def application(world: World, five_units) -> Application:
    return world.draft(five_units[0])


@pytest.fixture
def officer(world: World, district) -> User:
    return world.officer_of(district)


@pytest.fixture
def client(signed_in, officer):
    return signed_in(officer)


def url(application: Application, page: str = "edit") -> str:
    return f"/vitality/applications/{application.pk}/{page}/"


def typed(application: Application, **changes: Any) -> dict[str, Any]:
    """What the page of a form sends with some boxes changed."""
    names = ("unit_name", "chair_name", "address", "contact", "ownership_type", "employee_count", "goals", "measures")
    boxes = {name: getattr(application, name) for name in names}
    return {**boxes, "declares_new": "on", "version": application.revision, **changes}


def told(application: Application, **changes: Any) -> dict[str, Any]:
    """The same from a real page, which also tells what its boxes held when it was made."""
    sent = typed(application)
    held = {f"initial-{name}": value for name, value in sent.items() if name not in ("version", "declares_new")}
    flags = {f"initial-{name}": str(getattr(application, name)) for name in FLAGS}
    return {**sent, **held, **flags, **changes}


def returned(world: World, application: Application) -> Application:
    officer = world.officer_of(application.batch.superior)
    Application.objects.filter(pk=application.pk).update(
        state=ApplicationState.FILED, endorsed_at=NOON, endorsed_by=officer
    )
    application.refresh_from_db()
    world.remark(application, measures="请补充时间安排。")
    return move_application(
        application=application, transition="return_for_revision", user=world.reviewer, at=NOON, comment="不够具体。"
    )


class TestSaving:
    @pytest.mark.parametrize("spelling", ["300", "300人", "３００ 人", "300 ", "300.0"])
    def test_numbers_are_understood_as_people_write_them(self, client, application, spelling):
        assert client.post(url(application), typed(application, employee_count=spelling)).status_code == 302
        application.refresh_from_db()
        assert application.employee_count == 300

    def test_an_incomplete_draft_is_saved(self, client, application):
        response = client.post(url(application), typed(application, goals="", ownership_type="", employee_count=""))
        assert sentences(response) == ["已保存。"]
        application.refresh_from_db()
        assert (application.goals, application.ownership_type, application.employee_count) == ("", "", None)

    def test_an_unreadable_number_keeps_the_input_and_saves_the_rest(self, client, application):
        response = client.post(url(application), typed(application, employee_count="约300", goals="新的目标。"))
        assert response.status_code == 422
        assert "应为整数（0 至 9,999,999），如 300。" in text(response)
        assert 'value="约300"' in text(response)
        application.refresh_from_db()
        assert (application.employee_count, application.goals) == (120, "新的目标。")

    def test_a_text_too_long_is_refused_with_its_length_and_never_cut(self, client, application):
        response = client.post(url(application), typed(application, goals="长" * 3001))
        assert response.status_code == 422
        assert "不超过 3000 个字的文字，现有 3001 个字" in text(response)
        assert "长" * 3001 in text(response)
        application.refresh_from_db()
        assert application.goals == "建成职工之家。"

    def test_the_page_goes_on_or_leads_to_the_form(self, client, application):
        assert client.post(url(application), typed(application)).url == url(application)
        assert client.post(url(application), typed(application, done="1")).url == application.get_absolute_url()

    def test_line_breaks_of_a_browser_are_no_change(self, client, application):
        client.post(url(application), typed(application, goals="甲\r\n乙"))
        application.refresh_from_db()
        first = application.revision
        client.post(url(application), typed(application, goals="甲\r\n乙"))
        application.refresh_from_db()
        assert (application.goals, application.revision) == ("甲\n乙", first)

    def test_state_and_revision_are_not_taken_from_the_page(self, client, application):
        client.post(url(application), typed(application, state="approved", revision="99", unit="1", form="3"))
        before = application.revision
        application.refresh_from_db()
        assert (application.state, application.form, application.revision) == ("draft", "1", before)


class TestTwoAtOnce:
    def test_both_versions_stand_side_by_side(self, client, application):
        seen = typed(application, goals="我的目标。")
        client.post(url(application), typed(application, goals="同事的目标。"))
        response = client.post(url(application), seen)
        assert response.status_code == 409
        assert "刚被他人修改过" in text(response)
        (difference,) = response.context["conflict"]
        assert (difference.before, difference.after) == ("同事的目标。", "我的目标。")
        application.refresh_from_db()
        assert application.goals == "同事的目标。"

    def test_changes_to_different_fields_are_both_kept(self, client, application):
        seen = told(application, goals="我的目标。", employee_count="130")
        client.post(url(application), typed(application, chair_name="同事填的主席") | {"declares_new": ""})
        assert client.post(url(application), seen).status_code == 302
        application.refresh_from_db()
        assert (application.goals, application.employee_count) == ("我的目标。", 130)
        assert (application.chair_name, application.declares_new) == ("同事填的主席", False)

    def test_only_what_both_changed_is_disputed(self, client, application):
        seen = told(application, goals="我的目标。")
        client.post(url(application), typed(application, goals="同事的目标。", chair_name="同事填的主席"))
        response = client.post(url(application), seen)
        assert response.status_code == 409
        assert [difference.field for difference in response.context["conflict"]] == ["goals"]
        assert response.context["form"]["chair_name"].value() == "同事填的主席"
        assert response.context["form"]["goals"].value() == "我的目标。"

    def test_an_unreadable_box_is_disputed_only_if_the_other_changed_it(self, client, application):
        seen = told(application, employee_count="约130")
        client.post(url(application), typed(application, goals="同事的目标。"))
        assert client.post(url(application), seen).status_code == 422
        application.refresh_from_db()
        assert (application.goals, application.employee_count) == ("同事的目标。", 120)

    def test_having_seen_both_the_person_can_save(self, client, application):
        seen = typed(application, goals="我的目标。")
        client.post(url(application), typed(application, goals="同事的目标。"))
        version = client.post(url(application), seen).context["application"].revision
        assert client.post(url(application), {**seen, "version": version}).status_code == 302
        application.refresh_from_db()
        assert application.goals == "我的目标。"

    def test_a_form_agreed_to_meanwhile_keeps_what_was_typed_on_the_page(self, client, application, officer):
        move_application(application=application, transition="endorse", user=officer, at=NOON)
        response = client.post(url(application), typed(application, goals="来晚的目标。"))
        assert response.status_code == 409
        assert "申报表现为“上级工会已同意”，不能修改；您的输入仍在本页。" in text(response)
        assert "来晚的目标。" in text(response)
        application.refresh_from_db()
        assert application.goals == "建成职工之家。"


class TestReturned:
    def test_only_the_named_fields_are_open(self, world: World, client, application):
        application = returned(world, application)
        response = client.get(url(application))
        form = response.context["form"]
        assert [name for name in form.fields if not form.fields[name].disabled] == ["measures"]
        assert "请补充时间安排。" in text(response)

    def test_other_boxes_are_not_read(self, world: World, client, application):
        application = returned(world, application)
        client.post(url(application), typed(application, measures="三月述职。", goals="偷改的目标。"))
        application.refresh_from_db()
        assert (application.measures, application.goals) == ("三月述职。", "建成职工之家。")

    def test_the_earlier_answer_stands_beside(self, world: World, client, officer, application):
        move_application(application=application, transition="endorse", user=officer, at=NOON)
        application.refresh_from_db()
        application.versions.create(number=1, answers={"measures": "每月一次座谈。"}, filed_at=NOON, filed_by=officer)
        application = returned(world, application)
        save_answers(
            application=application, answers={"measures": "三月述职。"}, revision=application.revision, user=officer
        )
        assert "<del>每月一次座谈。</del>" in text(client.get(url(application)))


class TestAutosave:
    def test_it_answers_with_the_new_version(self, client, application):
        response = client.post(url(application, "autosave"), typed(application, goals="边写边存。"))
        application.refresh_from_db()
        assert application.goals == "边写边存。"
        assert response.json()["version"] == str(application.revision)

    def test_it_saves_what_it_can_read_and_names_the_rest(self, client, application):
        response = client.post(url(application, "autosave"), typed(application, goals="好的。", employee_count="几百"))
        assert response.json()["unread"] == "“职工人数”应为整数（0 至 9,999,999），如 300"
        application.refresh_from_db()
        assert (application.goals, application.employee_count) == ("好的。", 120)

    def test_a_stale_page_is_told_and_changes_nothing(self, client, application):
        seen = typed(application, goals="我的。")
        client.post(url(application, "autosave"), typed(application, goals="同事的。"))
        response = client.post(url(application, "autosave"), seen)
        assert response.status_code == 409
        application.refresh_from_db()
        assert application.goals == "同事的。"

    def test_a_closed_form_says_in_which_state_it_is(self, client, application, officer):
        move_application(application=application, transition="endorse", user=officer, at=NOON)
        response = client.post(url(application, "autosave"), typed(application, goals="晚了。"))
        assert response.status_code == 422
        assert "上级工会已同意" in response.json()["sentence"]

    @pytest.mark.parametrize("version", ["", "x", "-1", "9" * 5000])
    def test_a_version_that_is_no_number_is_a_stale_one(self, client, application, version):
        sent = typed(application, goals="改。", version=version)
        assert client.post(url(application, "autosave"), sent).status_code == 409


class TestStanding:
    def test_the_category_follows_what_is_typed_and_nothing_is_saved(self, client, application):
        for count, category in (("100", "百人以上非公企业"), ("99", "五十人以上百人以下非公企业")):
            page = text(client.post(url(application, "standing"), typed(application, employee_count=count)))
            assert category in page
        application.refresh_from_db()
        assert application.employee_count == 120

    def test_state_control_counts_as_public(self, client, application):
        page = text(client.post(url(application, "standing"), typed(application, is_state_controlled="on")))
        assert "公有制企事业" in page
        assert "R-U3" in page

    def test_empty_cells_are_named(self, client, application):
        page = text(client.post(url(application, "standing"), typed(application, goals="", measures="")))
        assert "还差 2 项" in page
        assert "“主要措施”未填" in page


class TestEvidence:
    def test_a_file_comes_with_what_was_typed(self, client, application):
        upload = SimpleUploadedFile("职代会决议.pdf", PDF, "application/pdf")
        client.post(url(application), typed(application, goals="一并保存。", evidence=upload))
        assert [file.name for file in evidence_of(application)] == ["职代会决议.pdf"]
        application.refresh_from_db()
        assert application.goals == "一并保存。"

    def test_a_programme_in_disguise_is_refused_and_the_words_are_kept(self, client, application):
        upload = SimpleUploadedFile("决议.pdf", b"MZ\x90\x00" + b"\x00" * 64, "application/pdf")
        response = client.post(url(application), typed(application, goals="还在。", evidence=upload))
        assert response.status_code == 409
        assert "文件“决议.pdf”的内容与扩展名 .pdf 不符" in text(response)
        assert "还在。" in text(response)
        assert not evidence_of(application).exists()

    def test_it_can_be_taken_off_while_the_form_is_open(self, client, application):
        client.post(url(application), typed(application, evidence=SimpleUploadedFile("决议.pdf", PDF)))
        application.refresh_from_db()
        key = evidence_of(application).get().pk
        for _ in range(2):  # a second press finds it gone already
            assert client.post(url(application), typed(application, remove=key)).status_code == 302
        assert not evidence_of(application).exists()

    def test_an_agreed_form_takes_no_files(self, client, application, officer):
        move_application(application=application, transition="endorse", user=officer, at=NOON)
        response = client.post(url(application), typed(application, evidence=SimpleUploadedFile("决议.pdf", PDF)))
        assert response.status_code == 409
        assert not evidence_of(application).exists()

    def test_the_file_of_another_form_is_not_taken_off(self, world: World, client, application, five_units):
        other = world.draft(five_units[1])
        client.post(url(other), typed(other, evidence=SimpleUploadedFile("决议.pdf", PDF)))
        key = evidence_of(other).get().pk
        client.post(url(application), typed(application, remove=key))
        assert evidence_of(other).exists()


@pytest.mark.parametrize("page", ["edit", "autosave", "standing"])
def test_who_only_reads_writes_nowhere(world: World, signed_in, application, page):
    assert signed_in(world.reviewer).post(url(application, page), typed(application)).status_code == 403
    stranger = world.officer_of(DistrictFactory())
    assert signed_in(stranger).post(url(application, page), typed(application)).status_code == 404


def test_the_page_of_a_closed_form_leads_to_the_form(signed_in, application, officer):
    move_application(application=application, transition="endorse", user=officer, at=NOON)
    response = signed_in(officer).get(url(application))
    assert response.url == application.get_absolute_url()


def test_the_unit_itself_fills_in_its_form(signed_in, five_units, application):
    client = signed_in(user_with_post(RoleKind.UNIT_CLERK, five_units[0]))
    assert client.post(url(application), typed(application, goals="我们自己写的。")).status_code == 302
    application.refresh_from_db()
    assert application.goals == "我们自己写的。"


def test_the_page_asks_little(client, application):
    assert query_count(client, url(application)) <= 20
