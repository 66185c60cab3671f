"""A chair's protection: who handles it, and that nobody else learns of it anywhere."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from office.events import chain_faults
from office.models import ChainHead, Event, EvidenceFile, Notice
from office.refusals import Refused
from tests.house.crawling import text_of
from tests.vitality.conftest import NOON
from tests.vitality.guidance.conftest import Place, browser
from tests.vitality.views.conftest import text
from unions.kinds import Department
from vitality.kinds import GrievanceKind, ProtectionState
from vitality.models import ProtectionCase
from vitality.services.protection import attach_to_case, involve_department, move_case, report_case

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
# A mark in everything that is written about the case.
MARK = "秘标"
SEES = {"clerk", "leader", "group"}
NEVER = [
    "chair", "party", "officer", "district_auditor", "stranger", "strange_officer", "reviewer", "legal", "publicity",
    "finance", "city_auditor", "auditadmin",
]  # fmt: skip


@pytest.fixture
def case(place: Place) -> ProtectionCase:
    """Reported by the clerk, with a file whose name tells."""
    values = {"chair_name": f"{MARK}主席", "kind": GrievanceKind.UNFAIR, "account": f"{MARK}被调离岗位。"}
    case = report_case(unit=place.unit, values=values, user=place.clerk, at=NOON)
    upload = SimpleUploadedFile(f"{MARK}调令.pdf", PDF)
    attach_to_case(case=case, upload=upload, user=place.clerk, at=NOON)
    return case


def move(case: ProtectionCase, step: str, user, **inputs) -> ProtectionCase:
    return move_case(case=case, transition=step, user=user, at=NOON, **inputs)


@pytest.fixture
def acting(place: Place, case) -> ProtectionCase:
    case = move(case, "accept", place.leader)
    return move(case, "take_measure", place.leader, taken_on=NOON.date(), text=f"{MARK}与单位沟通。", department="")


def test_the_same_sent_twice_is_one_case_and_one_measure(place: Place, case, acting):
    values = {"chair_name": case.chair_name, "kind": GrievanceKind.UNFAIR, "account": case.account}
    assert report_case(unit=place.unit, values=values, user=place.clerk, at=NOON) == case
    with pytest.raises(Refused, match="已经登记"):
        move(acting, "take_measure", place.leader, taken_on=NOON.date(), text=f"{MARK}与单位沟通。", department="")
    assert (acting.measures.count(), ProtectionCase.objects.count()) == (1, 1)


@pytest.mark.parametrize("who", sorted(SEES))
def test_those_it_concerns_see_the_case(place: Place, case, who):
    client = browser(place.people[who])
    assert f"{MARK}主席" in text(client.get(case.get_absolute_url()))
    assert f"{MARK}主席" in text_of(client.get("/vitality/protection.xlsx"))
    assert client.get(reverse("office:file_download", args=[EvidenceFile.objects.get().pk])).status_code == 200


@pytest.mark.parametrize("who", NEVER)
def test_nobody_else_finds_a_trace_of_it(place: Place, acting, who):
    """Page, list, export, file, search, desk, notices, the log and the pages of the unit."""
    client, key = browser(place.people[who]), acting.pk
    download = reverse("office:file_download", args=[EvidenceFile.objects.get().pk])
    assert client.get(acting.get_absolute_url()).status_code in (403, 404)
    assert client.post(f"{acting.get_absolute_url()}steps/settle/", {"settle-outcome": "x"}).status_code in (403, 404)
    assert client.get(download).status_code == 404
    pages = ("home", "vitality:protection_list", "vitality:protection_workbook", "office:notice_list",
             "office:event_list", "vitality:visit_list")  # fmt: skip
    everywhere = [*map(reverse, pages), f"{reverse('search')}?q=标记", place.unit.get_absolute_url()]
    for address in everywhere:
        found = text_of(client.get(address, follow=True))
        assert MARK not in found, address
        assert f"维权个案第 {key} 号" not in found, address


def test_a_department_of_the_city_sees_what_it_was_brought_into(place: Place, case):
    case = move(case, "accept", place.leader)
    assert browser(place.legal).get(case.get_absolute_url()).status_code == 404
    involve_department(case=case, name="", task="法律援助", department=Department.LEGAL, user=place.leader, at=NOON)
    assert f"{MARK}主席" in text(browser(place.legal).get(case.get_absolute_url()))
    assert browser(place.reviewer).get(case.get_absolute_url()).status_code == 404
    move(case, "take_measure", place.legal, taken_on=NOON.date(), text="出具意见。", department="法律部")
    with pytest.raises(PermissionDenied):
        move(case, "settle", place.legal, outcome="了结。")


def test_nothing_written_stands_in_the_log_or_in_a_notice(place: Place, acting):
    case = move(acting, "settle", place.leader, outcome=f"{MARK}已恢复岗位。")
    move(case, "object", place.clerk, objection=f"{MARK}未补发工资。")
    told = [f"{event.subject_label}{event.comment}{event.changes}" for event in Event.objects.all()] + list(
        Notice.objects.values_list("text", flat=True)
    )
    assert not [each for each in told if MARK in each or "标记" in each]
    # The group handles it only where the union has no leader.
    assert set(Notice.objects.values_list("recipient_id", flat=True)) == {place.leader.pk, place.clerk.pk}
    assert not chain_faults(Event.objects.order_by("number"), head=ChainHead.objects.get())


def test_a_case_goes_its_way_to_the_closing_by_another(place: Place, acting):
    case = move(acting, "settle", place.leader, outcome="已恢复岗位。")
    with pytest.raises(Refused, match="结案人不能是登记结果的人"):
        move(case, "close", place.leader)
    case = move(case, "close", place.clerk)
    assert (case.state, case.closed_by) == (ProtectionState.CLOSED, place.clerk)
    with pytest.raises(Refused, match="不能再增加材料"):
        attach_to_case(case=case, upload=SimpleUploadedFile("a.pdf", PDF), user=place.clerk, at=NOON)


def test_an_objection_reopens_the_measures(place: Place, acting):
    case = move(acting, "settle", place.leader, outcome="已恢复岗位。")
    case = move(case, "object", place.clerk, objection="未补发工资。")
    assert case.state == ProtectionState.ACTING
    assert move(case, "settle", place.leader, outcome="已补发。").objection == ""


@pytest.mark.parametrize("day", [date(2014, 9, 19), date(2014, 9, 21)])
def test_a_measure_lies_between_the_report_and_today(place: Place, case, day):
    case = move(case, "accept", place.leader)
    with pytest.raises(Refused, match="措施日期"):
        move(case, "take_measure", place.leader, taken_on=day, text="沟通。")
    assert not case.measures.exists()


def test_a_case_is_reported_for_the_own_unit_or_from_above(place: Place):
    values = {"chair_name": "甲一", "kind": GrievanceKind.HINDERED, "account": "不让开会。"}
    assert report_case(unit=place.unit, values=values, user=place.officer, at=NOON).superior == place.district
    for who in ("stranger", "party", "reviewer", "district_auditor"):
        with pytest.raises(PermissionDenied):
            report_case(unit=place.unit, values=values, user=place.people[who], at=NOON)


def test_it_is_reported_and_taken_further_on_screen(place: Place):
    client = browser(place.chair)
    url = f"/vitality/protection/units/{place.unit.pk}/new/"
    assert client.post(url, {"kind": "hindered"}).status_code == 422
    page = client.post(url, {"chair_name": "甲一", "kind": "hindered", "account": "不让开会。"}).url
    leader = browser(place.leader)
    assert "维权个案" in text(leader.get("/"))
    assert leader.post(f"{page}steps/accept/").status_code == 302
    refused = leader.post(f"{page}steps/take_measure/", {"take_measure-text": "约谈。"})
    assert (refused.status_code, "约谈。" in text(refused)) == (422, True)
    assert leader.post(f"{page}departments/", {"involve-task": "x"}).status_code == 422
    assert leader.post(f"{page}departments/", {"involve-name": "人社局"}).status_code == 302
    assert "人社局" in text(client.get(page))
    assert client.post(f"{page}departments/", {"involve-name": "x"}).status_code == 403
    assert "no-store" in client.get(page)["Cache-Control"]
