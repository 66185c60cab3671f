"""Dates of todos: people are told before and after them, and their superior when nothing has happened for too long."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Final

from django.conf import settings

from config.home import PROVIDERS
from office.desk import Todo
from office.notices import Message, send_once
from scoring.selectors.desk import desk_of as scoring_desk
from unions.kinds import Department, RoleKind
from unions.models import Post, Union, User

# Which department of the city looks after what districts and industrial unions owe; all else is the project's.
PROJECT_DEPARTMENT: Final = Department.DEMOCRATIC_MANAGEMENT
DEPARTMENTS: Final = {scoring_desk: Department.GENERAL_OFFICE}
SOON_DAYS: Final = 3
# What a union owes for too long: by the union, the day it was due, and the department that looks after it.
Owed = Mapping[tuple[Union, date, Department], dict[str, None]]


def remind_of_todos(*, at: datetime) -> int:
    """Leave the notices of this day, and give how many; the same day again leaves none."""
    today = at.date()
    posts = Post.objects.current_on(today).filter(user__is_active=True).select_related("user", "union")
    count = 0
    owed: defaultdict[tuple[Union, date, Department], dict[str, None]] = defaultdict(dict)
    for post in posts.order_by("pk"):
        user = User.objects.get(pk=post.user_id)
        if not user.act_as(str(post.pk), on=today):
            continue
        dated = list(_dated(user, today))
        count += send_once(_messages(user, dated), at=at)
        for todo, days_left, department in dated:
            if days_left <= -settings.ESCALATE_AFTER_DAYS and todo.due_on:
                owed[post.union, todo.due_on, department][todo.text] = None
    return count + send_once(_escalated(owed, today), at=at)


def todo_counts(person: User, today: date) -> str:
    """How much waits on a person's desks and how much of it is pressing, without a word of what it is."""
    days: list[int | None] = []
    for post in Post.objects.current_on(today).filter(user=person).order_by("pk"):
        user = User.objects.get(pk=person.pk)
        if user.act_as(str(post.pk), on=today):
            todos = (todo for provider in PROVIDERS for todo in provider(user, today).todos)
            days += [(todo.due_on - today).days if todo.due_on else None for todo in todos]
    late = sum(each is not None and each < 0 for each in days)
    soon = sum(each is not None and 0 <= each <= SOON_DAYS for each in days)
    pressing = [f"{count} 件{words}" for count, words in ((late, "已逾期"), (soon, f" {SOON_DAYS} 天内到期")) if count]
    return f"工作台上有 {len(days)} 件事等您办{'，其中 ' if pressing else ''}{'、'.join(pressing)}。" if days else ""


def _messages(user: User, dated: list[tuple[Todo, int, Department]]) -> list[Message]:
    messages = []
    for todo, days_left, _ in dated:
        if days_left in settings.REMIND_DAYS_BEFORE:
            when = f"还有 {days_left} 天到期" if days_left else "今天到期"
            messages.append(Message((user.pk,), f"{when}（{todo.due_on}）：{todo.text}", todo.url))
        elif days_left < 0:
            # Without a number of days: one word the day after the date, and none again.
            messages.append(Message((user.pk,), f"已逾期（{todo.due_on}）：{todo.text}", todo.url))
    return messages


def _dated(user: User, today: date) -> Iterator[tuple[Todo, int, Department]]:
    for provider in PROVIDERS:
        for todo in provider(user, today).todos:
            if todo.due_on:
                yield todo, (todo.due_on - today).days, DEPARTMENTS.get(provider, PROJECT_DEPARTMENT)


def _escalated(owed: Owed, today: date) -> Iterator[Message]:
    """One line for everything that a union owes since a day; it leads to the union's own page, which all above see."""
    for (union, due_on, department), texts in owed.items():
        known_by = f"{union}逾期超过 {settings.ESCALATE_AFTER_DAYS} 天未办（{due_on}）"
        count = f"，共 {len(texts)} 件" if len(texts) > 1 else ""
        text = f"{known_by}{count}：{'；'.join(texts)}"
        yield Message(_leaders_above(union, department, today), text, union.get_absolute_url(), known_by)


def _leaders_above(union: Union, department: Department, today: date) -> tuple[int, ...]:
    """Those who lead the nearest union above that has somebody; at the city federation one department."""
    above = union.superior
    while above is not None:
        posts = Post.objects.current_on(today).filter(union=above, user__is_active=True)
        led = posts.filter(role=RoleKind.SUPERIOR_LEADER) | posts.filter(
            role=RoleKind.DEPARTMENT_REVIEWER, department=department
        )
        if found := tuple(led.values_list("user_id", flat=True)):
            return found
        above = above.superior
    return ()
