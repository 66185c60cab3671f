"""The readings of a year: who decides, what is refused, and what a lock freezes."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from office import clock
from office.models import Event, YearChoice, YearLock
from office.refusals import Refused
from office.years import choices_of_year, choose_reading, law_of_year, lock_of_year, lock_year
from policy.documents import UnknownName, parameters
from tests.factories import CityFactory, user_with_post
from unions.kinds import RoleKind
from unions.models import User

pytestmark = pytest.mark.django_db

DOCUMENT = "2014-31"
NOW = clock.now()


@pytest.fixture
def leader() -> User:
    return user_with_post(RoleKind.LEADING_GROUP, CityFactory())


def choose(user: User, key: str = "unit_composite", value: object = "mean", **changed):
    asked = {"document": DOCUMENT, "year": 2014, "key": key, "value": value, "reason": "会议决定", **changed}
    return choose_reading(**asked, user=user, at=NOW)


def test_until_somebody_decides_our_reading_holds():
    assert law_of_year(DOCUMENT, 2014).choice("unit_composite") == "lower"


def test_a_decision_holds_for_its_year_alone(leader):
    choose(leader)
    assert law_of_year(DOCUMENT, 2014).choice("unit_composite") == "mean"
    assert law_of_year(DOCUMENT, 2015).choice("unit_composite") == "lower"


def test_the_last_decision_holds_and_all_stay_on_record(leader):
    choose(leader)
    choose(leader, value="committee", reason="再议")
    assert law_of_year(DOCUMENT, 2014).choice("unit_composite") == "committee"
    assert list(YearChoice.objects.values_list("value", "reason")) == [("mean", "会议决定"), ("committee", "再议")]
    event = Event.objects.order_by("-number").first()
    assert event.changes == {"一个单位的综合满意率取自哪个评议对象": ["两者的平均", "工会委员会的"]}
    assert event.comment == "再议"


@pytest.mark.parametrize("key", [key for key, found in parameters().items() if found.is_chosen])
def test_every_reading_can_be_chosen_and_comes_back_as_it_was(leader, key):
    found = parameters()[key]
    document = found.clause.ref.split("/")[0]
    for option in found.options:
        if option.value != law_of_year(document, 2016).value(key):
            choose(leader, key, option.value, document=document, year=2016)
            assert choices_of_year(document, 2016)[key] == option.value
            assert law_of_year(document, 2016).choice(key) == option.value


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"reason": "  "}, "须写明理由"),
        ({"value": "highest"}, "不能取“highest”，可选：lower"),
        ({"value": None}, "不能取"),
        ({"value": "lower"}, "已经是"),
        ({"key": "quorum", "value": 1}, "由文件规定，不能另选"),
        ({"key": "ranking_basis", "value": "scaled"}, "由文件规定，不能另选"),
        ({"year": 2013}, "2013 年不适用"),
    ],
)
def test_what_cannot_be_chosen_is_refused_in_words(leader, changed, sentence):
    with pytest.raises(Refused, match=sentence):
        choose(leader, **changed)
    assert not YearChoice.objects.exists()


def test_a_key_made_up_is_an_error(leader):
    with pytest.raises(UnknownName):
        choose(leader, key="no_such_thing")


@pytest.mark.parametrize("role", [RoleKind.DEPARTMENT_REVIEWER, RoleKind.AUDITOR, RoleKind.SYSADMIN, RoleKind.FINANCE])
def test_only_the_leading_group_decides_and_locks(role):
    other = user_with_post(role, CityFactory())
    with pytest.raises(PermissionDenied):
        choose(other)
    with pytest.raises(PermissionDenied):
        lock_year(document=DOCUMENT, year=2014, user=other, at=NOW)


def test_a_locked_year_takes_no_decision(leader):
    lock_year(document=DOCUMENT, year=2014, user=leader, at=NOW)
    with pytest.raises(Refused, match=rf"2014 年的参数已由{leader}于 2014-09-20 锁定"):
        choose(leader)
    choose(leader, year=2015)


def test_a_year_is_locked_once(leader):
    lock_year(document=DOCUMENT, year=2014, user=leader, at=NOW)
    with pytest.raises(Refused, match="锁定"):
        lock_year(document=DOCUMENT, year=2014, user=leader, at=NOW)
    assert YearLock.objects.count() == 1


def test_a_locked_year_keeps_its_law_whatever_comes_later(leader):
    choose(leader)
    before = law_of_year(DOCUMENT, 2014).as_json()
    lock_year(document=DOCUMENT, year=2014, user=leader, at=NOW)
    YearChoice.objects.create(
        document=DOCUMENT, year=2014, key="unit_composite", value="lower", reason="x", decided_by=leader, decided_at=NOW
    )
    assert law_of_year(DOCUMENT, 2014).as_json() == before


# On the page -------------------------------------------------------------------------------------------------------


def test_the_page_shows_the_numbers_the_readings_and_who_decided(client, leader):
    client.force_login(leader)
    client.post(
        reverse("reading_choose", args=[DOCUMENT, 2014, "unit_composite"]), {"value": "mean", "comment": "三次会议定"}
    )
    page = client.get(reverse("parameter_year", args=[DOCUMENT, 2014])).content.decode()
    for words in (
        "两者的平均",
        "三次会议定",
        leader.full_name,
        "大工发〔2014〕31号 四、2",
        "不少于 260 个",
        "20,000 元",
    ):
        assert words in page


def test_a_locked_year_says_so_and_offers_nothing(client, leader):
    client.force_login(leader)
    client.post(reverse("year_lock", args=[DOCUMENT, 2014]))
    page = client.get(reverse("parameter_year", args=[DOCUMENT, 2014])).content.decode()
    assert lock_of_year(DOCUMENT, 2014)
    assert "已锁定" in page
    assert "另选</summary>" not in page


@pytest.mark.parametrize("value", ["", "highest", "true", "<script>"])
def test_a_forged_option_is_refused_on_the_page(client, leader, value):
    client.force_login(leader)
    address = reverse("reading_choose", args=[DOCUMENT, 2014, "unit_composite"])
    assert "不能取" in client.post(address, {"value": value, "comment": "x"}, follow=True).content.decode()


@pytest.mark.parametrize("address", ["2014-31/2011", "2014-31/9999", "1999-1/2014"])
def test_a_year_or_text_that_is_not_there_is_not_found(client, leader, address):
    client.force_login(leader)
    assert client.get(f"/parameters/{address}/").status_code == 404
    assert client.post(f"/parameters/{address}/lock/").status_code == 404


@pytest.mark.parametrize("key", [key for key, found in parameters().items() if found.reading])
def test_every_reading_has_its_page(client, leader, key):
    client.force_login(leader)
    answer = client.get(reverse("reading", args=[key]))
    assert answer.status_code == 200
    assert "<h2>疑问</h2>" in answer.content.decode()


@pytest.mark.parametrize("document", ["2014-31", "2012-55"])
def test_no_english_name_stands_in_the_tables(client, leader, document):
    client.force_login(leader)
    shown = [
        word
        for row in client.get(reverse("parameter_year", args=[document, 2016])).context["numbers"]
        for text in row.shown
        for word in text.replace("+x", "").split()
        if word.isascii() and any(letter.isalpha() for letter in word)
    ]
    assert shown == []
