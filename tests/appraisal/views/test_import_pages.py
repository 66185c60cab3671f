"""The import of paper meetings in the browser, within the person's scope."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from appraisal.models import AppraisalSession
from tests.appraisal.meetings import SUPERIOR, book, meeting
from tests.appraisal.test_verifying import opened, unmet
from tests.factories import DistrictFactory, UnionFactory, user_with_post
from unions.kinds import RoleKind

pytestmark = pytest.mark.django_db
UPLOAD = "/appraisal/imports/"


@pytest.fixture
def district():
    found = DistrictFactory(name=SUPERIOR)
    UnionFactory(superior=found, name="机床厂工会", chair_name="甲一")
    return found


@pytest.fixture
def officer(client, district):
    user = user_with_post(RoleKind.OFFICER, district)
    client.force_login(user)
    return user


@pytest.fixture
def post(client, django_capture_on_commit_callbacks):
    def sent(path, data=None):
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(path, data or {})

    return sent


@pytest.fixture
def upload(client, post):
    def sent(*rows):
        answer = post(UPLOAD, {"file": SimpleUploadedFile("双评.xlsx", book(*rows).getvalue())})
        return client.get(answer.url)

    return sent


def text(response) -> str:
    return response.content.decode()


def test_a_checked_workbook_is_previewed_and_then_imported(client, officer, post, upload):
    page = upload(meeting())
    assert "确认导入" in text(page)
    assert not AppraisalSession.objects.exists()
    done = client.get(post(f"{page.request['PATH_INFO']}import/").url)
    assert "导入完成" in text(done)
    session = AppraisalSession.objects.get()
    assert (session.certified_by_id, session.state) == (officer.pk, "finished")


def test_errors_stand_by_cell(officer, upload):
    page = upload(meeting(无效票=5))
    assert "J2" in text(page)
    assert "应等于有效票 83" in text(page)
    assert "确认导入" not in text(page)


def test_a_unit_of_another_district_is_unknown(client, upload):
    DistrictFactory(name=SUPERIOR)
    client.force_login(user_with_post(RoleKind.OFFICER, DistrictFactory(name="西岗区总工会")))
    assert "您管辖范围内单位" in text(upload(meeting()))


@pytest.mark.parametrize("role", [RoleKind.UNIT_CLERK, RoleKind.AUDITOR, RoleKind.SYSADMIN])
def test_others_do_not_import(client, district, role):
    client.force_login(user_with_post(role, district))
    for path in (UPLOAD, f"{UPLOAD}blank/", f"{UPLOAD}1/"):
        assert client.get(path).status_code == 403


def test_the_blank_workbook_is_there(client, officer):
    assert client.get(f"{UPLOAD}blank/").status_code == 200


def test_the_record_of_a_box_is_handed_to_the_organiser(client, hall):
    opened(hall)
    client.force_login(hall.leader)
    record = json.loads(client.post(f"/appraisal/sessions/{hall.session.pk}/record/").content)
    assert unmet(record, hall.opening_codes[:2]) == []
    client.force_login(user_with_post(RoleKind.UNIT_CHAIR, hall.union))
    assert client.post(f"/appraisal/sessions/{hall.session.pk}/record/").status_code == 403
