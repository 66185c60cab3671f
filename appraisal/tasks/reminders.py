"""The daily look at deadlines."""

from __future__ import annotations

from celery import shared_task

from appraisal.services.reminders import remind
from office import clock


@shared_task
def remind_later() -> None:
    """Remind of what is due; harmless when delivered twice."""
    remind(at=clock.now())
