"""What the system itself puts into archives: papers of the year, the acceptance, the money."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from appraisal.models import AnnualPlan, DutyReport
from appraisal.services.importing import APPRAISALS, import_appraisals
from funding.kinds import FundSource, SpendingCategory
from funding.models import LedgerEntry
from funding.services.spending import Booking, record_grant, record_spending
from office.files import path_of
from office.jobs import run, submit
from office.kinds import JobState
from office.spreadsheets import read_sheet
from tests.appraisal.meetings import book, meeting
from tests.papers import page_texts
from tests.vitality.conftest import NOON, SHANGHAI
from tests.vitality.guidance.conftest import Place
from unions.models import Union, User
from vitality.kinds import ArchiveFolder, ArchiveKind, CampaignKind, CampaignState, TypicalKind, TypicalLevel
from vitality.models import Campaign, Typical, TypicalSheet
from vitality.selectors.archive import FolderContent, archive_of, archive_rows
from vitality.services.archive import file_document
from vitality.services.guidance import record_visit
from vitality.tasks import ARCHIVE_PACKAGE

NEXT_SPRING = datetime(2015, 3, 20, 12, 0, tzinfo=SHANGHAI)
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def typical(place: Place) -> Typical:
    return Typical.objects.create(
        unit=place.unit, superior=place.district, year=2014, level=TypicalLevel.CITY, kind=TypicalKind.ENTERPRISE
    )


def packed(union: Union, archive: ArchiveKind, user: User) -> ZipFile:
    params = {"union": union.pk, "archive": archive.value}
    job = run(submit(ARCHIVE_PACKAGE, params, user=user, at=NEXT_SPRING).pk, clock=lambda: NEXT_SPRING)
    assert job.state == JobState.DONE, job.message
    return ZipFile(BytesIO(path_of(job.result.sha256).read_bytes()))


def folder(union: Union, archive: ArchiveKind, kind: ArchiveFolder, user: User) -> FolderContent:
    return next(each for each in archive_of(union, archive, user).folders if each.folder == kind)


def live_a_year(place: Place, typical: Typical) -> None:
    """A plan, a duty report, a meeting held on paper, and a published interim review."""
    plan = AnnualPlan.objects.create(union=place.unit, year=2014, mode="3+x", state="briefed", public_key="k" * 24)
    plan.items.create(name="职工书屋", target="每季一次读书会", measures="购书二百册", responsible_person="甲一")
    DutyReport.objects.create(
        union=place.unit, work_year=2014, chair_name="标记二", work_text="尽责", state="final",
        opening_balance_yuan=0, closing_balance_yuan=0,
    )  # fmt: skip
    reading = read_sheet(book(meeting(place.unit.name, 2014)), APPRAISALS)
    imported = import_appraisals(
        reading=reading, user=place.reviewer, at=NEXT_SPRING, today=NEXT_SPRING.date(), source="表"
    )
    assert not imported.errors
    campaign = Campaign.objects.create(
        kind=CampaignKind.INTERIM, year=2015, starts_on=date(2015, 1, 1), ends_on=date(2015, 3, 31),
        state=CampaignState.PUBLISHED, prepared_at=NOON, prepared_by=place.reviewer, checked_at=NOON,
        checked_by=place.legal, published_at=NOON, published_by=place.group,
    )  # fmt: skip
    TypicalSheet.objects.create(campaign=campaign, typical=typical, findings="台账齐全")


def test_the_papers_of_the_year_and_the_sheet_are_packed(place: Place, typical: Typical):
    live_a_year(place, typical)
    archive = packed(place.unit, ArchiveKind.TYPICAL, place.clerk)
    found = {name.rpartition("/")[2]: name for name in archive.namelist() if "系统材料" in name}
    assert set(found) == {
        "2014 年度工作计划.pdf", "2014 年度述职报告.pdf", "2014 年度双述双评结果.pdf",
        f"{place.unit}2015 年度阶段性同步考评表.pdf",
    }  # fmt: skip
    plan = "".join(page_texts(archive.read(found["2014 年度工作计划.pdf"])))
    assert "每季一次读书会" in plan
    assert "购书二百册" in plan


@pytest.mark.parametrize("who", ["clerk", "officer", "group"])
def test_the_list_counts_what_the_archive_shows(place: Place, typical: Typical, who):
    live_a_year(place, typical)
    values = {"visited_on": date(2014, 9, 10), "visitors": "甲一", "topics": "计划"}
    record_visit(unit=place.unit, values=values, user=place.officer, at=NOON)
    spent(place)
    paper = SimpleUploadedFile("简报.pdf", PDF, "application/pdf")
    file_document(
        union=place.district, archive=ArchiveKind.WORK, folder=ArchiveFolder.FUNDING, upload=paper,
        user=place.officer, at=NOON,
    )  # fmt: skip
    user = place.people[who]
    for kind in ArchiveKind:
        for row in archive_rows(user, kind):
            page = archive_of(row.union, kind, user)
            counted = (row.filed_count, row.linked_count, row.filled_count)
            assert counted == (page.filed_count, page.linked_count, page.filled_count), row.union
            assert row.empty_words == "、".join(folder.label for folder in page.empty_folders)
    assert sum(row.linked_count for row in archive_rows(place.group, ArchiveKind.TYPICAL)) == 5
    assert sum(row.linked_count for row in archive_rows(place.group, ArchiveKind.WORK)) == 2


def test_a_sheet_is_linked_once_it_is_published(place: Place, typical: Typical):
    live_a_year(place, typical)
    assert len(folder(place.unit, ArchiveKind.TYPICAL, ArchiveFolder.ACCEPTANCE, place.clerk).linked) == 1
    Campaign.objects.update(state=CampaignState.UNDER_WAY)
    assert folder(place.unit, ArchiveKind.TYPICAL, ArchiveFolder.ACCEPTANCE, place.clerk).is_empty
    assert not folder(place.unit, ArchiveKind.TYPICAL, ArchiveFolder.ACCEPTANCE, place.reviewer).is_empty


def spent(place: Place) -> LedgerEntry:
    """Own money of the district, a part of it spent with a receipt."""
    own = Booking(NOON.date(), Decimal(1000), "本级配套", FundSource.DISTRICT)
    record_grant(union=place.district, booking=own, user=place.officer, at=NOON)
    booking = Booking(NOON.date(), Decimal(400), "教材", FundSource.DISTRICT, SpendingCategory.TRAINING)
    receipts = [SimpleUploadedFile("发票.pdf", PDF, "application/pdf")]
    return record_spending(union=place.district, booking=booking, receipts=receipts, user=place.officer, at=NOON)


def test_the_statement_and_its_receipts_are_packed(place: Place):
    entry = spent(place)
    (statement,) = folder(place.district, ArchiveKind.WORK, ArchiveFolder.FUNDING, place.officer).linked
    assert [each.subject_id for each in statement.files] == [str(entry.pk)]
    archive = packed(place.district, ArchiveKind.WORK, place.officer)
    (paper,) = [name for name in archive.namelist() if name.endswith("2014 年项目经费年度决算表.pdf")]
    assert "600.00" in "".join(page_texts(archive.read(paper)))
    assert any(name.endswith("发票.pdf") for name in archive.namelist())


def test_the_money_of_a_district_is_not_shown_to_another(place: Place):
    spent(place)
    assert folder(place.district, ArchiveKind.WORK, ArchiveFolder.FUNDING, place.strange_officer).is_empty
