"""The pages of duty reports: written with dues that add up, given twice, printed, read on a telephone."""

from __future__ import annotations

import pytest

from appraisal.kinds import ReportState
from appraisal.models import AnnualPlan, DuesLine, DutyReport
from tests.factories import DistrictFactory, UnionFactory, user_with_post
from unions.kinds import RoleKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    union = UnionFactory(superior=DistrictFactory(name="中山区总工会"), name="机床厂工会", chair_name="甲一")
    return user_with_post(RoleKind.UNIT_CLERK, union)


@pytest.fixture
def report(client, clerk) -> DutyReport:
    client.force_login(clerk)
    client.post("/appraisal/reports/start/", {"year": "2014"})
    return DutyReport.objects.get()


def text(response) -> str:
    return response.content.decode()


def boxes(report: DutyReport, closing: str = "40", **more: str) -> dict[str, str]:
    income, spending = (DuesLine.objects.filter(report=report, is_income=each).first().pk for each in (True, False))
    return {
        "version": str(report.revision), "chair_name": "甲一", "work_text": "完成了", "dues_text": "见表",
        "duty_text": "尽责", "opening_balance_yuan": "0", f"amount-{income}": "1,100.50元",
        f"amount-{spending}": "1060.5", "closing_balance_yuan": closing, **more,
    }  # fmt: skip


def save(client, report: DutyReport, **more: str):
    return client.post(f"/appraisal/reports/{report.pk}/edit/", boxes(report, **more))


def deliver(client, report: DutyReport, audience: str = "members", **more: str):
    sent = {"delivered_on": "2014-09-19", "form": "会员大会", "listener_count": "80", **more}
    return client.post(
        f"/appraisal/reports/{report.pk}/deliver/{audience}/",
        {f"{audience}-{name}": value for name, value in sent.items()},
    )


def test_the_form_takes_amounts_as_people_type_them(client, report):
    assert save(client, report, done="1").url == f"/appraisal/reports/{report.pk}/"
    assert str(DuesLine.objects.filter(is_income=True).first().amount_yuan) == "1100.50"


def test_what_does_not_add_up_is_saved_but_not_given(client, report):
    save(client, report, closing="39.99")
    shown = text(client.get(f"/appraisal/reports/{report.pk}/edit/"))
    assert "多 0.01 元" in shown
    refused = deliver(client, report)
    assert (refused.status_code, "多 0.01 元" in text(refused)) == (422, True)
    assert DutyReport.objects.get().state == ReportState.DRAFT


@pytest.mark.parametrize("typed", ["abc", "-1", "1.001", "99999999999999"])
def test_an_amount_that_is_none_stands_at_its_box(client, report, typed):
    answer = save(client, report, closing=typed)
    assert (answer.status_code, typed in text(answer)) == (422, True)
    assert DutyReport.objects.get().work_text == "完成了"


def test_lines_come_and_go(client, report):
    save(client, report, add="income")
    assert DuesLine.objects.count() == 11
    fresh = DutyReport.objects.get()
    line = DuesLine.objects.filter(kind="").get()
    client.post(f"/appraisal/reports/{report.pk}/edit/", {"version": str(fresh.revision), "remove": str(line.pk)})
    assert DuesLine.objects.count() == 10


def test_what_is_told_of_the_saving_moves_no_button_from_under_the_pointer(client, report):
    form = text(client.get(f"/appraisal/reports/{report.pk}/edit/"))
    assert form.rindex("保存并查看") < form.rindex("data-saved-mark")


def test_an_amount_is_read_as_people_write_it_and_what_is_none_is_told(client, report):
    path = f"/appraisal/reports/{report.pk}/autosave/"
    told = client.post(path, boxes(report, closing="-1")).json()["unread"]
    assert told == "“本年结余”应为不小于 0 的金额，最多两位小数，如 1,200.50"
    assert "unread" in client.post(path, {**boxes(report, closing="￥４０元"), "version": "1"}).json()
    report.refresh_from_db()
    assert report.closing_balance_yuan == 40


def test_autosave_and_two_writers(client, report):
    path = f"/appraisal/reports/{report.pk}/autosave/"
    assert client.post(path, boxes(report)).json()["version"] == "1"
    assert client.post(path, boxes(report, closing="41")).status_code == 409
    assert save(client, report, closing="41").status_code == 409


def test_it_is_given_twice_and_then_closed(client, report):
    save(client, report)
    assert deliver(client, report).status_code == 302
    assert deliver(client, report, "superiors", listener_count="").status_code == 302
    assert report.deliveries.count() == 2
    assert client.get(f"/appraisal/reports/{report.pk}/edit/").url == f"/appraisal/reports/{report.pk}/"
    assert deliver(client, report, "nobody").status_code == 404


def test_the_paper_is_a_pdf(client, report):
    assert client.get(f"/appraisal/reports/{report.pk}/report.pdf").content.startswith(b"%PDF")


def test_those_above_read_and_strangers_do_not(client, report):
    client.force_login(user_with_post(RoleKind.OFFICER, report.union.superior))
    assert "述职报告" in text(client.get(f"/appraisal/reports/{report.pk}/"))
    assert client.get(f"/appraisal/reports/{report.pk}/edit/").status_code == 403
    assert "机床厂工会" in text(client.get("/appraisal/reports/"))
    assert client.get("/appraisal/reports.xlsx").status_code == 200
    client.force_login(user_with_post(RoleKind.OFFICER))
    for path in ("", "edit/", "report.pdf"):
        assert client.get(f"/appraisal/reports/{report.pk}/{path}").status_code == 404


def test_members_read_a_given_report_beside_the_plan(client, report):
    plan = AnnualPlan.objects.create(
        union=report.union, year=2014, mode="3+x", state="briefed", public_key="0123456789abcdef"
    )
    client.logout()
    path = f"/p/{plan.public_key}/report/"
    assert client.get(path).status_code == 404
    DutyReport.objects.update(state=ReportState.FINAL, work_text="完成了")
    answer = client.get(path)
    assert "完成了" in text(answer)
    assert not answer.cookies
    assert "述职报告" in text(client.get(f"/p/{plan.public_key}/"))


def test_a_page_takes_few_queries(client, report, django_assert_max_num_queries):
    with django_assert_max_num_queries(25):
        client.get(f"/appraisal/reports/{report.pk}/")
