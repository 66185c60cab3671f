"""The search box in the head bar, and what a load balancer asks."""

from __future__ import annotations

import pytest
from django.db import DatabaseError
from django.urls import reverse

from appraisal.services.sessions import plan_session
from tests.factories import CityFactory, DistrictFactory, UnionFactory, user_with_post
from tests.house.year_samples import meeting
from tests.vitality.conftest import NOON, World
from unions.kinds import RoleKind
from vitality.kinds import AnnexForm
from vitality.rules.file_numbers import form_number
from vitality.services.rounds import draft_round, move_round

pytestmark = pytest.mark.django_db


def test_a_single_find_is_opened_at_once(client):
    officer = user_with_post(union=DistrictFactory())
    unit = UnionFactory(name="海港机械公司", superior=officer.post.union)
    client.force_login(officer)
    assert client.get(reverse("search"), {"q": "海港"}).headers["Location"] == unit.get_absolute_url()
    assert client.get(reverse("search"), {"q": "haigang"}).headers["Location"] == unit.get_absolute_url()


@pytest.fixture
def world() -> World:
    reviewer = user_with_post(RoleKind.DEPARTMENT_REVIEWER, CityFactory())
    round = draft_round(year=2014, user=reviewer, at=NOON)
    return World(reviewer, reviewer, move_round(round=round, transition="open", user=reviewer, at=NOON))


def test_several_finds_are_listed_by_sort_with_forms(client, world: World):
    district = DistrictFactory(name="中山区总工会")
    application = world.draft(UnionFactory(name="海港机械公司", superior=district))
    UnionFactory(name="海港电机公司", superior=district)
    client.force_login(world.officer_of(district))
    answer = client.get(reverse("search"), {"q": "海港"})
    assert [(part.title, part.total) for part in answer.context["found"]] == [("单位", 2), ("申报表", 1)]
    assert application.get_absolute_url() in answer.content.decode()


def test_a_file_number_leads_to_its_form(client, world: World):
    district = DistrictFactory(superior=world.reviewer.post.union)
    form = world.draft(UnionFactory(superior=district))
    number = form_number(2014, AnnexForm(form.form), form.pk)
    client.force_login(world.officer_of(district))
    assert client.get(reverse("search"), {"q": number}).headers["Location"] == form.get_absolute_url()
    client.force_login(user_with_post(union=DistrictFactory()))
    assert "没有找到" in client.get(reverse("search"), {"q": number}).content.decode()


def test_sessions_are_found_by_their_unit(client):
    officer = user_with_post(RoleKind.SUPERIOR_LEADER, DistrictFactory())
    unit = UnionFactory(name="海港机械公司", superior=officer.post.union)
    session = plan_session(union=unit, work_year=2014, plan=meeting("海港"), user=officer, at=NOON)
    client.force_login(officer)
    answer = client.get(reverse("search"), {"q": "hgjx"})
    assert [(part.title, part.total) for part in answer.context["found"]] == [("单位", 1), ("双述双评", 1)]
    assert session.get_absolute_url() in answer.content.decode()


def test_nothing_outside_the_scope_is_found(client):
    UnionFactory(name="海港机械公司", superior=DistrictFactory())
    client.force_login(user_with_post(union=DistrictFactory()))
    assert "没有找到" in client.get(reverse("search"), {"q": "海港"}).content.decode()


@pytest.mark.parametrize("words", ["", " ", "海"])
def test_less_than_two_letters_find_nothing(client, words):
    officer = user_with_post(union=DistrictFactory())
    UnionFactory(name="海港机械公司", superior=officer.post.union)
    client.force_login(officer)
    page = client.get(reverse("search"), {"q": words}).content.decode()
    assert ("没有找到" if words.strip() else "输入要找的") in page
    assert "海港机械公司" not in page


@pytest.mark.parametrize("words", ["%%", "' OR 1=1 --", "<script>", "\\", "__"])
def test_signs_are_taken_as_signs(client, words):
    officer = user_with_post(union=DistrictFactory())
    UnionFactory(name="海港机械公司", superior=officer.post.union)
    client.force_login(officer)
    answer = client.get(reverse("search"), {"q": words})
    assert "没有找到" in answer.content.decode()
    assert "<script>" not in answer.content.decode().split("<main")[1]


def test_the_administrators_see_no_search_box(client):
    client.force_login(user_with_post(RoleKind.SYSADMIN, CityFactory()))
    assert 'role="search"' not in client.get("/").content.decode()


def test_a_long_list_asks_as_often_as_a_short_one(client, django_assert_max_num_queries):
    officer = user_with_post(union=DistrictFactory())
    for _ in range(30):
        UnionFactory(superior=officer.post.union)
    client.force_login(officer)
    client.get("/")
    with django_assert_max_num_queries(12):
        client.get(reverse("search"), {"q": "机械"})


# Health ------------------------------------------------------------------------------------------------------------


def test_the_site_says_that_it_lives_and_is_ready(client):
    assert client.get("/healthz/").content == b"ok\n"
    assert client.get("/readyz/").content == b"ready\n"
    assert client.get("/healthz/").headers["Content-Type"] == "text/plain; charset=utf-8"


def test_being_alive_asks_no_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get("/healthz/")


def test_a_silent_database_is_named_and_nothing_else(client, monkeypatch):
    def fail() -> None:
        raise DatabaseError("secret address")

    monkeypatch.setattr("config.health.connection.cursor", fail)
    answer = client.get("/readyz/")
    assert answer.status_code == 503
    assert answer.content.startswith(b"not ready: database")
    assert b"secret" not in answer.content
