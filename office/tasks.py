"""The doors through which the queue enters."""

from __future__ import annotations

import logging
from datetime import date
from typing import Any, Final

from celery import shared_task
from celery.exceptions import OperationalError as QueueSilent
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction

from office import clock, jobs
from office.chain import walk_chain
from office.event_table import EVENTS
from office.events import Entry, record
from office.files import ALLOWED_TYPES
from office.idempotency import forget_answers
from office.kinds import MailPace
from office.mail import mail_notices
from office.models import ChainHead, Event, Job
from office.refusals import Refused
from office.selectors import EventQuestion, events_asked
from office.service_record import forget_old

log = logging.getLogger(__name__)
EXPORT_EVENTS: Final = "office.export_events"
VERIFY_EVENTS: Final = "office.verify_events"


@shared_task(acks_late=True)
def run_job_later(job_id: int) -> None:
    """Do one job; harmless when delivered twice."""
    jobs.run(job_id, clock=clock.now)


@shared_task
def sweep_jobs_later() -> None:
    """Bring back jobs whose worker died."""
    for job in Job.objects.filter(pk__in=jobs.sweep(at=clock.now())):
        _send(job)


@shared_task
def forget_service_record_later() -> None:
    """Drop what the service record keeps no longer, the answers no program asks for any more, and ended sessions."""
    forget_old(at=clock.real_now())
    SessionStore.clear_expired()
    forget_answers(at=clock.now())


def enqueue(job: Job) -> None:
    """Hand a submitted job to its queue once the row is committed."""
    transaction.on_commit(lambda: _send(job))


def _send(job: Job) -> None:
    """A queue that does not answer costs time, not the job: the row stands, and the next sweep sends it."""
    try:
        run_job_later.apply_async([job.pk], queue=jobs.queue_of(job).value)
    except QueueSilent:
        log.warning("the queue does not answer; job %s waits for the next sweep", job.pk)


@jobs.handles(EXPORT_EVENTS, "导出操作日志")
def export_events(run: jobs.Run) -> dict[str, Any]:
    """The event log as a workbook, as far as the person sees it. Parameters: `EventQuestion`, its days as text."""
    asked = {
        name: date.fromisoformat(value) if name.endswith("_on") and value else value
        for name, value in run.params.items()
    }
    events = events_asked(Event.objects.visible_to(run.user), EventQuestion(**asked)).order_by("-number")
    note = f"{run.user.post}，{run.clock():%Y-%m-%d %H:%M} 导出"
    with EVENTS.workbook(events, note=note, progress=lambda done, total: run.progress(done, total or 0)) as workbook:
        run.finish_with(workbook, f"操作日志{run.clock():%Y-%m-%d}.xlsx", ALLOWED_TYPES[".xlsx"])
    return {"记录数": events.count()}


@jobs.handles(VERIFY_EVENTS, "核对操作日志")
def verify_events(run: jobs.Run) -> dict[str, Any]:
    """Walk the event chain; that it was walked, and what was found, is an event too."""
    if not run.user.has_perm("office.verify_events"):
        raise Refused("核对操作日志由审计管理员办理。")
    report = walk_chain(run.progress)
    head = ChainHead.objects.get_or_create(pk=1)[0]
    record(Entry(head, "verify", "核对操作日志", run.user, run.clock(), comment=report.sentence))
    return {"结论": report.sentence, **({"不符之处": list(report.faults)} if report.faults else {})}


@shared_task
def mail_at_once_later() -> None:
    """Write to those who want to know at once."""
    mail_notices(MailPace.AT_ONCE, at=clock.now())
