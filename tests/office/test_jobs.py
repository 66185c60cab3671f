"""Long work: claimed once, seen while it runs, stopped on request, brought back when its worker dies."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from kombu import Connection, Producer

from config.celery import app
from office import files, jobs
from office.kinds import JobState, Queue
from office.models import Job
from office.refusals import Refused
from tests.factories import user_with_post

START = datetime(2014, 9, 20, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


class Clock:
    """A clock that goes one second further at every look."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@pytest.fixture
def kind() -> Iterator[str]:
    yield "tests.work"
    jobs._handlers.pop("tests.work", None)


def submitted(kind: str, handler, **params) -> Job:
    jobs.handles(kind, "试验任务")(handler)
    return jobs.submit(kind, params, user=user_with_post(), at=START)


def seen(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


@pytest.mark.django_db(transaction=True)
def test_progress_is_seen_while_the_work_goes_on(kind):
    looks = []

    def work(run: jobs.Run) -> None:
        for number in range(1, 4):
            run.progress(number, 3, f"第 {number} 行")
            looks.append((seen(run.job).done_count, seen(run.job).message))

    job = submitted(kind, work)
    jobs.run(job.pk, clock=Clock())
    assert looks == [(1, "第 1 行"), (2, "第 2 行"), (3, "第 3 行")]
    assert seen(job).state == JobState.DONE
    assert seen(job).finished_at is not None


@pytest.mark.django_db
def test_a_job_delivered_twice_is_done_once(kind):
    done = []
    job = submitted(kind, lambda run: done.append(run.params["file"]), file="名册.xlsx")
    assert jobs.run(job.pk, clock=Clock()) is not None
    assert jobs.run(job.pk, clock=Clock()) is None
    assert done == ["名册.xlsx"]


@pytest.mark.django_db
def test_what_the_handler_gives_back_is_kept(kind):
    job = submitted(kind, lambda run: {"created": 3})
    jobs.run(job.pk, clock=Clock())
    assert seen(job).outcome == {"created": 3}


@pytest.mark.django_db
def test_a_result_file_is_kept_for_download(kind):
    def work(run: jobs.Run) -> None:
        run.finish_with(io.BytesIO(b"zip"), "申报材料.zip", "application/zip")

    job = submitted(kind, work)
    jobs.run(job.pk, clock=Clock())
    assert seen(job).result_name == "申报材料.zip"
    assert files.path_of(seen(job).result.sha256).read_bytes() == b"zip"


@pytest.mark.django_db
def test_a_refusal_is_shown_as_the_jobs_message(kind):
    def work(run: jobs.Run) -> None:
        raise Refused("C7 单元格：“约300”不是人数。")

    job = submitted(kind, work)
    jobs.run(job.pk, clock=Clock())
    assert (seen(job).state, seen(job).message) == (JobState.FAILED, "C7 单元格：“约300”不是人数。")


@pytest.mark.django_db
def test_an_unexpected_error_ends_the_job_without_its_details(kind):
    def work(run: jobs.Run) -> None:
        raise RuntimeError("secret")

    job = submitted(kind, work)
    with pytest.raises(RuntimeError):
        jobs.run(job.pk, clock=Clock())
    assert seen(job).state == JobState.FAILED
    assert "secret" not in seen(job).message


@pytest.mark.django_db(transaction=True)
def test_a_running_job_stops_at_its_next_report(kind):
    def work(run: jobs.Run) -> None:
        jobs.cancel(run.job, at=START)
        run.progress(1, 2)
        raise AssertionError("went on after the request")

    job = submitted(kind, work)
    jobs.run(job.pk, clock=Clock())
    assert seen(job).state == JobState.CANCELLED


@pytest.mark.django_db
def test_a_waiting_job_is_cancelled_at_once(kind):
    job = submitted(kind, lambda run: None)
    assert jobs.cancel(job, at=START)
    assert jobs.run(job.pk, clock=Clock()) is None
    assert not jobs.cancel(seen(job), at=START)


@pytest.mark.django_db
def test_the_owner_whose_post_has_ended_gets_nothing_done(kind):
    done = []
    job = submitted(kind, lambda run: done.append(1))
    type(job.owner.post).objects.update(to_on=START.date() - timedelta(days=1))
    jobs.run(job.pk, clock=Clock())
    assert seen(job).state == JobState.FAILED
    assert "岗位已经结束" in seen(job).message
    assert done == []


@pytest.mark.django_db
def test_a_job_whose_worker_fell_silent_is_queued_again_and_lost_after_three_attempts(kind):
    job = submitted(kind, lambda run: None)
    stale = START - jobs.STALE_AFTER - timedelta(seconds=1)
    Job.objects.update(state=JobState.RUNNING, heartbeat_at=stale, attempts=1)
    assert jobs.sweep(at=START) == [job.pk]
    assert seen(job).state == JobState.QUEUED
    Job.objects.update(state=JobState.RUNNING, heartbeat_at=stale, attempts=jobs.MOST_ATTEMPTS)
    assert jobs.sweep(at=START) == []
    assert seen(job).state == JobState.LOST


@pytest.mark.django_db
def test_a_job_that_reports_is_left_alone_and_one_that_never_started_is_queued_again(kind):
    fresh = submitted(kind, lambda run: None)
    Job.objects.update(state=JobState.RUNNING, heartbeat_at=START - jobs.STALE_AFTER + timedelta(seconds=1))
    forgotten = submitted(kind, lambda run: None)
    Job.objects.filter(pk=forgotten.pk).update(created_at=START - jobs.STALE_AFTER)
    assert jobs.sweep(at=START) == [forgotten.pk]
    assert seen(fresh).state == JobState.RUNNING


@pytest.mark.parametrize("queue", list(Queue))
def test_a_message_waits_in_the_line_it_was_sent_to_and_in_no_other(queue: Queue):
    """As the broker sees it, when workers of all lines have come: lines bound under one key get every message."""
    with Connection("memory://") as broker:
        lines = {name: line(broker.channel()) for name, line in app.amqp.queues.items()}
        for line in lines.values():
            line.declare()
        sent_to = app.amqp.router.route({"queue": queue.value}, "office.tasks.run_job_later")["queue"]
        Producer(broker.channel()).publish({}, exchange=sent_to.exchange, routing_key=sent_to.routing_key)
        waiting = {name: line.queue_declare(passive=True).message_count for name, line in lines.items()}
        for line in lines.values():
            line.delete()
    assert waiting == {each.value: int(each is queue) for each in Queue}
