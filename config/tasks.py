"""The doors of the queue for what spans the apps."""

from __future__ import annotations

from celery import shared_task

from config.reminders import remind_of_todos
from office import clock


@shared_task
def remind_of_todos_later() -> None:
    """Tell people of their dates; harmless when delivered twice."""
    remind_of_todos(at=clock.now())
