"""Faults while a roster is imported in the background: it comes in whole and once, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import redis
from django.db import connection

from faults.ground import Ground, wait_until
from faults.outcome import Outcome
from office import clock, files, jobs
from office.imports.desk import PLAN, kept_plan
from office.kinds import JobState
from office.models import Event, Job
from office.tasks import run_job_later
from tests.factories import CityFactory, DistrictFactory, user_with_post
from tests.unions.rosters import unit, workbook
from unions.kinds import RoleKind
from unions.models import Union
from unions.tasks.roster import CHECK, IMPORT

ROWS = 3000


class Import:
    """One roster of a new district on its way."""

    def __init__(self) -> None:
        if not Union.objects.filter(kind="city_federation").exists():
            CityFactory()
        self.district = DistrictFactory()
        self.officer = user_with_post(RoleKind.OFFICER, self.district)
        rows = [unit(f"{self.district.name}第{number}公司工会", self.district.name) for number in range(ROWS)]
        kept = files.keep(BytesIO(workbook(rows).getvalue()), files.ALLOWED_TYPES[".xlsx"])
        self.params = {"file": kept.pk, "name": "名册.xlsx"}

    def submit(self, kind: str, **params: object) -> Job:
        job = jobs.submit(kind, {**self.params, **params}, user=self.officer, at=clock.now())
        send(job)
        return job

    def count(self) -> int:
        return Union.objects.filter(superior=self.district).count()


def send(job: Job) -> None:
    run_job_later.apply_async([job.pk], queue=jobs.queue_of(job).value)


def state(job: Job) -> JobState:
    return JobState(Job.objects.values_list("state", flat=True).get(pk=job.pk))


def sweep() -> None:
    """What the clock process does every minute, six minutes later than now."""
    for job in Job.objects.filter(pk__in=jobs.sweep(at=clock.now() + timedelta(minutes=6))):
        send(job)


def checked(roster: Import) -> Job:
    job = roster.submit(CHECK)
    wait_until(lambda: state(job).is_final, 120)
    assert state(job) == JobState.DONE, Job.objects.get(pk=job.pk).message
    return Job.objects.get(pk=job.pk)


def under(ground: Ground, name: str, mischief: Callable[[Import], None]) -> Outcome:
    """An import whose worker is at work when the mischief comes; then the sweep and a fresh worker."""
    roster = Import()
    with ground.worker() as worker:
        check = checked(roster)
        job = roster.submit(IMPORT, check=check.pk, fingerprint=kept_plan(check.outcome[PLAN])["fingerprint"])
        wait_until(lambda: state(job) == JobState.RUNNING, 60)
        mischief(roster)
        worker.kill()
    halfway = roster.count()
    with ground.worker():
        if not state(job).is_final:
            sweep()
        wait_until(lambda: state(job).is_final, 120)
    there = roster.count()
    is_done = state(job) == JobState.DONE
    created = Event.objects.filter(subject_kind="unions.union", actor=roster.officer, verb="create").count()
    expected = ROWS if is_done else 0
    return Outcome(
        name, ROWS, ROWS if is_done else 0, max(0, expected - there), max(0, there - ROWS),
        int(halfway not in (0, ROWS)) + int(not is_done),
        f"{halfway:,} rows when it died, {there:,} at the end, attempt {Job.objects.get(pk=job.pk).attempts}"
        + (f", {created:,} events" if created else ""),
    )  # fmt: skip


def worker_killed(ground: Ground) -> Outcome:
    return under(ground, "imports: worker killed", lambda _: None)


def database_killed(ground: Ground) -> Outcome:
    def mischief(_: Import) -> None:
        ground.cluster.kill()
        connection.close()
        ground.cluster.start()

    return under(ground, "imports: PostgreSQL and worker killed", mischief)


def queue_lost(ground: Ground) -> Outcome:
    """The queue forgets a job before any worker took it; the row stands, the sweep sends it again."""
    roster = Import()
    job = roster.submit(CHECK)
    ground.redis.forget_everything()
    assert redis.Redis(port=ground.redis.port, db=1).dbsize() == 0
    sweep()
    with ground.worker():
        wait_until(lambda: state(job).is_final, 120)
    is_done = state(job) == JobState.DONE
    return Outcome("imports: queue lost", 1, int(is_done), int(not is_done), 0, 0, "found again by the sweep")


def delivered_twice(ground: Ground) -> Outcome:
    """The queue hands the same import out three times, as it does after a lost acknowledgement."""
    roster = Import()
    with ground.worker():
        check = checked(roster)
        job = roster.submit(IMPORT, check=check.pk, fingerprint=kept_plan(check.outcome[PLAN])["fingerprint"])
        send(job)
        send(job)
        wait_until(lambda: state(job).is_final, 120)
    there, attempts = roster.count(), Job.objects.get(pk=job.pk).attempts
    return Outcome(
        "imports: delivered three times", ROWS, ROWS, max(0, ROWS - there), max(0, there - ROWS), int(attempts != 1),
        f"worked on {attempts} time",
    )  # fmt: skip


SCENARIOS = (worker_killed, database_killed, queue_lost, delivered_twice)
