"""The import of achieved values in the browser: each person the own column, and only what is theirs in it."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from scoring.models import AchievedValue
from scoring.services.values import Typed, save_draft
from tests.scoring.books import HEADINGS, import_rows, row
from tests.scoring.conftest import on
from tests.unions.rosters import workbook


@pytest.fixture
def upload(client, django_capture_on_commit_callbacks):
    """Upload rows for a column; the page that reports the check."""

    def sent(user, stage, *rows):
        client.force_login(user)
        content = workbook(rows, headings=HEADINGS).getvalue()
        with django_capture_on_commit_callbacks(execute=True):
            answer = client.post(f"/scoring/import/{stage}/", {"file": SimpleUploadedFile("考核.xlsx", content)})
        return client.get(answer.url) if answer.status_code == 302 else answer

    return sent


def test_a_union_imports_its_own_column(season, client, upload, django_capture_on_commit_callbacks):
    season.open()
    page = upload(season.officers["甲"], "self", row("甲区总工会", 5, 1, "12%"))
    assert "确认导入" in page.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{page.request['PATH_INFO']}import/")
    kept = AchievedValue.objects.get()
    assert (kept.given_by, kept.card.union.name) == (season.officers["甲"], "甲区总工会")


def test_an_import_makes_open_pages_stale_and_takes_the_place_of_what_could_not_be_read(season, tmp_path):
    season.open()
    card, officer = season.card("甲"), season.officers["甲"]
    typed = {(5, 1): Typed("一成"), (16, 1): Typed("有的")}
    save_draft(card=card, typed=typed, revision=0, user=officer, at=on("2014-02-10"))
    import_rows(tmp_path, [row("甲区总工会", 5, 1, "10%")], stage="self")
    assert (season.card("甲").revision, list(season.card("甲").unread)) == (2, ["16_1"])


def test_a_filed_card_takes_no_import_of_its_own_column(season, upload):
    season.open()
    season.assess("甲")
    page = upload(season.officers["甲"], "self", row("甲区总工会", 5, 1, "12%")).content.decode()
    assert "考核表已报送，撤回后才能导入自评" in page


def test_what_is_not_theirs_is_an_error_by_cell(season, upload):
    season.open()
    page = upload(season.officers["甲"], "self", row("乙区总工会", 5, 1, "12%")).content.decode()
    assert "应为您管辖范围内" in page
    season.move("begin_review", season.office, "2014-03-01")
    page = upload(season.legal, "department", row("甲区总工会", 5, 1, "12%")).content.decode()
    assert "第 5 项由组织部审核，不属于您的部门" in page
    page = upload(season.leader, "final", row("甲区总工会", 5, 1, "12%")).content.decode()
    assert "不接收“综合评定”一栏" in page or "尚未启动" in page
    assert upload(season.legal, "final", row("甲区总工会", 5, 1, "12%")).status_code == 403
    assert not AchievedValue.objects.exists()
