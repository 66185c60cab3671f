"""Questions about jobs and events, as pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.utils import timezone

from office.kinds import JobState
from office.models import Event, Job

SILENT_AFTER: Final = timedelta(seconds=30)
TONES: Final = {
    JobState.QUEUED: "neutral",
    JobState.RUNNING: "info",
    JobState.DONE: "good",
    JobState.FAILED: "bad",
    JobState.CANCELLED: "neutral",
    JobState.LOST: "bad",
}


@dataclass(frozen=True)
class Badge:
    """A state in a word and its tone."""

    label: str
    tone: str


@dataclass(frozen=True)
class JobCard:
    """A job as its page shows it.

    Attributes:
        remaining: the time still needed in words; empty while nobody can say.
        note: what else is to be known of how it goes; empty where all is well.
        may_be_cancelled: it is not over, and nobody has asked yet.
        facts: the outcome as label and value.
        has_result: a file that is still kept.
    """

    job: Job
    state: Badge
    is_final: bool
    may_be_retried: bool
    may_be_cancelled: bool
    remaining: str
    note: str
    facts: tuple[dict[str, Any], ...]
    has_result: bool

    @property
    def key(self) -> str:
        """Names the job's part of a page."""
        return f"job-{self.job.pk}"


def job_card(job: Job, *, now: datetime) -> JobCard:
    """A job with what follows from it at a moment."""
    state = JobState(job.state)
    return JobCard(
        job=job,
        state=Badge("正在停止" if job.is_cancel_requested and not state.is_final else state.label, TONES[state]),
        is_final=state.is_final,
        may_be_retried=state.may_be_retried,
        may_be_cancelled=not (state.is_final or job.is_cancel_requested),
        remaining=_remaining(job, now),
        note=_note(job, now),
        facts=tuple({"label": label, "value": _words(value), "wide": True} for label, value in job.outcome.items()),
        has_result=job.result_id is not None and job.expires_at > now,
    )


@dataclass(frozen=True)
class EventQuestion:
    """What is asked of the event log; empty asks for everything. Days are whole days in Shanghai, both included."""

    person: str = ""
    subject: str = ""
    label: str = ""
    from_on: date | None = None
    to_on: date | None = None
    only_refused: bool = False


def events_asked(events: QuerySet[Event], question: EventQuestion) -> QuerySet[Event]:
    """The events that answer the question, newest first."""
    conditions = Q()
    if question.person:
        conditions &= Q(actor_name__icontains=question.person) | Q(actor_post__icontains=question.person)
    if question.subject:
        conditions &= Q(subject_label__icontains=question.subject)
    if question.label:
        conditions &= Q(label=question.label)
    if question.from_on:
        conditions &= Q(at__gte=_midnight(question.from_on))
    if question.to_on:
        conditions &= Q(at__lt=_midnight(question.to_on + timedelta(days=1)))
    if question.only_refused:
        conditions &= Q(is_accepted=False)
    return events.filter(conditions)


def event_labels(events: QuerySet[Event]) -> list[str]:
    """The names of all acts in these events, in order."""
    return sorted(set(events.order_by().values_list("label", flat=True).distinct()))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, timezone.get_current_timezone())


def _note(job: Job, now: datetime) -> str:
    """That a running job has fallen silent, and what follows; else that it was begun anew."""
    if JobState(job.state).is_final:
        return ""
    if silence := _silence(job, now):
        return f"已有 {silence} 秒没有进展，如果处理中断，五分钟后自动重新处理"
    return f"上次处理中断，第 {job.attempts} 次处理" if job.attempts > 1 else ""


def _silence(job: Job, now: datetime) -> int:
    """For how many seconds a running job has said nothing; 0 while that is nothing to worry about."""
    if job.state != JobState.RUNNING or job.heartbeat_at is None or now - job.heartbeat_at < SILENT_AFTER:
        return 0
    return int((now - job.heartbeat_at).total_seconds())


def _remaining(job: Job, now: datetime) -> str:
    if job.state != JobState.RUNNING or not job.started_at or not 0 < job.done_count < job.total_count:
        return ""
    if _silence(job, now):
        return ""
    seconds = (now - job.started_at).total_seconds() * (job.total_count - job.done_count) / job.done_count
    if seconds < 1:
        return "即将完成"
    return f"约还需 {seconds:.0f} 秒" if seconds < 90 else f"约还需 {seconds / 60:.0f} 分钟"


def _words(value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int):
        return f"{value:,}"
    return "\n".join(map(str, value)) if isinstance(value, list) else str(value)
