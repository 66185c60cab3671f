"""The work desk and the navigation: what each role finds there."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse

from config import home
from config.guide.roles import GUIDES
from config.navigation import navigation_for
from office import clock
from office.desk import Deadline, Desk, Figure, Todo, Waiting
from tests.factories import CityFactory, UnionFactory, user_with_post
from unions.kinds import RoleKind, UnionKind
from unions.models import User
from unions.rules.posts import PLACES
from vitality.services.rounds import draft_round, move_round

pytestmark = pytest.mark.django_db

NOW = clock.now()
ROOT = Path(__file__).resolve().parents[2]
IMAGES, SCRIPT = ROOT / "docs" / "images", ROOT / "tests" / "journeys" / "screenshots.py"


@pytest.fixture
def auditor() -> User:
    return user_with_post(RoleKind.AUDITOR, CityFactory())


def test_what_is_due_first_stands_first_and_what_waits_longest_next(client, auditor, monkeypatch):
    today = NOW.date()
    desk = Desk(
        todos=(
            Todo("无期限新", "/", NOW),
            Todo("无期限旧", "/", NOW - timedelta(days=9)),
            Todo("后天到期", "/", NOW, due_on=today + timedelta(days=2)),
            Todo("已逾期", "/", NOW, due_on=today - timedelta(days=1)),
        ),
        waiting=(Waiting("送审", "/", NOW, "市总审核中"),),
        figures=(Figure("已申报", "5", "个", target="不少于 5 个", met=True),),
        deadlines=(Deadline("申报截止", today + timedelta(days=5)),),
    )
    monkeypatch.setattr(home, "PROVIDERS", (lambda user, on: desk,))
    client.force_login(auditor)
    answer = client.get("/")
    assert [item.todo.text for item in answer.context["todos"]] == ["已逾期", "后天到期", "无期限旧", "无期限新"]
    page = answer.content.decode()
    for words in ("已逾期 1 天", "还剩 5 天", "市总审核中", "不少于 5 个"):
        assert words in page


def test_a_few_figures_are_shown_and_those_with_a_line_to_reach_first(client, auditor, monkeypatch):
    figures = tuple(Figure(f"第{number}个", "1") for number in range(6))
    desk = Desk(
        figures=(*figures, Figure("有目标", "5", target="不少于 5 个"), Figure("有比例", "1", target_percent=100))
    )
    monkeypatch.setattr(home, "PROVIDERS", (lambda user, on: desk,))
    client.force_login(auditor)
    shown = client.get("/").context["figures"]
    assert [figure.label for figure in shown] == ["有目标", "有比例", "第0个", "第1个"]


def test_today_stands_among_the_dates_before_the_next_one(client, auditor, monkeypatch):
    today = NOW.date()
    dates = tuple(Deadline(f"第{days}天", today + timedelta(days=days)) for days in (5, -3, 1))
    monkeypatch.setattr(home, "PROVIDERS", (lambda user, on: Desk(deadlines=dates),))
    client.force_login(auditor)
    page = client.get("/").content.decode()
    assert page.index("第-3天") < page.index("今天</li>") < page.index("第1天") < page.index("第5天")


def test_the_city_is_told_what_the_year_still_needs_and_a_district_is_not(client, auditor):
    client.force_login(auditor)
    assert "建立并开启申报轮次" in client.get("/").content.decode()
    client.force_login(user_with_post())
    assert "建立并开启申报轮次" not in client.get("/").content.decode()


def post_of(role: RoleKind) -> User:
    kind = PLACES[role][0]
    if kind == UnionKind.CITY_FEDERATION:
        return user_with_post(role, CityFactory())
    return user_with_post(role, UnionFactory() if kind.is_unit else None)


@pytest.mark.parametrize("role", list(RoleKind))
def test_every_page_of_the_navigation_opens_for_whom_it_is_shown(client, role):
    person = post_of(role)
    client.force_login(person)
    items = navigation_for(person, "/")
    for url in {item.url for item in items} | {child.url for item in items for child in item.children}:
        assert client.get(url, follow=True).status_code == 200, url


@pytest.mark.parametrize(
    ("path", "label"),
    [("/", "工作台"), ("/office/notices/", "文件与任务"), ("/unions/new/", "工会"), ("/password/", "")],
)
def test_one_place_of_the_navigation_is_marked_as_here(path, label):
    officer = user_with_post()
    assert [item.label for item in navigation_for(officer, path) if item.active] == ([label] if label else [])


def test_every_picture_of_the_guides_is_taken_anew_by_the_script():
    """Else a picture would go on showing a page as it once was."""
    taken = set(re.findall(r"""(?:take|keep)\(.+, "([a-z-]+)"\)""", SCRIPT.read_text(encoding="utf-8")))
    named = {step.picture.removesuffix(".webp") for steps in GUIDES.values() for step in steps if step.picture}
    assert named <= taken
    assert taken == {path.stem for path in IMAGES.glob("*.webp")}
    assert {"glance", "session", "money", "scorecard"} <= named


@pytest.mark.parametrize("role", list(RoleKind))
def test_every_page_of_a_roles_guide_opens_for_it(client, role):
    client.force_login(post_of(role))
    page = client.get("/help/")
    assert f"{role.label}：做什么" in page.content.decode()
    for step in page.context["steps"]:
        assert client.get(reverse(step.route), follow=True).status_code == 200, step.title
        assert not step.picture or (IMAGES / step.picture).exists()


def test_the_list_of_a_new_year_follows_what_is_there(client):
    reviewer = user_with_post(RoleKind.DEPARTMENT_REVIEWER, CityFactory())
    client.force_login(reviewer)
    before = {each.title: each.is_done for each in client.get("/help/").context["preparations"]}
    assert not any(before.values())
    move_round(round=draft_round(year=NOW.year, user=reviewer, at=NOW), transition="open", user=reviewer, at=NOW)
    user_with_post(union=UnionFactory().superior)
    after = {each.title: each.is_done for each in client.get("/help/").context["preparations"]}
    assert [title for title, done in after.items() if done] == ["导入工会名册", "任命各级经办", "建立并开启申报轮次"]
