"""The province's answer: entered with number, date and scan, and what it settles."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from office.documents import render_pdf
from office.files import evidence_of
from tests.factories import user_with_post
from tests.vitality.conftest import World
from tests.vitality.views.conftest import query_count, sentences, text
from unions.kinds import RoleKind
from vitality.kinds import ApplicationState, Outcome
from vitality.models import Application, ProvinceAnswer, Typical
from vitality.services.decisions import prepare_decision, publish_decisions

PLACE = "/vitality/province/"
PAPER = {"answered_on": "2014-09-20", "document_number": "辽工批〔2014〕1号"}


@pytest.fixture
def client(world: World, signed_in):
    return signed_in(world.reviewer)


@pytest.fixture
def forwarded(world: World, district, five_units) -> list[Application]:
    for form in world.passed(district, five_units):
        prepare_decision(application=form, outcome=Outcome.APPROVE, reason="", user=world.leader, at=world.at)
    publish_decisions(
        round=world.round, meeting_on=date(2014, 9, 20), minutes_number="3号", user=world.leader, at=world.at
    )
    return list(Application.objects.order_by("pk"))


@pytest.fixture
def scan() -> SimpleUploadedFile:
    return SimpleUploadedFile("批复.pdf", render_pdf("print/official.html", {}))


def record_url(world: World) -> str:
    return f"{PLACE}rounds/{world.round.pk}/record/"


def answers(forms: list[Application], *given: str) -> dict[str, str]:
    return {f"answer_{form.pk}": answer for form, answer in zip(forms, given, strict=False)}


def test_what_was_sent_stands_with_what_became_of_it(client, forwarded):
    answer = client.get(PLACE)
    assert answer.context["counts"].awaited_count == 5
    assert query_count(client, PLACE) <= 14


def test_a_paper_settles_the_forms_it_names_and_keeps_its_scan(world: World, client, forwarded, scan):
    answer = client.post(record_url(world), PAPER | answers(forwarded, "confirmed", "refused") | {"scans": scan})
    paper = ProvinceAnswer.objects.get()
    assert answer.url == paper.get_absolute_url()
    states = [form.state for form in Application.objects.order_by("pk")]
    assert states[:3] == [ApplicationState.CONFIRMED, ApplicationState.REFUSED, ApplicationState.FORWARDED]
    assert [file.name for file in evidence_of(paper)] == ["批复.pdf"]
    assert Typical.objects.get().unit == forwarded[0].unit


def test_the_answers_page_shows_what_it_settled(world: World, client, forwarded):
    client.post(record_url(world), PAPER | answers(forwarded, "confirmed", "refused"))
    page = client.get(ProvinceAnswer.objects.get().get_absolute_url())
    assert (page.context["confirmed_count"], page.context["refused_count"]) == (1, 1)
    assert "尚未上传" in text(page)


def test_most_of_a_paper_can_be_ticked_at_once(world: World, client, forwarded):
    page = client.get(f"{record_url(world)}?all=confirmed")
    assert [box.value() for _, box in page.context["form"].rows] == ["confirmed"] * 5


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({}, "请至少选一张省总已批复的申报表"),
        ({"document_number": ""}, "请填写批复文号。"),
        ({"answered_on": "2014-09-21"}, "批复日期不能在今天之后"),
    ],
)
def test_a_wrong_paper_is_refused_with_everything_kept(world: World, client, forwarded, changed, told):
    given = answers(forwarded, "confirmed") if changed else {}
    answer = client.post(record_url(world), PAPER | given | changed)
    assert (answer.status_code, ProvinceAnswer.objects.count()) == (422, 0)
    assert told in text(answer)
    assert next(box.value() for _, box in answer.context["form"].rows) == given.get(f"answer_{forwarded[0].pk}")


def test_a_scan_that_is_no_scan_leaves_nothing_recorded(world: World, client, forwarded):
    wrong = SimpleUploadedFile("批复.pdf", b"MZ this is a programme")
    answer = client.post(record_url(world), PAPER | answers(forwarded, "confirmed") | {"scans": wrong})
    assert "的内容与扩展名 .pdf 不符" in text(answer)
    assert (ProvinceAnswer.objects.count(), Typical.objects.count()) == (0, 0)


def test_a_number_is_used_once(world: World, client, forwarded):
    client.post(record_url(world), PAPER | answers(forwarded, "confirmed"))
    answer = client.post(record_url(world), PAPER | answers(forwarded, "", "confirmed"))
    assert "该文号已登记" in text(answer)


def test_a_scan_that_came_later_is_attached(world: World, client, forwarded, scan):
    client.post(record_url(world), PAPER | answers(forwarded, "confirmed"))
    paper = ProvinceAnswer.objects.get()
    client.post(f"{paper.get_absolute_url()}scan/", {"scans": scan})
    assert evidence_of(paper).count() == 1
    refused = client.post(f"{paper.get_absolute_url()}scan/", {"scans": SimpleUploadedFile("批复.exe", b"MZ")})
    assert "的类型不能接收" in sentences(refused)[-1]


def test_only_the_reviewing_department_records(world: World, signed_in, forwarded):
    leader = signed_in(world.leader)
    for url in (PLACE, record_url(world)):
        assert leader.get(url).status_code == 403
    assert leader.post(record_url(world), PAPER).status_code == 403


def test_a_district_does_not_find_the_provinces_paper(world: World, client, signed_in, forwarded):
    client.post(record_url(world), PAPER | answers(forwarded, "confirmed"))
    officer = signed_in(world.officer_of(forwarded[0].batch.superior))
    assert officer.get(ProvinceAnswer.objects.get().get_absolute_url()).status_code == 404


def test_an_auditor_reads_the_paper_but_adds_nothing(world: World, client, signed_in, forwarded, scan):
    client.post(record_url(world), PAPER | answers(forwarded, "confirmed"))
    url = ProvinceAnswer.objects.get().get_absolute_url()
    auditor = signed_in(user_with_post(RoleKind.AUDITOR, world.reviewer.post.union))
    assert "补充扫描件" not in text(auditor.get(url))
    assert auditor.post(f"{url}scan/", {"scans": scan}).status_code == 403
