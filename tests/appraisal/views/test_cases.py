"""Consequence cases: who must know, every step a decision, the papers."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from appraisal.kinds import CaseState, Consequence
from appraisal.models import Case
from appraisal.services.case_flow import move_case
from office.models import EvidenceFile, Notice
from office.refusals import Refused
from tests.appraisal.conftest import AT
from tests.appraisal.views.conftest import at_district, at_unit, counted_hall, stranger
from tests.factories import CityFactory, user_with_post
from tests.papers import page_texts
from unions.kinds import RoleKind

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture
def hall(db):
    """A chair whom five of nine members rejected; the result is certified."""
    hall = counted_hall(["dissatisfied"] * 5 + ["satisfied"] * 4)
    hall.step("certify", party_certifier="丁四")
    return hall


@pytest.fixture
def case(hall) -> Case:
    return Case.objects.get(session=hall.session)


def step(case: Case, name: str, user, **inputs) -> Case:
    return move_case(case=case, transition=name, user=user, at=AT, **inputs)


def text(answer) -> str:
    return answer.content.decode()


def test_those_who_decide_are_told_when_a_case_opens(hall, case):
    assert Notice.objects.filter(recipient=hall.leader, url=case.get_absolute_url()).exists()


def test_nobody_in_the_unit_nor_an_auditor_sees_it(desk, hall, case):
    people = [at_unit(hall), at_unit(hall, RoleKind.UNIT_CLERK), at_district(hall, RoleKind.AUDITOR)]
    for person in people:
        client = desk(person)
        assert client.get("/appraisal/cases/").status_code == 403
        assert client.get(case.get_absolute_url()).status_code == 403
        assert "诫勉" not in text(client.get(hall.session.get_absolute_url()))
    assert desk(stranger()).get(case.get_absolute_url()).status_code == 404


def test_the_district_and_the_leading_group_see_it(desk, hall, case):
    group = user_with_post(RoleKind.LEADING_GROUP, CityFactory())
    for person in (hall.leader, at_district(hall), group):
        assert case.session.union.name in text(desk(person).get("/appraisal/cases/"))
    assert "登记诫勉谈话</button>" not in text(desk(group).get(case.get_absolute_url()))


def test_an_admonition_goes_all_the_way_through_the_pages(desk, hall, case):
    client, at = desk(hall.leader), case.get_absolute_url()
    client.post(f"{at}steps/talk/", {"talk-talked_on": "2014-09-19", "talk-talk_record": "已谈话，本人表示改进。"})
    client.post(f"{at}steps/order/", {"order-ordered_on": "2014-09-20", "order-order_text": "逐项整改。"})
    case.refresh_from_db()
    assert (case.state, case.due_on) == (CaseState.ORDERED, date(2014, 12, 19))
    desk(at_district(hall)).post(
        f"{at}steps/report/", {"report-reported_on": "2014-09-20", "report-report_text": "已改。"}
    )
    client.post(f"{at}steps/conclude/", {"conclude-comment": "整改到位。"})
    case.refresh_from_db()
    assert (case.state, case.outcome, case.concluded_by) == (CaseState.CONCLUDED, "整改到位。", hall.leader)
    assert "整改到位。" in text(client.get(at))


@pytest.mark.parametrize(
    ("name", "sent", "told"),
    [
        ("talk", {"talk-talk_record": "谈过。"}, "谈话日期"),
        ("talk", {"talk-talked_on": "2014-09-21", "talk-talk_record": "谈过。"}, "谈话日期不能在今天之后"),
        ("refer", {"refer-referred_to": "区委组织部"}, "由上级工会办理，不移送"),
        ("order", {"order-ordered_on": "2014-09-20", "order-order_text": "改。"}, "当前为“待决定”，不能下达整改通知"),
        ("dismiss", {}, "不予启动的理由"),
    ],
)
def test_a_step_that_cannot_be_taken_says_why_and_keeps_what_was_typed(desk, hall, case, name, sent, told):
    answer = desk(hall.leader).post(f"{case.get_absolute_url()}steps/{name}/", sent)
    assert answer.status_code == 422
    assert told in text(answer)
    case.refresh_from_db()
    assert case.state == CaseState.OPENED


def test_only_the_leader_decides(desk, hall, case):
    sent = {"talk-talked_on": "2014-09-19", "talk-talk_record": "谈过。"}
    assert desk(at_district(hall)).post(f"{case.get_absolute_url()}steps/talk/", sent).status_code == 403


def test_a_chair_of_the_cadre_authority_is_referred_and_never_admonished(db):
    hall = counted_hall(["dissatisfied"] * 8)
    type(hall.session).objects.filter(pk=hall.session.pk).update(is_cadre_managed=True)
    hall.refresh()
    hall.step("certify", party_certifier="丁")
    case = Case.objects.get()
    assert case.consequence == Consequence.CADRE_AUTHORITY
    with pytest.raises(Refused, match="由干部管理权限单位办理"):
        step(case, "talk", hall.leader, talked_on=AT.date(), talk_record="谈")
    case = step(case, "refer", hall.leader, referred_to="市国资委党委")
    case = step(case, "conclude", hall.leader, comment="已调整。")
    assert (case.state, case.outcome) == (CaseState.CONCLUDED, "已调整。")


def test_a_report_may_be_returned_and_the_deadline_stays(hall, case):
    case = step(case, "talk", hall.leader, talked_on=AT.date(), talk_record="谈")
    case = step(case, "order", hall.leader, ordered_on=AT.date(), order_text="改")
    due_on = case.due_on
    case = step(case, "report", hall.leader, reported_on=AT.date(), report_text="改了")
    with pytest.raises(Refused, match="须写明理由"):
        step(case, "return_report", hall.leader)
    case = step(case, "return_report", hall.leader, comment="没有改食堂。")
    assert (case.state, case.due_on) == (CaseState.ORDERED, due_on)


def test_a_strangers_leader_decides_nothing(case):
    with pytest.raises(PermissionDenied):
        step(case, "dismiss", stranger(), comment="无")


@pytest.mark.parametrize(
    ("paper", "words"),
    [("talk", "诫勉谈话记录"), ("order", "限期整改通知书"), ("report", "整改报告")],
)
def test_each_paper_is_drafted_before_anything_is_decided(desk, hall, case, paper, words):
    pages = page_texts(desk(hall.leader).get(f"{case.get_absolute_url()}papers/{paper}.pdf").content)
    assert words in pages[0]
    assert len(pages) == 1


def test_the_order_prints_its_last_day(desk, hall, case):
    case = step(case, "talk", hall.leader, talked_on=AT.date(), talk_record="谈")
    step(case, "order", hall.leader, ordered_on=date(2015, 12, 1), order_text="逐项整改。")
    words = "".join(page_texts(desk(hall.leader).get(f"{case.get_absolute_url()}papers/order.pdf").content))
    assert "至2016年2月29日" in words


def test_a_signed_scan_is_kept_with_the_case(desk, hall, case):
    scan = SimpleUploadedFile("谈话记录.pdf", PDF)
    desk(hall.leader).post(f"{case.get_absolute_url()}files/", {"evidence": scan})
    file = EvidenceFile.objects.get()
    assert desk(hall.leader).get(f"/office/files/{file.pk}/").status_code == 200
    assert desk(at_unit(hall)).get(f"/office/files/{file.pk}/").status_code == 404


def test_the_list_is_exported_and_asks_little(desk, hall, case):
    client = desk(hall.leader)
    assert client.get("/appraisal/cases.xlsx")["Content-Type"].endswith("sheet")
    client.get("/appraisal/cases/")
    with CaptureQueriesContext(connection) as captured:
        client.get("/appraisal/cases/")
    assert len(captured) <= 14


def test_the_desk_of_the_leader_names_it(desk, hall, case):
    assert "待决定" in text(desk(hall.leader).get("/"))
