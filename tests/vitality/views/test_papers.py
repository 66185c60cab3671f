"""Plans and measures on screen: writing, filing, the city's answer."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from office.files import evidence_of
from tests.factories import DistrictFactory, user_with_post
from tests.vitality.conftest import NOON, World
from tests.vitality.views.conftest import query_count, sentences, text
from unions.kinds import RoleKind
from unions.models import User
from vitality.kinds import PaperKind, PaperState
from vitality.models import UnionPaper
from vitality.services.papers import move_paper, open_paper, save_paper

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def officer(world: World, district) -> User:
    return world.officer_of(district)


@pytest.fixture
def client(signed_in, officer):
    return signed_in(officer)


@pytest.fixture
def paper(world: World, district, officer) -> UnionPaper:
    opened = open_paper(round=world.round, union=district, kind=PaperKind.SAFEGUARD_MEASURES)
    return save_paper(paper=opened, text="一、组织保障。", revision=opened.revision, user=officer)


@pytest.fixture
def filed(paper, officer) -> UnionPaper:
    return move_paper(paper=paper, transition="file", user=officer, at=NOON)


def url(paper: UnionPaper, page: str = "") -> str:
    return f"/vitality/papers/{paper.pk}/{page}"


def test_a_paper_is_begun_once(world: World, client):
    address = f"/vitality/rounds/{world.round.pk}/papers/implementation_plan/"
    first, again = (client.post(address).url for _ in range(2))
    assert first == again
    assert UnionPaper.objects.count() == 1


def test_an_unknown_paper_is_not_found(world: World, client):
    assert client.post(f"/vitality/rounds/{world.round.pk}/papers/nonsense/").status_code == 404


def test_a_unit_has_no_paper_of_its_own(world: World, signed_in, five_units):
    clerk = signed_in(user_with_post(RoleKind.UNIT_CLERK, five_units[0]))
    assert clerk.post(f"/vitality/rounds/{world.round.pk}/papers/implementation_plan/").status_code == 403


def test_text_and_file_are_saved_together(client, paper):
    sent = {"text": "二、经费保障。", "version": paper.revision, "evidence": SimpleUploadedFile("方案.pdf", PDF)}
    assert client.post(url(paper, "edit/"), sent).status_code == 302
    paper.refresh_from_db()
    assert paper.text == "二、经费保障。"
    assert evidence_of(paper).get().name == "方案.pdf"


def test_both_texts_stand_on_the_page_after_a_clash(client, paper):
    seen = paper.revision
    client.post(url(paper, "edit/"), {"text": "同事写的。", "version": seen})
    response = client.post(url(paper, "edit/"), {"text": "我写的。", "version": seen})
    assert response.status_code == 409
    assert "同事写的。" in text(response)
    assert "我写的。" in text(response)


def test_a_text_too_long_is_refused_with_its_length(client, paper):
    response = client.post(url(paper, "edit/"), {"text": "长" * 20_001, "version": paper.revision})
    assert response.status_code == 422
    assert "现有 20001 个字" in text(response)


def test_it_saves_itself_and_says_why_not(client, paper, officer):
    address = url(paper, "autosave/")
    response = client.post(address, {"text": "边写边存。", "version": paper.revision})
    assert response.json()["version"] == str(paper.revision + 1)
    assert client.post(address, {"text": "旧页。", "version": paper.revision}).status_code == 409
    move_paper(paper=paper, transition="file", user=officer, at=NOON)
    late = client.post(address, {"text": "晚了。", "version": paper.revision + 1})
    assert (late.status_code, "市总审核中" in late.json()["sentence"]) == (422, True)


def test_an_empty_paper_is_not_filed(world: World, client, district):
    empty = open_paper(round=world.round, union=district, kind=PaperKind.IMPLEMENTATION_PLAN)
    response = client.post(url(empty, "steps/file/"))
    assert response.status_code == 409
    assert "实施方案还没有正文，也没有附件（大工发〔2014〕31号 六、2）" in text(response)


def test_filing_twice_files_once(client, paper):
    assert sentences(client.post(url(paper, "steps/file/"))) == ["已报送市总。"]
    again = client.post(url(paper, "steps/file/"))
    assert sentences(again)[-1] == "“报送”已经办理过了。"
    paper.refresh_from_db()
    assert (paper.state, paper.is_late) == (PaperState.FILED, False)


def test_the_city_approves(world: World, signed_in, filed):
    response = signed_in(world.reviewer).post(url(filed, "steps/approve/"))
    assert sentences(response) == ["已批准。"]
    filed.refresh_from_db()
    assert (filed.state, filed.approved_by) == (PaperState.APPROVED, world.reviewer)


def test_a_return_needs_a_reason_which_the_union_reads(world: World, signed_in, client, filed):
    reviewer = signed_in(world.reviewer)
    assert reviewer.post(url(filed, "steps/return_for_revision/"), {"comment": ""}).status_code == 409
    reviewer.post(url(filed, "steps/return_for_revision/"), {"comment": "请补充责任人。"})
    page = text(client.get(url(filed, "edit/")))
    assert "请补充责任人。" in page


def test_a_filed_paper_is_not_written(client, filed):
    assert client.get(url(filed, "edit/")).url == url(filed)


@pytest.mark.parametrize(
    ("page", "status"), [("edit/", 403), ("autosave/", 403), ("steps/file/", 403), ("steps/nonsense/", 404)]
)
def test_the_city_writes_no_unions_paper(world: World, signed_in, paper, page, status):
    assert signed_in(world.reviewer).post(url(paper, page), {"text": "代写。", "version": 0}).status_code == status


def test_the_union_does_not_approve_its_own(client, filed):
    assert client.post(url(filed, "steps/approve/")).status_code == 403


@pytest.mark.parametrize("page", ["", "edit/"])
def test_a_stranger_finds_nothing(world: World, signed_in, paper, page):
    assert signed_in(world.officer_of(DistrictFactory())).get(url(paper, page)).status_code == 404


@pytest.mark.parametrize("page", ["", "edit/"])
def test_its_pages_ask_little(client, paper, page):
    assert query_count(client, url(paper, page)) <= 20
