"""Dates on the work desk: who is told when, and that nobody is told twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail

from config import reminders
from config.tasks import mail_daily_later
from office import clock
from office.desk import Desk, Todo
from office.kinds import MailPace
from office.mail import choose_mail
from office.models import Notice
from office.notices import Message, send
from tests.factories import CityFactory, DistrictFactory, UnionFactory, user_with_post
from unions.kinds import Department, RoleKind, UnionKind

pytestmark = pytest.mark.django_db
NOW = clock.now()


@pytest.fixture
def people() -> dict:
    district = DistrictFactory(superior=CityFactory())
    unit = UnionFactory(superior=district)
    return {
        "clerk": user_with_post(RoleKind.UNIT_CLERK, unit),
        "leader": user_with_post(RoleKind.SUPERIOR_LEADER, district),
        "stranger": user_with_post(RoleKind.SUPERIOR_LEADER, DistrictFactory()),
    }


def due_in(monkeypatch, days: int) -> None:
    desk = Desk(todos=(Todo("填写申报表", "/x/", NOW, NOW.date() + timedelta(days=days)), Todo("无期限", "/y/", NOW)))
    clerk_only = lambda user, on: desk if user.has_role(RoleKind.UNIT_CLERK) else Desk()  # noqa: E731
    monkeypatch.setattr(reminders, "PROVIDERS", (clerk_only,))


def told() -> dict[int, str]:
    return dict(Notice.objects.values_list("recipient_id", "text"))


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (8, ""),
        (7, "还有 7 天到期"),
        (6, ""),
        (3, "还有 3 天到期"),
        (1, "还有 1 天到期"),
        (0, "今天到期"),
        (-1, "已逾期"),
    ],
)
def test_people_are_told_on_the_days_before_the_date_and_after_it(people, monkeypatch, days: int, words: str):
    due_in(monkeypatch, days)
    reminders.remind_of_todos(at=NOW)
    assert words in told().get(people["clerk"].pk, "")
    assert bool(told()) == bool(words)


@pytest.mark.parametrize(("days", "is_told"), [(-6, False), (-7, True), (-8, True)])
def test_the_leader_right_above_is_told_after_a_week(people, monkeypatch, days: int, is_told: bool):
    due_in(monkeypatch, days)
    reminders.remind_of_todos(at=NOW)
    assert (people["leader"].pk in told()) == is_told
    assert people["stranger"].pk not in told()


def test_nobody_is_told_twice(people, monkeypatch):
    due_in(monkeypatch, -9)
    assert reminders.remind_of_todos(at=NOW) == 2
    assert reminders.remind_of_todos(at=NOW + timedelta(days=1)) == 0


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ((), "您有 1 条未读通知。请登录"),
        ((-1, 0, 3, 4, None), "工作台上有 5 件事等您办，其中 1 件已逾期、2 件 3 天内到期。请登录"),
        ((9,), "工作台上有 1 件事等您办。请登录"),
    ],
)
def test_the_daily_letter_counts_what_waits_and_says_nothing_of_it(people, monkeypatch, days: tuple, words: str):
    due = [None if each is None else NOW.date() + timedelta(days=each) for each in days]
    desk = Desk(todos=tuple(Todo("填写申报表", "/x/", NOW, each) for each in due))
    monkeypatch.setattr(reminders, "PROVIDERS", (lambda user, on: desk,))
    choose_mail(person=people["clerk"], pace=MailPace.DAILY, address="a@example.com", at=NOW)
    send([Message((people["clerk"].pk,), "某事", "/")], at=NOW)
    mail_daily_later()
    (letter,) = mail.outbox
    assert words in letter.body
    assert "申报表" not in letter.body


def owing(monkeypatch, role: RoleKind, *texts: str) -> None:
    todos = tuple(Todo(text, f"/{text}/", NOW, NOW.date() - timedelta(days=8)) for text in texts)
    desk = lambda user, on: Desk(todos=todos) if user.has_role(role) else Desk()  # noqa: E731
    monkeypatch.setattr(reminders, "PROVIDERS", (desk,))


def test_what_a_union_owes_since_a_day_is_one_line_above_and_told_once_though_it_shrinks(people, monkeypatch):
    user_with_post(RoleKind.UNIT_CLERK, people["clerk"].post.union)  # the same todos once more
    for texts in (("甲", "乙"), ("甲",)):
        owing(monkeypatch, RoleKind.UNIT_CLERK, *texts)
        reminders.remind_of_todos(at=NOW)
    (notice,) = Notice.objects.filter(recipient=people["leader"])
    assert notice.text.endswith("，共 2 件：甲；乙")
    assert notice.url == people["clerk"].post.union.get_absolute_url()


def test_at_the_city_one_department_is_told(people, monkeypatch):
    city = people["leader"].post.union.superior
    one, other = (user_with_post(RoleKind.DEPARTMENT_REVIEWER, city, department=each) for each in (
        Department.DEMOCRATIC_MANAGEMENT, Department.GENERAL_OFFICE
    ))  # fmt: skip
    owing(monkeypatch, RoleKind.SUPERIOR_LEADER, "甲")
    reminders.remind_of_todos(at=NOW)
    assert (one.pk in told(), other.pk in told()) == (True, False)
    monkeypatch.setattr(reminders, "DEPARTMENTS", dict.fromkeys(reminders.PROVIDERS, Department.GENERAL_OFFICE))
    reminders.remind_of_todos(at=NOW)
    assert other.pk in told()


def test_where_nobody_leads_right_above_the_next_one_up_is_told(people, monkeypatch):
    township = UnionFactory(kind=UnionKind.TOWNSHIP_UNION, superior=people["leader"].post.union)
    user_with_post(RoleKind.UNIT_CLERK, UnionFactory(superior=township))
    owing(monkeypatch, RoleKind.UNIT_CLERK, "甲")
    reminders.remind_of_todos(at=NOW)
    assert Notice.objects.filter(recipient=people["leader"]).count() == 2
