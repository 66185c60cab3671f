"""Archives: filing, withdrawing, what is still empty, what the system links in, and the zip."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile

from office.files import path_of
from office.jobs import run, submit
from office.kinds import JobState
from office.refusals import Refused
from tests.vitality.conftest import NOON
from tests.vitality.guidance.conftest import Place, browser
from tests.vitality.views.conftest import query_count, text
from vitality.kinds import ArchiveFolder, ArchiveKind, TypicalKind, TypicalLevel
from vitality.models import ArchiveDocument, Typical
from vitality.selectors.archive import archive_of, archive_rows
from vitality.services.archive import file_document, withdraw_document
from vitality.services.guidance import record_visit
from vitality.tasks import ARCHIVE_PACKAGE

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
VISIT = {"visited_on": date(2014, 9, 10), "visitors": "甲一", "topics": "计划"}


@pytest.fixture
def typical(place: Place) -> Typical:
    return Typical.objects.create(
        unit=place.unit, superior=place.district, year=2014, level=TypicalLevel.CITY, kind=TypicalKind.ENTERPRISE
    )


def put(place: Place, user=None, folder=ArchiveFolder.EXPERIENCE, name="经验.pdf", **more) -> ArchiveDocument:
    return file_document(
        union=place.unit, archive=ArchiveKind.TYPICAL, folder=folder, upload=SimpleUploadedFile(name, PDF),
        user=user or place.clerk, at=NOON, **more,
    )  # fmt: skip


def test_a_folder_is_empty_until_something_is_filed_or_linked(place: Place, typical):
    record_visit(unit=place.unit, values=VISIT, user=place.officer, at=NOON)
    put(place)
    found = archive_of(place.unit, ArchiveKind.TYPICAL, place.clerk)
    filled = {content.folder for content in found.folders} - set(found.empty_folders)
    assert filled == {ArchiveFolder.EXPERIENCE, ArchiveFolder.GUIDANCE}
    (row,) = archive_rows(place.group, ArchiveKind.TYPICAL)
    assert (row.filed_count, row.linked_count, row.filled_count) == (1, 1, 2)


def test_a_withdrawn_paper_stays_in_the_history_with_its_reason(place: Place, typical):
    document = put(place)
    with pytest.raises(Refused, match="须写明理由"):
        withdraw_document(document=document, reason=" ", user=place.clerk, at=NOON)
    withdraw_document(document=document, reason="内容有误", user=place.officer, at=NOON)
    found = archive_of(place.unit, ArchiveKind.TYPICAL, place.clerk)
    assert ArchiveFolder.EXPERIENCE in found.empty_folders
    page = text(browser(place.clerk).get(document.get_absolute_url()))
    assert "内容有误" in page
    with pytest.raises(Refused, match="撤出"):
        withdraw_document(document=document, reason="再撤", user=place.officer, at=NOON)


def test_the_same_file_is_filed_once_under_a_title(place: Place, typical):
    document = put(place)
    with pytest.raises(Refused, match="是同一个文件"):
        put(place)
    put(place, title="另一题名")
    withdraw_document(document=document, reason="重新归档", user=place.clerk, at=NOON)
    put(place)
    assert ArchiveDocument.objects.kept().count() == 2


def test_a_unit_withdraws_only_what_it_filed_itself(place: Place, typical):
    document = put(place, user=place.officer)
    with pytest.raises(PermissionDenied):
        withdraw_document(document=document, reason="不要", user=place.clerk, at=NOON)


@pytest.mark.parametrize("who", ["stranger", "party", "finance", "district_auditor"])
def test_others_file_nothing(place: Place, typical, who):
    with pytest.raises(PermissionDenied):
        put(place, user=place.people[who])


def test_a_unit_that_is_no_typical_has_no_archive(place: Place):
    with pytest.raises(Refused, match="没有“典型档案”"):
        put(place)
    assert browser(place.clerk).get(f"/vitality/archives/typical/{place.unit.pk}/").status_code == 404


def test_a_folder_of_the_other_archive_is_refused(place: Place, typical):
    with pytest.raises(Refused, match="没有“典型档案”的“实施方案与保障措施”目录"):
        put(place, folder=ArchiveFolder.SCHEME)


def test_the_zip_holds_what_was_filed_and_what_is_linked(place: Place, typical):
    record_visit(unit=place.unit, values=VISIT, user=place.officer, at=NOON)
    put(place, title="经验介绍")
    withdraw_document(document=put(place, name="旧.pdf", title="旧稿"), reason="旧", user=place.clerk, at=NOON)
    params = {"union": place.unit.pk, "archive": "typical"}
    job = run(submit(ARCHIVE_PACKAGE, params, user=place.clerk, at=NOON).pk, clock=lambda: NOON)
    assert (job.state, job.done_count) == (JobState.DONE, job.total_count)
    names = ZipFile(BytesIO(path_of(job.result.sha256).read_bytes())).namelist()
    assert any(name.endswith("01_经验介绍.pdf") for name in names)
    assert any("系统材料" in name and "指导" in name for name in names)
    assert not any("旧稿" in name for name in names)


def test_papers_are_filed_and_withdrawn_on_screen(place: Place, typical):
    client, url = browser(place.clerk), f"/vitality/archives/typical/{place.unit.pk}/"
    assert client.post(f"{url}documents/", {"folder": "media"}).status_code == 422
    sent = {"folder": "media", "evidence": [SimpleUploadedFile("a.pdf", PDF), SimpleUploadedFile("b.pdf", PDF + b" ")]}
    assert client.post(f"{url}documents/", sent).status_code == 302
    assert [document.title for document in ArchiveDocument.objects.order_by("pk")] == ["a", "b"]
    first = ArchiveDocument.objects.order_by("pk")[0]
    client.post(f"/vitality/archives/documents/{first.pk}/withdraw/", {"comment": "重复"})
    first.refresh_from_db()
    assert first.withdrawal_reason == "重复"
    assert browser(place.finance).post(f"{url}documents/", {"folder": "media"}).status_code == 403
    assert browser(place.stranger).get(url).status_code == 404
    assert client.post(f"{url}package/").status_code == 302
    assert query_count(client, url) <= 25


@pytest.mark.parametrize("kind", ["work", "typical"])
def test_the_lists_stop_at_the_district(place: Place, typical, kind):
    mark = "标记一公司工会" if kind == "typical" else "中山区总工会"
    assert mark in text(browser(place.officer).get(f"/vitality/archives/?kind={kind}"))
    assert mark not in text(browser(place.strange_officer).get(f"/vitality/archives/?kind={kind}"))
    assert browser(place.officer).get(f"/vitality/archives.xlsx?kind={kind}").status_code == 200
