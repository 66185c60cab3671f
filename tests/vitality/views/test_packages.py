"""电子副本 and the province's forms: made by a job, whole, with safe names, for those who may see them."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook
from pypdf import PdfReader

from office import jobs
from office.documents import render_pdf
from office.files import attach, path_of
from office.kinds import JobState
from office.models import Job
from tests.factories import user_with_post
from tests.papers import page_texts
from tests.vitality.conftest import NOON, World, units_under
from tests.vitality.views.conftest import sentences
from unions.kinds import RoleKind
from vitality.kinds import Outcome
from vitality.models import Application, Batch
from vitality.services.decisions import prepare_decision, publish_decisions
from vitality.tasks import BATCH_PACKAGE

PDF = render_pdf("print/official.html", {})


@pytest.fixture
def batch(world: World, district, five_units) -> Batch:
    return world.filed_batch(district, five_units)


@pytest.fixture
def officer(world: World, signed_in, district):
    return signed_in(world.officer_of(district))


@pytest.fixture(autouse=True)
def _committed(monkeypatch):
    """A job is put into the queue when its row is committed; here that is at once."""
    monkeypatch.setattr("office.tasks.transaction.on_commit", lambda run: run())


def packed(client, batch: Batch, copy: str = "1") -> ZipFile:
    answer = client.post(f"/vitality/batches/{batch.pk}/package/", {"copy": copy})
    job = Job.objects.get()
    assert answer.url == f"/office/jobs/{job.pk}/"
    assert (job.state, job.done_count) == (JobState.DONE, job.total_count)
    return ZipFile(BytesIO(path_of(job.result.sha256).read_bytes()))


def test_a_batch_is_packed_whole(world: World, officer, batch):
    first = batch.applications.order_by("pk").first()
    for name in ("决议.pdf", "决议.PDF", "../照片.pdf"):
        upload = SimpleUploadedFile("x.pdf", PDF + name.encode())
        upload.name = name
        attach(first, upload, user=world.reviewer, at=NOON)
    package = packed(officer, batch)
    names = package.namelist()
    folder = f"01_{first.unit_name}"
    assert [name for name in names if name.startswith(folder)] == [
        f"{folder}/附件1_大工活力〔2014〕附1-{first.pk:04d}.pdf",
        f"{folder}/佐证资料/01_决议.pdf",
        f"{folder}/佐证资料/02_决议.PDF",
        f"{folder}/佐证资料/03_照片.pdf",
    ]
    assert sum(name.endswith(".pdf") and "附件1_" in name for name in names) == 5
    assert names[-3:] == ["汇总表.xlsx", "汇总表.pdf", "目录.txt"]
    assert package.read(f"{folder}/佐证资料/01_决议.pdf") == PDF + "决议.pdf".encode()
    assert package.testzip() is None


def test_every_file_of_the_package_is_listed(officer, batch):
    package = packed(officer, batch)
    listed = package.read("目录.txt").decode("utf-8-sig")
    assert all(name in listed for name in package.namelist() if name != "目录.txt")


def test_the_package_holds_readable_papers(officer, batch):
    package = packed(officer, batch)
    form = next(name for name in package.namelist() if "附件1_" in name)
    assert "第一份（共四份）　存：省".replace("　", "") in page_texts(package.read(form))[0]
    assert load_workbook(BytesIO(package.read("汇总表.xlsx"))).active["B4"].value == form.split("/")[0][3:]
    assert "汇总表（企事业单位）" in page_texts(package.read("汇总表.pdf"))[0]


def test_all_copies_can_be_packed(officer, batch):
    package = packed(officer, batch, copy="0")
    form = next(name for name in package.namelist() if "附件1_" in name)
    assert "".join(page_texts(package.read(form))).count("份（共四份）") >= 4


@pytest.mark.parametrize("copy", ["", "5", "x"])
def test_a_wrong_choice_of_copies_is_refused(officer, batch, copy):
    answer = officer.post(f"/vitality/batches/{batch.pk}/package/", {"copy": copy})
    assert sentences(answer) == ["请选择要打包的份数。"]
    assert Job.objects.count() == 0


def test_an_empty_batch_is_refused(world: World, officer, district):
    batch = Batch.objects.create(round=world.round, superior=district, kind="sector")
    answer = officer.post(f"/vitality/batches/{batch.pk}/package/", {"copy": "1"})
    assert sentences(answer) == ["这一批次还没有申报表。"]


def test_another_district_starts_nothing(signed_in, batch):
    stranger = signed_in(user_with_post(RoleKind.OFFICER))
    assert stranger.post(f"/vitality/batches/{batch.pk}/package/", {"copy": "1"}).status_code == 404


def test_a_job_for_a_batch_outside_the_scope_gives_nothing(batch):
    stranger = user_with_post(RoleKind.OFFICER)
    job = jobs.submit(BATCH_PACKAGE, {"batch": batch.pk, "copy": 1}, user=stranger, at=NOON)
    jobs.run(job.pk, clock=lambda: NOON)
    job.refresh_from_db()
    assert (job.state, job.message) == (JobState.FAILED, "这一批次不在您的管辖范围内。")


@pytest.mark.parametrize("papers_at_once", [2, 40])
def test_the_provinces_forms_are_printed_into_one_file(
    world: World, signed_in, district, five_units, monkeypatch, papers_at_once
):
    monkeypatch.setattr("vitality.services.packages.PAPERS_AT_ONCE", papers_at_once)
    for form in world.passed(district, five_units):
        prepare_decision(application=form, outcome=Outcome.APPROVE, reason="", user=world.leader, at=world.at)
    publish_decisions(
        round=world.round, meeting_on=date(2014, 9, 20), minutes_number="3号", user=world.leader, at=world.at
    )
    signed_in(world.reviewer).post(f"/vitality/province/rounds/{world.round.pk}/forms/", {"copy": "1"})
    job = Job.objects.get()
    content = path_of(job.result.sha256).read_bytes()
    assert "".join(page_texts(content)).count("第一份（共四份）") >= 5
    assert len(PdfReader(BytesIO(content)).pages) >= 5
    assert all(form.unit_name in "".join(page_texts(content)) for form in Application.objects.all())


def test_before_anything_goes_to_the_province_the_job_says_so(world: World, signed_in, batch):
    signed_in(world.reviewer).post(f"/vitality/province/rounds/{world.round.pk}/forms/", {"copy": "1"})
    job = Job.objects.get()
    assert job.state == JobState.FAILED
    assert "还没有报省总的申报表" in job.message


def test_only_the_reviewing_department_prints_for_the_province(world: World, signed_in):
    url = f"/vitality/province/rounds/{world.round.pk}/forms/"
    assert signed_in(world.leader).post(url, {"copy": "1"}).status_code == 403


def test_units_of_one_name_get_folders_of_their_own(world: World, officer, district):
    units = units_under(district, 3, 2)
    batch = world.filed_batch(district, units)
    batch.applications.update(unit_name="同名/公司工会")
    folders = {name.split("/")[0] for name in packed(officer, batch).namelist() if "/" in name}
    assert folders == {f"{number:02d}_同名_公司工会" for number in range(1, 6)}
