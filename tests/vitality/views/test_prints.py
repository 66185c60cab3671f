"""Papers out: the annex form with its copies, and the summary table in its three looks."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from tests.factories import IndustrialFactory, user_with_post
from tests.papers import page_texts
from tests.vitality.conftest import LATE, WORDS, World, units_under
from tests.vitality.views.conftest import query_count, text
from unions.kinds import RoleKind
from vitality.kinds import Outcome
from vitality.models import Application, Batch
from vitality.selectors.annex_papers import number_of
from vitality.services.batches import file_batch
from vitality.services.decisions import prepare_decision, publish_decisions
from vitality.services.province import record_province_answer

MINUTES = "纪要〔2014〕3号"


def form_url(application: Application) -> str:
    return f"/vitality/applications/{application.pk}/form.pdf"


def printed(client, application: Application, query: str = "") -> list[str]:
    answer = client.get(form_url(application) + query)
    assert answer.headers["Content-Type"] == "application/pdf"
    return page_texts(answer.content)


def publish(world: World, *forms: Application, outcome: Outcome = Outcome.APPROVE) -> None:
    for form in forms:
        prepare_decision(application=form, outcome=outcome, reason="", user=world.leader, at=world.at)
    publish_decisions(
        round=world.round,
        meeting_on=date(2014, 9, 20),
        minutes_number=MINUTES,
        user=world.leader,
        at=world.at,
    )


@pytest.fixture
def client(world: World, signed_in):
    return signed_in(world.reviewer)


@pytest.fixture
def batch(world: World, district, five_units) -> Batch:
    return world.filed_batch(district, five_units)


class TestForm:
    def test_a_filed_form_is_printed_as_filed(self, client, batch):
        form = batch.applications.first()
        page = "".join(printed(client, form))
        for words in (
            "附件1",
            form.unit_name,
            "0411-80000000",
            WORDS["measures"],
            "120人",
            "中山区总工会",
            "2014年9月20日",
        ):
            assert words in page
        assert number_of(form) in page
        assert "草稿" not in page

    def test_a_draft_says_so_on_every_page(self, world: World, client, district):
        form = world.draft(units_under(district, 1)[0], measures="每月一次座谈，做好记录。" * 200)
        pages = printed(client, form)
        assert len(pages) > 2
        assert all("草稿" in page for page in pages)

    @pytest.mark.parametrize(
        ("query", "sheets", "marked"), [("", 1, 0), ("?copy=1", 1, 1), ("?copy=4", 1, 1), ("?copy=0", 4, 4)]
    )
    def test_the_copies_are_chosen(self, client, batch, query, sheets, marked):
        pages = printed(client, batch.applications.first(), query)
        assert (len(pages), sum("份（共四份）" in page for page in pages)) == (sheets, marked)

    @pytest.mark.parametrize(
        ("query", "holder"), [("?copy=1", "存：省"), ("?copy=2", "存：市"), ("?copy=4", "存：企业")]
    )
    def test_a_copy_names_its_holder(self, client, batch, query, holder):
        assert holder in "".join(printed(client, batch.applications.first(), query))

    @pytest.mark.parametrize("query", ["?copy=5", "?copy=-1", "?copy=x"])
    def test_a_copy_the_form_does_not_have_is_not_found(self, client, batch, query):
        assert client.get(form_url(batch.applications.first()) + query).status_code == 404

    def test_the_citys_agreement_is_sealed_and_the_province_confirms(self, world: World, client, district, five_units):
        forms = world.passed(district, five_units)
        publish(world, *forms)
        page = "".join(printed(client, forms[0]))
        assert "大连市总工会" in page
        assert "辽工批" not in page
        record_province_answer(
            round=world.round, confirmed=[Application.objects.get(pk=forms[0].pk)], refused=[],
            answered_on=date(2014, 9, 20), document_number="辽工批〔2014〕1号", user=world.reviewer, at=world.at,
        )  # fmt: skip
        assert "辽工批〔2014〕1号" in "".join(printed(client, forms[0]))

    def test_a_city_typical_is_confirmed_by_the_minutes(self, world: World, client, industrial):
        forms = world.passed(industrial, units_under(industrial, 3))
        publish(world, forms[0])
        page = "".join(printed(client, forms[0]))
        assert "附件3" in page
        assert MINUTES in page
        assert MINUTES not in "".join(printed(client, forms[1]))

    def test_a_recommended_form_is_printed_as_a_provincial_one(self, world: World, client):
        superiors = IndustrialFactory(), IndustrialFactory()
        forms = [form for superior in superiors for form in world.passed(superior, units_under(superior, 3))]
        publish(world, *forms[:5], outcome=Outcome.RECOMMEND)
        page = "".join(printed(client, Application.objects.get(origin=forms[0])))
        assert "附件1" in page
        assert forms[0].unit_name in page

    def test_a_late_form_says_so(self, world: World, client, district, five_units):
        batch = world.endorsed_batch(district, five_units)
        file_batch(batch=batch, user=world.officer_of(district), at=LATE)
        assert "逾期申报" in printed(client, batch.applications.first())[0]

    def test_the_paper_may_stand_in_our_own_pages_only(self, client, batch):
        headers = client.get(form_url(batch.applications.first())).headers
        assert headers["X-Frame-Options"] == "SAMEORIGIN"
        assert headers["Content-Security-Policy"] == "frame-ancestors 'self'"
        assert headers["Content-Disposition"].startswith("inline")
        saved = client.get(form_url(batch.applications.first()) + "?save=1")
        assert saved.headers["Content-Disposition"].startswith("attachment")

    def test_what_people_type_is_not_markup(self, world: World, client, district):
        form = world.draft(units_under(district, 1)[0], goals='<img src="file:///etc/passwd"><b>建家</b>')
        assert '<imgsrc="file:///etc/passwd"><b>建家</b>' in "".join(printed(client, form))

    def test_a_units_clerk_prints_the_own_form_and_no_other(self, signed_in, batch, five_units):
        own, other = batch.applications.get(unit=five_units[0]), batch.applications.get(unit=five_units[1])
        clerk = signed_in(user_with_post(RoleKind.UNIT_CLERK, five_units[0]))
        assert clerk.get(form_url(own)).status_code == 200
        assert clerk.get(form_url(other)).status_code == 404

    def test_another_district_does_not_find_it(self, signed_in, batch):
        assert signed_in(user_with_post(RoleKind.OFFICER)).get(form_url(batch.applications.first())).status_code == 404


class TestSummary:
    def test_screen_workbook_and_paper_show_the_same_units(self, client, batch):
        url, names = f"/vitality/batches/{batch.pk}/summary", [form.unit_name for form in batch.applications.all()]
        rows = client.get(f"{url}/").context["table"].rows
        assert [row.source.application.unit_name for row in rows] == names
        sheet = load_workbook(BytesIO(client.get(f"{url}.xlsx").getvalue())).active
        assert [cell.value for cell in sheet["B"]][3:] == names
        (page,) = page_texts(client.get(f"{url}.pdf").content)
        assert all(name in page for name in names)
        assert f"大工活力〔2014〕汇-{batch.pk:04d}" in page
        assert "合计：单位5个；其中公有制企事业2个；其中百人以上非公企业3个；职工600人。" in page

    def test_the_workbook_keeps_more_than_the_paper(self, client, batch):
        sheet = load_workbook(BytesIO(client.get(f"/vitality/batches/{batch.pk}/summary.xlsx").getvalue())).active
        assert [cell.value for cell in sheet[3]][-3:] == ["档案编号", "工作目标", "主要措施"]

    def test_an_unfiled_batch_has_no_number_yet(self, world: World, client, district, five_units):
        batch = world.endorsed_batch(district, five_units)
        answer = client.get(f"/vitality/batches/{batch.pk}/summary/")
        assert "尚未申报" in text(answer)
        assert "汇-" not in text(answer)

    def test_more_units_take_no_more_queries(self, world: World, client, batch, industrial):
        few = query_count(client, f"/vitality/batches/{batch.pk}/summary/")
        small = world.filed_batch(industrial, units_under(industrial, 3))
        assert query_count(client, f"/vitality/batches/{small.pk}/summary/") == few <= 14

    @pytest.mark.parametrize("way", ["summary/", "summary.xlsx", "summary.pdf"])
    def test_another_district_finds_nothing(self, signed_in, batch, way):
        stranger = signed_in(user_with_post(RoleKind.OFFICER))
        assert stranger.get(f"/vitality/batches/{batch.pk}/{way}").status_code == 404
