"""Dates of todos: people are told before and after them, and their superior when nothing has happened for too long."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.conf import settings

from config.home import PROVIDERS
from office.desk import Todo
from office.notices import Message, send_once
from unions.kinds import RoleKind
from unions.models import Post, User


def remind_of_todos(*, at: datetime) -> int:
    """Leave the notices of this day, and give how many; the same day again leaves none."""
    today = at.date()
    posts = Post.objects.current_on(today).filter(user__is_active=True).select_related("user", "union")
    count = 0
    for post in posts.order_by("pk"):
        user = User.objects.get(pk=post.user_id)
        if user.act_as(str(post.pk), on=today):
            count += send_once(_messages(user, post, today), at=at)
    return count


def _messages(user: User, post: Post, today: date) -> list[Message]:
    messages = []
    for todo, days_left in _dated(user, today):
        if days_left in settings.REMIND_DAYS_BEFORE:
            when = f"还有 {days_left} 天到期" if days_left else "今天到期"
            messages.append(Message((user.pk,), f"{when}（{todo.due_on}）：{todo.text}", todo.url))
        elif days_left < 0:
            # Without a number of days: one word the day after the date, and none again.
            messages.append(Message((user.pk,), f"已逾期（{todo.due_on}）：{todo.text}", todo.url))
        if days_left <= -settings.ESCALATE_AFTER_DAYS and post.union.superior_id:
            text = f"{post.union}逾期超过 {settings.ESCALATE_AFTER_DAYS} 天未办（{todo.due_on}）：{todo.text}"
            messages.append(Message(_leaders_above(post, today), text, todo.url))
    return messages


def _dated(user: User, today: date) -> Iterator[tuple[Todo, int]]:
    for provider in PROVIDERS:
        for todo in provider(user, today).todos:
            if todo.due_on:
                yield todo, (todo.due_on - today).days


def _leaders_above(post: Post, today: date) -> tuple[int, ...]:
    """Those who lead the union above; under the city federation, the department that runs the rounds."""
    above = Post.objects.current_on(today).filter(union_id=post.union.superior_id, user__is_active=True)
    roles = (RoleKind.SUPERIOR_LEADER, RoleKind.DEPARTMENT_REVIEWER)
    return tuple(above.filter(role__in=roles).values_list("user_id", flat=True))
