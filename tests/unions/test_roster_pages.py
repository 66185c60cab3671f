"""The roster import in the browser: upload, report by cell, preview, confirmation, result."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from office.kinds import JobState
from office.models import Job
from tests.factories import CityFactory, DistrictFactory, UnionFactory, user_with_post
from tests.unions.rosters import district as district_row
from tests.unions.rosters import unit, workbook
from unions.kinds import Department, RoleKind
from unions.models import Union
from unions.services.roster import ROSTER
from unions.tasks.roster import CHECK, IMPORT

pytestmark = pytest.mark.django_db
UPLOAD = "/unions/roster/"


@pytest.fixture
def district():
    return DistrictFactory(name="中山区总工会")


@pytest.fixture
def officer(client, district):
    user = user_with_post(RoleKind.OFFICER, district)
    client.force_login(user)
    return user


@pytest.fixture
def post(client, django_capture_on_commit_callbacks):
    """Send a form and let the queue do at once what it is given."""

    def sent(path, data=None):
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(path, data or {})

    return sent


@pytest.fixture
def upload(client, post):
    """Upload a workbook with these rows and open the page it leads to."""

    def sent(*rows, name="名册.xlsx"):
        answer = post(UPLOAD, {"file": SimpleUploadedFile(name, workbook(rows).getvalue())})
        return client.get(answer.url)

    return sent


def text(response):
    return response.content.decode()


def test_nothing_is_written_before_the_changes_are_confirmed(client, officer, post, upload):
    page = upload(unit("机床厂工会"))
    assert "确认导入" in text(page)
    assert [line["name"] for line in page.context["page"]] == ["机床厂工会"]
    assert not Union.objects.filter(name="机床厂工会").exists()
    done = client.get(post(f"{page.request['PATH_INFO']}import/").url)
    assert "导入完成" in text(done)
    assert Union.objects.get(name="机床厂工会").superior.name == "中山区总工会"


def test_the_preview_shows_what_stood_there_before(client, officer, district, upload):
    UnionFactory(superior=district, name="机床厂工会", employee_count=90)
    page = upload(unit("机床厂工会"), unit("新厂工会"))
    assert "<del>90</del> → <ins>120</ins>" in text(page)
    assert page.context["card"].job.outcome["新增"] == 1


def test_errors_stand_by_cell_and_nothing_can_be_confirmed(client, officer, post, upload):
    page = upload(unit("机床厂工会", 职工人数="约300"), unit("化工厂工会", "没有的工会"))
    assert "E2" in text(page)
    assert "约300" in text(page)
    assert "确认导入" not in text(page)
    assert post(f"{page.request['PATH_INFO']}import/").status_code == 403
    job = Job.objects.get()
    report = client.get(f"/office/jobs/{job.pk}/result/")
    sheet = load_workbook(BytesIO(b"".join(report.streaming_content))).active
    assert [row[0].value for row in sheet.iter_rows(min_row=4)] == ["E2", "B3"]


def test_a_strangers_district_is_an_error_by_cell(client, officer, upload):
    DistrictFactory(name="西岗区总工会")
    page = upload(unit("机床厂工会", "西岗区总工会"), district_row("沙河口区总工会"))
    assert [problem["cell"] for problem in page.context["page"]] == ["B2", "B3"]


def test_two_presses_make_one_import(client, officer, post, upload):
    page = upload(unit("机床厂工会"))
    first, second = (post(f"{page.request['PATH_INFO']}import/").url for _ in range(2))
    assert first == second
    assert Job.objects.filter(kind=IMPORT).count() == 1


def test_a_change_after_the_preview_stops_the_import(client, officer, district, post, upload):
    unit_there = UnionFactory(superior=district, name="机床厂工会", employee_count=90)
    page = upload(unit("机床厂工会"))
    Union.objects.filter(pk=unit_there.pk).update(employee_count=95)
    done = client.get(post(f"{page.request['PATH_INFO']}import/").url)
    assert "预览之后登记内容又有变化" in text(done)
    unit_there.refresh_from_db()
    assert unit_there.employee_count == 95


def test_a_file_that_is_no_workbook_is_refused_at_once(client, officer, post):
    page = post(UPLOAD, {"file": SimpleUploadedFile("名册.xlsx", b"MZ\x90 an executable")})
    assert "“名册.xlsx”不能接收" in text(page)
    assert not Job.objects.exists()


def test_a_workbook_without_the_columns_ends_the_check_with_a_sentence(client, officer, upload):
    page = upload({"单位名称": "甲", "上级工会": "乙"}, name="别的.xlsx")
    job = Job.objects.get()
    assert job.state == JobState.DONE
    assert page.context["has_errors"]
    assert client.get(f"/office/jobs/{job.pk}/").url == f"/unions/roster/{job.pk}/"


def test_the_blank_workbook_asks_for_the_columns_of_the_format(client, officer):
    sheet = load_workbook(BytesIO(b"".join(client.get("/unions/roster/blank/").streaming_content))).worksheets[0]
    assert [cell.value for cell in sheet[1]] == [column.name for column in ROSTER.columns]


def test_anothers_check_does_not_exist(client, officer, upload):
    page = upload(unit("机床厂工会"))
    client.force_login(user_with_post(RoleKind.OFFICER, officer.post.union))
    assert client.get(page.request["PATH_INFO"]).status_code == 404
    assert client.post(f"{page.request['PATH_INFO']}import/").status_code == 404


@pytest.mark.parametrize(
    ("role", "post_fields", "status"),
    [
        (RoleKind.DEPARTMENT_REVIEWER, {"department": Department.ORGANISATION}, 200),
        (RoleKind.DEPARTMENT_REVIEWER, {"department": Department.DEMOCRATIC_MANAGEMENT}, 200),
        (RoleKind.DEPARTMENT_REVIEWER, {"department": Department.PUBLICITY}, 403),
        (RoleKind.LEADING_GROUP, {}, 403),
        (RoleKind.SYSADMIN, {}, 403),
    ],
)
def test_only_those_who_keep_the_register_import(client, role, post_fields, status):
    client.force_login(user_with_post(role, CityFactory(), **post_fields))
    assert client.get(UPLOAD).status_code == status


def test_a_unit_does_not_import(client, district):
    client.force_login(user_with_post(RoleKind.UNIT_CHAIR, UnionFactory(superior=district)))
    assert client.get(UPLOAD).status_code == 403


def test_an_officer_whose_post_ended_imports_nothing(client, officer, upload, post, django_capture_on_commit_callbacks):
    page = upload(unit("机床厂工会"))
    with django_capture_on_commit_callbacks() as waiting:
        client.post(f"{page.request['PATH_INFO']}import/")
    type(officer.post).objects.filter(pk=officer.post.pk).update(to_on="2014-01-02")
    for callback in waiting:
        callback()
    assert Job.objects.get(kind=IMPORT).state == JobState.FAILED
    assert not Union.objects.filter(name="机床厂工会").exists()
    assert Job.objects.filter(kind=CHECK).count() == 1
