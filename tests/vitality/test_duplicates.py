"""Two typicals that look like one unit are ticked off once, by name, with a ground, and can be put back."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from office.models import Event
from office.refusals import Refused
from tests.factories import CityFactory, DistrictFactory, UnionFactory, user_with_post
from tests.vitality.conftest import NOON
from unions.kinds import Department, RoleKind
from unions.models import FormerName, User
from vitality.models import DuplicateCheck, Typical
from vitality.selectors.duplicates import Suspicion, suspicions
from vitality.services.duplicates import check_duplicate, withdraw_check

pytestmark = pytest.mark.django_db
NAME, LIST = "大连星海机床有限公司", "/vitality/typicals/duplicates/"


@pytest.fixture
def reviewer() -> User:
    return user_with_post(RoleKind.DEPARTMENT_REVIEWER, CityFactory(), department=Department.DEMOCRATIC_MANAGEMENT)


@pytest.fixture
def pair(reviewer) -> Suspicion:
    for district in (DistrictFactory(), DistrictFactory()):
        unit = UnionFactory(superior=district, name=NAME)
        Typical.objects.create(unit=unit, superior=district, year=2014, level="city", kind="enterprise")
    (found,) = suspicions(reviewer)
    return found


def address(pair: Suspicion) -> str:
    return f"{LIST}{pair.first.pk}/{pair.second.pk}/"


def test_a_checked_pair_stands_with_who_when_and_why(client, reviewer, pair):
    client.force_login(reviewer)
    assert "待核对：现名或曾用名相同 1 对" in client.get(LIST).content.decode()
    assert "核对为两个单位" in client.get(address(pair)).content.decode()
    assert client.post(address(pair), {"reason": "信用代码不同，已电话核实"}).url == LIST
    (again,) = suspicions(reviewer)
    assert (again.check.reason, again.check.checked_by) == ("信用代码不同，已电话核实", reviewer)
    page = client.get(LIST).content.decode()
    for words in ("现名或曾用名相同 0 对", "已核对 1 对", "已核对，不是同一单位", "信用代码不同", reviewer.full_name):
        assert words in page
    assert "撤销核对" in client.get(address(pair)).content.decode()
    assert Event.objects.get(label="核对疑似重复").comment == "信用代码不同，已电话核实"


def test_a_check_needs_its_ground_and_keeps_the_first(client, reviewer, pair):
    client.force_login(reviewer)
    answer = client.post(address(pair), {"reason": " "})
    assert (answer.status_code, "核对情况</a>：请填写。" in answer.content.decode()) == (422, True)
    with pytest.raises(Refused, match="请写明凭什么核实"):
        check_duplicate(pair=pair, reason="", user=reviewer, at=NOON)
    first = check_duplicate(pair=pair, reason="地址不同", user=reviewer, at=NOON)
    assert check_duplicate(pair=pair, reason="又按一次", user=reviewer, at=NOON) == first
    assert DuplicateCheck.objects.get().reason == "地址不同"


def test_another_name_raises_another_suspicion(reviewer, pair):
    check_duplicate(pair=pair, reason="地址不同", user=reviewer, at=NOON)
    for typical, name in ((pair.first, "滨海机床厂"), (pair.second, "渤海轴承厂")):
        type(typical.unit).objects.filter(pk=typical.unit_id).update(name=name)
        FormerName.objects.create(union=typical.unit, name=NAME, until_on="2015-01-01")
    (again,) = suspicions(reviewer)
    assert again.check is None
    check_duplicate(pair=again, reason="两家各有登记", user=reviewer, at=NOON)
    assert DuplicateCheck.objects.get().reason == "两家各有登记"


def test_a_check_is_put_back_with_a_reason(client, reviewer, pair):
    check = check_duplicate(pair=pair, reason="地址不同", user=reviewer, at=NOON)
    client.force_login(reviewer)
    withdraw = f"{LIST}checks/{check.pk}/withdraw/"
    assert client.post(withdraw).url == address(pair)
    assert DuplicateCheck.objects.exists()
    client.post(withdraw, {"comment": "核错了"})
    assert suspicions(reviewer)[0].check is None
    assert Event.objects.get(label="撤销疑似重复的核对").comment == "核错了"
    with pytest.raises(Refused, match="已经撤销"):
        withdraw_check(check=check, reason="再来", user=reviewer, at=NOON)


def test_only_the_reviewing_department_checks(client, pair):
    leader = user_with_post(RoleKind.LEADING_GROUP, CityFactory())
    with pytest.raises(PermissionDenied):
        check_duplicate(pair=pair, reason="地址不同", user=leader, at=NOON)
    client.force_login(leader)
    assert "由市总民主管理部核对" in client.get(address(pair)).content.decode()
    assert client.post(address(pair), {"reason": "地址不同"}).status_code == 403
    assert client.get(f"{LIST}{pair.first.pk}/{pair.first.pk}/").status_code == 404


def test_many_pairs_take_no_more_queries(client, reviewer, pair, django_assert_max_num_queries):
    check_duplicate(pair=pair, reason="地址不同", user=reviewer, at=NOON)
    client.force_login(reviewer)
    with django_assert_max_num_queries(16):
        client.get(LIST)
