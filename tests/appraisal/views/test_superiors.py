"""The superior bodies: by post, and the party organisation by its link."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from appraisal.models import PartyInvitation, SuperiorAppraisal
from office.models import Event
from tests.appraisal.conftest import Hall
from tests.appraisal.views.conftest import at_district, at_unit
from unions.kinds import RoleKind

pytestmark = pytest.mark.django_db
GIVEN = {
    "chair_grade": "satisfied", "chair_reason": "工作扎实", "committee_score": "88.5", "committee_reason": "有成效",
    "signed_name": "丙三",
}  # fmt: skip


def url(hall: Hall, tail: str = "") -> str:
    return f"/appraisal/sessions/{hall.session.pk}/{tail}"


def text(answer) -> str:
    return answer.content.decode()


def link(client, hall: Hall) -> str:
    return re.search(r"/party/[\w-]{20,}/", text(client.post(url(hall, "party/invite/"))))[0]


def test_the_leader_appraises_once_and_the_officer_not_at_all(desk, hall):
    assert desk(at_district(hall)).get(url(hall, "superior/")).status_code == 403
    client = desk(hall.leader)
    client.post(url(hall, "superior/"), GIVEN)
    assert [str(each.score) for each in SuperiorAppraisal.objects.filter(subject="committee")] == ["88.50"]
    assert "已签署" in text(client.get(url(hall, "superior/")))
    assert SuperiorAppraisal.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"chair_score": "90"}, "请选一个等级，或填 0–100 分"),
        ({"committee_score": "100.01"}, "应在 0–100 之间"),
        ({"committee_score": "很好"}, "应为数字"),
        ({"chair_grade": "", "signed_name": ""}, "对工会主席的评价等级</a>：请选一个等级，或填 0–100 分。"),
        ({"chair_reason": ""}, "评价工会主席的理由</a>：请填写。"),
        ({"signed_name": ""}, "签名（评价人姓名）</a>：请填写。"),
    ],
)
def test_what_does_not_fit_is_told_and_kept(desk, hall, changes, told):
    answer = desk(hall.leader).post(url(hall, "superior/"), {**GIVEN, **changes})
    assert told in text(answer)
    assert "有成效" in text(answer)
    assert not SuperiorAppraisal.objects.exists()


def test_the_party_organisation_appraises_by_its_post_at_the_unit(desk, hall):
    client = desk(at_unit(hall, RoleKind.PARTY_EVALUATOR))
    assert "同级党组织评价" in text(client.get("/"))
    client.post(url(hall, "party/"), GIVEN)
    assert SuperiorAppraisal.objects.filter(body="party").count() == 2
    assert desk(at_unit(hall)).get(url(hall, "party/")).status_code == 403


class TestInvitation:
    """A link that works once, without an account."""

    def test_it_works_once_and_its_token_is_kept_nowhere(self, desk, hall):
        address = link(desk(hall.leader), hall)
        anybody = Client(enforce_csrf_checks=True)
        page = anybody.get(address)
        assert "no-store" in page["Cache-Control"]
        assert page["Referrer-Policy"] == "no-referrer"
        assert "sessionid" not in page.cookies
        assert "已签署并提交" in text(anybody.post(address, GIVEN))
        assert anybody.get(address).status_code == 404
        token = address.split("/")[2]
        kept = [*PartyInvitation.objects.values_list(), *Event.objects.values_list("comment", "changes")]
        assert token not in str(kept)

    def test_a_new_link_ends_the_former(self, desk, hall):
        client = desk(hall.leader)
        first = link(client, hall)
        link(client, hall)
        assert Client().get(first).status_code == 404

    def test_an_expired_link_says_so(self, desk, hall):
        address = link(desk(hall.leader), hall)
        PartyInvitation.objects.update(expires_at="2014-09-19T00:00+08:00")
        assert "链接已失效" in text(Client().get(address))

    def test_what_does_not_fit_leaves_the_link_usable(self, desk, hall):
        address = link(desk(hall.leader), hall)
        answer = Client().post(address, {**GIVEN, "committee_score": "101"})
        assert answer.status_code == 422
        assert "工作扎实" in text(answer)
        assert Client().get(address).status_code == 200

    def test_guessing_is_stopped(self, hall):
        for number in range(20):
            assert Client().get(f"/party/{number}{'x' * 30}/").status_code == 404
        assert Client().get(f"/party/{'y' * 32}/").status_code == 429

    def test_only_the_organiser_makes_one(self, desk, hall):
        assert desk(at_unit(hall)).post(url(hall, "party/invite/")).status_code == 403
