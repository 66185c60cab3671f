"""The doors of the queue for what spans the apps."""

from __future__ import annotations

from celery import shared_task

from config.reminders import remind_of_todos, todo_counts
from office import clock
from office.kinds import MailPace
from office.mail import mail_notices


@shared_task
def remind_of_todos_later() -> None:
    """Tell people of their dates; harmless when delivered twice."""
    remind_of_todos(at=clock.now())


@shared_task
def mail_daily_later() -> None:
    """Write to those who want to know once a day, with what stands on their desks."""
    now = clock.now()
    mail_notices(MailPace.DAILY, at=now, adding=lambda person: todo_counts(person, now.date()))
