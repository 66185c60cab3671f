"""The import of past years in the browser: errors by cell, preview, confirmation, the job, and a second time."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from office.models import Job
from tests.factories import CityFactory, DistrictFactory, UnionFactory, user_with_post
from tests.vitality.history_books import accepted, history, union_year, won
from tests.vitality.views.conftest import text
from unions.kinds import RoleKind
from unions.models import Union, User
from vitality.models import AcceptanceResult, ImportedApproval, Typical

RIGHT = {"典型": [won()], "验收": [accepted()], "单位年度": [union_year(实施方案已批="是")]}
WRONG = {"典型": [won(级别="国家级"), won("没有的工会")], "验收": [accepted(result="尚可")]}


@pytest.fixture
def reviewer(db) -> User:
    UnionFactory(superior=DistrictFactory(name="中山区总工会"), name="机床厂工会")
    return user_with_post(RoleKind.DEPARTMENT_REVIEWER, CityFactory())


@pytest.fixture
def upload(client, reviewer, django_capture_on_commit_callbacks):
    """Upload a workbook; the page that reports the check."""

    def sent(sheets, user=reviewer):
        client.force_login(user)
        file = SimpleUploadedFile("往年.xlsx", history(**sheets).getvalue())
        with django_capture_on_commit_callbacks(execute=True):
            answer = client.post("/vitality/history/", {"file": file})
        return client.get(answer.url) if answer.status_code == 302 else answer

    return sent


@pytest.fixture
def confirm(client, django_capture_on_commit_callbacks):
    """Confirm what a page previews; the page of the job after it."""

    def sent(page):
        with django_capture_on_commit_callbacks(execute=True):
            answer = client.post(f"{page.request['PATH_INFO']}import/")
        return client.get(answer.url) if answer.status_code == 302 else answer

    return sent


def test_errors_stand_by_cell_and_nothing_can_be_confirmed(upload, confirm):
    page = upload(WRONG)
    shown = text(page)
    for cell, word in (("D3", "国家级"), ("B4", "没有的工会"), ("D3", "尚可")):
        assert cell in shown
        assert word in shown
    assert "确认导入" not in shown
    confirm(page)
    assert not Typical.objects.exists()


def test_what_is_previewed_is_confirmed_and_carried_out_by_a_job(upload, confirm):
    page = upload(RIGHT)
    assert "机床厂工会" in text(page)
    assert "确认导入" in text(page)
    assert not Typical.objects.exists()
    done = confirm(page)
    assert "往年结果已导入" in text(done)
    assert Typical.objects.get().is_imported
    assert AcceptanceResult.objects.get().is_passed
    assert ImportedApproval.objects.get().is_approved
    assert set(Job.objects.values_list("kind", "state")) == {
        ("vitality.check_history", "done"), ("vitality.import_history", "done"),
    }  # fmt: skip


def test_the_same_workbook_a_second_time_changes_nothing(upload, confirm):
    confirm(upload(RIGHT))
    again = upload(RIGHT)
    assert "内容相同" in text(again)
    assert "确认导入" not in text(again)
    assert Typical.objects.count() == 1


def test_what_is_no_longer_what_was_shown_is_not_carried_out(upload, confirm):
    page = upload(RIGHT)
    unit = Union.objects.get(name="机床厂工会")
    Typical.objects.create(
        unit=unit, superior=unit.superior, year=2014, level="city", kind="enterprise", is_imported=True
    )
    confirm(page)
    assert Job.objects.get(kind="vitality.import_history").state == "failed"
    assert not AcceptanceResult.objects.exists()


def test_who_does_not_review_imports_nothing(upload, reviewer):
    officer = user_with_post(RoleKind.OFFICER, DistrictFactory(name="金州区总工会"))
    assert upload(RIGHT, officer).status_code == 403
    assert not Job.objects.exists()
