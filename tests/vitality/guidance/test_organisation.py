"""Who leads the project, as of a day."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from office.models import Event
from office.refusals import Refused
from tests.house.crawling import text_of
from tests.vitality.conftest import NOON
from tests.vitality.guidance.conftest import Place, browser
from tests.vitality.views.conftest import query_count, text
from unions.models import User
from vitality.kinds import DepartmentPart, OrganPosition
from vitality.models import GroupSeat
from vitality.selectors.organisation import organisation_of
from vitality.services.organisation import correct_dated, end_dated, name_department, seat_person

SPRING, AUTUMN = date(2014, 3, 1), date(2014, 9, 1)


def seat(place: Place, name: str, position: OrganPosition = OrganPosition.HEAD, user: User | None = None, **more):
    values = {"position": position, "person_name": name, "from_on": SPRING, **more}
    return seat_person(union=place.district, values=values, user=user or place.officer, at=NOON)


def test_a_group_is_shown_as_it_was_on_the_day_asked_for(place: Place):
    first = seat(place, "甲一")
    end_dated(row=first, to_on=date(2014, 8, 31), user=place.officer, at=NOON)
    seat(place, "乙二", from_on=AUTUMN)
    on_the_last_day = organisation_of(place.district, date(2014, 8, 31))
    after = organisation_of(place.district, AUTUMN)
    assert [each.person_name for each in on_the_last_day.group] == ["甲一"]
    assert [each.person_name for each in after.group] == ["乙二"]
    assert [each.person_name for each in after.past_seats] == ["甲一"]


def test_there_is_one_head_at_a_time(place: Place):
    seat(place, "甲一")
    with pytest.raises(Refused, match="项目领导小组的组长在这段时间内是甲一"):
        seat(place, "乙二", from_on=AUTUMN)
    seat(place, "乙二", OrganPosition.DEPUTY_HEAD)
    seat(place, "甲一", OrganPosition.OFFICE_DIRECTOR)
    assert GroupSeat.objects.count() == 3


def test_nobody_sits_twice_in_one_body(place: Place):
    seat(place, "甲一")
    with pytest.raises(Refused, match="甲一在这段时间内已在项目领导小组中"):
        seat(place, "甲一", OrganPosition.GROUP_MEMBER)


def test_what_is_missing_is_named(place: Place):
    seat(place, "甲一")
    assert organisation_of(place.district, AUTUMN).missing == ("领导小组办公室主任", "责任部门")
    values = {"name": "基层组织部", "part": DepartmentPart.LEADING, "from_on": SPRING}
    name_department(union=place.district, values=values, user=place.officer, at=NOON)
    assert organisation_of(place.district, AUTUMN).missing == ("领导小组办公室主任",)


@pytest.mark.parametrize("who", ["stranger", "clerk", "group", "reviewer", "district_auditor"])
def test_only_the_own_union_keeps_it(place: Place, who):
    with pytest.raises(PermissionDenied):
        seat(place, "甲一", user=place.people[who])


def test_an_account_of_that_name_is_found(place: Place):
    assert seat(place, place.leader.full_name).person == place.leader
    assert seat(place, "无账号者", OrganPosition.GROUP_MEMBER).person is None


def test_the_unit_sees_who_leads_above_it_and_a_stranger_does_not(place: Place):
    seat(place, "甲一")
    url = f"/vitality/organisation/{place.district.pk}/"
    assert "甲一" in text(browser(place.clerk).get(url))
    assert browser(place.stranger).get(url).status_code == 404
    assert query_count(browser(place.officer), url) <= 12


def test_paper_and_workbook_name_the_same_people(place: Place):
    seat(place, "甲一", duty="主席")
    client, url = browser(place.officer), f"/vitality/organisation/{place.district.pk}/"
    for paper in ("members.pdf", "members.xlsx"):
        assert "甲一" in text_of(client.get(f"{url}{paper}"))


def test_a_place_is_given_and_ended_on_screen(place: Place):
    client, url = browser(place.officer), f"/vitality/organisation/{place.district.pk}/"
    refused = client.post(f"{url}seats/new/", {"position": "head", "from_on": "2014-03-01"})
    assert (refused.status_code, "姓名" in text(refused)) == (422, True)
    sent = {"position": "head", "person_name": "甲一", "from_on": "2014-03-01", "order": "1"}
    assert client.post(f"{url}seats/new/", sent).status_code == 302
    held = GroupSeat.objects.get()
    early = client.post(f"/vitality/organisation/seats/{held.pk}/end/", {"to_on": "2014-02-28"})
    assert "不能早于 2014-03-01" in text(early)
    assert client.post(f"/vitality/organisation/seats/{held.pk}/end/", {"to_on": "2014-09-01"}).status_code == 302
    assert browser(place.group).post(f"{url}seats/new/", sent).status_code == 403


def correct(place: Place, row: GroupSeat, user: User | None = None, reason: str = "录错", **values) -> GroupSeat:
    return correct_dated(row=row, values=values, reason=reason, user=user or place.officer, at=NOON)


def test_a_wrong_entry_is_put_right_and_what_stood_there_stays_on_record(place: Place):
    wrong = seat(place, "甲乙", duty="主席")
    right = correct(place, wrong, reason="姓名录错", person_name=place.leader.full_name, from_on=AUTUMN)
    assert (right.pk, right.person, right.duty) == (wrong.pk, place.leader, "主席")
    event = Event.objects.get(verb="correct_dated")
    assert event.comment == "姓名录错"
    assert event.changes["姓名"] == ["甲乙", place.leader.full_name]
    assert event.changes["自"] == ["2014-03-01", "2014-09-01"]
    page = text(browser(place.officer).get(f"/vitality/organisation/{place.district.pk}/"))
    assert "更正项目组织登记" in page
    assert "变动记录" not in text(browser(place.clerk).get(f"/vitality/organisation/{place.district.pk}/"))


def test_an_ended_place_is_opened_again_by_a_correction(place: Place):
    ended = end_dated(row=seat(place, "甲一"), to_on=AUTUMN, user=place.officer, at=NOON)
    assert correct(place, ended, to_on=None).to_on is None


@pytest.mark.parametrize(
    ("values", "reason", "told"),
    [
        ({"person_name": "乙二"}, " ", "更正须写明理由"),
        ({"person_name": "甲一"}, "录错", "没有改动"),
        ({"to_on": date(2014, 2, 1)}, "录错", "早于起始日期"),
        ({"person_name": "丙三"}, "录错", "丙三在这段时间内已在"),
    ],
)
def test_a_correction_needs_a_reason_and_keeps_to_the_rules(place: Place, values, reason, told):
    seat(place, "丙三", OrganPosition.DEPUTY_HEAD)
    with pytest.raises(Refused, match=told):
        correct(place, seat(place, "甲一"), reason=reason, **values)
    with pytest.raises(PermissionDenied):
        correct(place, GroupSeat.objects.get(person_name="甲一"), user=place.stranger, duty="主席")


def test_a_place_is_corrected_on_screen(place: Place):
    held, client = seat(place, "甲一"), browser(place.officer)
    url = f"/vitality/organisation/seats/{held.pk}/correct/"
    assert 'value="甲一"' in client.get(url).content.decode()
    sent = {"position": "head", "person_name": "乙二", "from_on": "2014-03-01", "order": "1"}
    refused = client.post(url, sent)
    assert (refused.status_code, "更正的理由" in text(refused)) == (422, True)
    assert client.post(url, {**sent, "reason": "姓名录错"}).status_code == 302
    assert browser(place.group).post(url, {**sent, "reason": "越权"}).status_code == 403
    assert GroupSeat.objects.get().person_name == "乙二"
