"""Long work as one row: claimed once, progress committed as it goes, found again after leaving the page.

A handler does its reading and checking between `progress` calls and its writing in one short transaction at the end;
progress is never written inside that transaction, where nobody could see it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import IO, Any

from django.db import connection, transaction
from django.db.models import F, Q

from office import files
from office.kinds import JobState, Queue
from office.models import Job
from office.refusals import Refused

KEPT = timedelta(days=30)
STALE_AFTER = timedelta(minutes=5)
MOST_ATTEMPTS = 3
PROGRESS_EVERY = timedelta(milliseconds=500)


class Cancelled(Exception):
    """The owner asked to stop; raised inside the handler at its next progress call."""


@dataclass
class Run:
    """A handler's hold on its job: the parameters, the person, and the ways to report."""

    job: Job
    user: Any
    clock: Callable[[], datetime]

    @property
    def params(self) -> dict[str, Any]:
        return self.job.params

    def progress(self, done_count: int, total_count: int, message: str = "") -> None:
        """Say how far the work is; at most twice a second reaches the database.

        Raises:
            Cancelled: the owner asked to stop.
        """
        now = self.clock()
        is_due = not self.job.heartbeat_at or now - self.job.heartbeat_at >= PROGRESS_EVERY
        if connection.in_atomic_block or not (is_due or done_count == total_count):
            return
        self.job.heartbeat_at = now
        Job.objects.filter(pk=self.job.pk).update(
            done_count=done_count, total_count=total_count, message=message[:300], heartbeat_at=now
        )
        if Job.objects.filter(pk=self.job.pk, is_cancel_requested=True).exists():
            raise Cancelled

    def finish_with(self, source: IO[bytes], name: str, media_type: str) -> None:
        """Keep a result file for the owner to download."""
        self.job.result, self.job.result_name = files.keep(source, media_type), name


Handler = Callable[[Run], dict[str, Any] | None]
_handlers: dict[str, tuple[str, Handler]] = {}
_pages: dict[str, str] = {}
_queues: dict[str, Queue] = {}


def handles(kind: str, label: str, *, page: str = "", queue: Queue = Queue.PAPERS) -> Callable[[Handler], Handler]:
    """Register the function that does jobs of this kind; what it returns becomes the job's outcome, by label.

    Args:
        page: route of a page of its own for such a job, called with the job's key; empty for the common page.
        queue: the line such jobs wait in.
    """

    def register(handler: Handler) -> Handler:
        _handlers[kind], _pages[kind], _queues[kind] = (label, handler), page, queue
        return handler

    return register


def page_of(job: Job) -> str:
    """The route of the page that the app of this kind of job has for it; empty where it has none."""
    return _pages.get(job.kind, "")


def queue_of(job: Job) -> Queue:
    """The line a job waits in."""
    return _queues.get(job.kind, Queue.PAPERS)


def submit(kind: str, params: dict[str, Any], *, user: Any, at: datetime) -> Job:
    """Put long work into the queue; the door that calls this also enqueues `office.tasks.run_job_later`."""
    label, _ = _handlers[kind]
    post = getattr(user, "post", None)
    return Job.objects.create(
        kind=kind, label=label, params=params, owner=user, owner_post=str(post.pk) if post else "",
        created_at=at, expires_at=at + KEPT,
    )  # fmt: skip


def run(job_id: int, *, clock: Callable[[], datetime]) -> Job | None:
    """Do a queued job; a second delivery of the same job finds it claimed and does nothing."""
    job = _claim(job_id, clock())
    if job is None:
        return None
    try:
        job.outcome = _work(job, clock) or {}
        job.state, job.message = JobState.DONE, ""
    except Cancelled:
        job.state, job.message = JobState.CANCELLED, "已按要求取消，未写入任何内容。"
    except Refused as refusal:
        job.state, job.message = JobState.FAILED, refusal.sentence[:300]
    except Exception:
        job.state, job.message = JobState.FAILED, "处理时出现意外错误，未写入任何内容；请稍后重试或联系系统管理员。"
        _finish(job, clock())
        raise
    _finish(job, clock())
    return job


def _work(job: Job, clock: Callable[[], datetime]) -> dict[str, Any] | None:
    owner = type(job)._meta.get_field("owner").related_model.objects.get(pk=job.owner_id)
    if not owner.act_as(job.owner_post, on=clock().date()):
        raise Refused("发起人的岗位已经结束，任务未执行。")
    _, handler = _handlers[job.kind]
    return handler(Run(job, owner, clock))


def _claim(job_id: int, at: datetime) -> Job | None:
    claimed = Job.objects.filter(pk=job_id, state=JobState.QUEUED).update(
        state=JobState.RUNNING, started_at=at, heartbeat_at=at, attempts=F("attempts") + 1, done_count=0, message=""
    )
    return Job.objects.get(pk=job_id) if claimed else None


def _finish(job: Job, at: datetime) -> None:
    job.finished_at = at
    done = {"done_count": F("total_count")} if job.state == JobState.DONE else {}
    Job.objects.filter(pk=job.pk).update(
        state=job.state, message=job.message, outcome=job.outcome, result=job.result, result_name=job.result_name,
        finished_at=at, **done,
    )  # fmt: skip


def cancel(job: Job, *, at: datetime) -> bool:
    """Stop a job: at once if it still waits, else at its next progress call. False when it is over already."""
    waiting = Job.objects.filter(pk=job.pk, state=JobState.QUEUED)
    if waiting.update(state=JobState.CANCELLED, finished_at=at, message="已取消，尚未开始。"):
        return True
    return bool(Job.objects.filter(pk=job.pk, state=JobState.RUNNING).update(is_cancel_requested=True))


@transaction.atomic
def retry(job: Job, *, at: datetime) -> Job:
    """The same work once more as a new job, in the post it was asked for in; what already waits is not asked for twice.

    Raises:
        Refused: the job is not over, or it succeeded.
    """
    state = JobState(job.state)
    if not state.may_be_retried:
        raise Refused(f"任务“{job.label}”{state.label}，不需要再试。")
    same = {"kind": job.kind, "params": job.params, "owner_id": job.owner_id, "owner_post": job.owner_post}
    under_way = Job.objects.filter(**same, state__in=[JobState.QUEUED, JobState.RUNNING]).first()
    return under_way or Job.objects.create(**same, label=job.label, created_at=at, expires_at=at + KEPT)


@transaction.atomic
def sweep(*, at: datetime) -> list[int]:
    """Find jobs whose worker fell silent: put them back into the queue, or mark them lost after three attempts.

    Returns:
        keys of the jobs to enqueue again, among them jobs whose queue entry was lost before anybody took it.
    """
    silent = Job.objects.filter(state=JobState.RUNNING, heartbeat_at__lt=at - STALE_AFTER)
    silent.filter(attempts__gte=MOST_ATTEMPTS).update(
        state=JobState.LOST, finished_at=at, message=f"处理中断 {MOST_ATTEMPTS} 次，已停止；请重新提交。"
    )
    silent.update(state=JobState.QUEUED, heartbeat_at=at, message="上次处理中断，等待重新处理")
    overdue = Q(heartbeat_at__lte=at - STALE_AFTER) | Q(heartbeat_at=None, created_at__lte=at - STALE_AFTER)
    again = Job.objects.filter(Q(heartbeat_at=at) | overdue, state=JobState.QUEUED)
    return list(again.values_list("pk", flat=True))
