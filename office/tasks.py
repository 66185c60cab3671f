"""The doors through which the queue enters."""

from __future__ import annotations

from celery import shared_task
from django.db import transaction

from office import clock, jobs
from office.models import Job


@shared_task(acks_late=True)
def run_job_later(job_id: int) -> None:
    """Do one job; harmless when delivered twice."""
    jobs.run(job_id, clock=clock.now)


@shared_task
def sweep_jobs_later() -> None:
    """Bring back jobs whose worker died."""
    for job_id in jobs.sweep(at=clock.now()):
        run_job_later.delay(job_id)


def enqueue(job: Job) -> None:
    """Hand a submitted job to the queue once the row is committed."""
    transaction.on_commit(lambda: run_job_later.delay(job.pk))
