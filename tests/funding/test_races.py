"""Two approvers, two computations, two payments at the same moment, on PostgreSQL; and broken twins without the lock.

Then a run of a thousand tranches whose workers and queue are killed without warning: each once, none missing.
"""

from __future__ import annotations

import os
import random
import shutil
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from threading import Barrier, BrokenBarrierError
from unittest import mock

import pytest
from celery import Celery
from django.db import connection
from django.db.models import QuerySet

from funding.kinds import FundSource, ReleaseState
from funding.models import LedgerEntry, ReleaseYear, Tranche
from funding.selectors.balances import balance_of
from funding.selectors.ledger import verify_ledger
from funding.services import computing
from funding.services.computing import compute_due
from funding.services.tranches import move_tranches
from funding.tasks import COMPUTE
from office import jobs
from office.kinds import JobState
from office.models import Job
from office.refusals import Refused
from tests.factories import DistrictFactory, SectorFactory
from tests.funding.conftest import NOON, Fund, make_typical, voucher
from tests.funding.workers import own_redis, own_workers, wait_until
from tests.races import at_once
from tests.vitality.test_races import as_user
from unions.models import Union
from unions.models.union import path_segment
from vitality.kinds import TypicalKind, TypicalLevel
from vitality.models import Typical

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
MANY = 1000
without_locks = mock.patch.object(QuerySet, "select_for_update", lambda self, **_: self.all())


def approve_twice(fund: Fund) -> list:
    tranche = fund.proposed()
    return at_once(*(lambda: fund.step(tranche, "approve", as_user(fund.leader)) for _ in range(2)))


def is_one_approval(results: list) -> bool:
    refused = [each for each in results if isinstance(each, Refused)]
    approved = [each for each in results if isinstance(each, Tranche)]
    return len(approved) == len(refused) == 1 and LedgerEntry.objects.count() == 1


def test_two_approvers_at_once_make_one_approval(fund: Fund):
    results = approve_twice(fund)
    assert is_one_approval(results), results


def test_without_the_lock_two_approvers_would_fail_this_test(fund: Fund):
    with without_locks:
        assert not is_one_approval(approve_twice(fund))


def test_two_batches_at_once_approve_each_tranche_once(fund: Fund):
    for _ in range(5):
        make_typical(SectorFactory(superior=fund.district))
    compute_due(year=2014, user=None, at=NOON)
    move_tranches(tranches=Tranche.objects.all(), step="propose", user=fund.finance, at=NOON)
    results = at_once(
        *(
            lambda order=order: move_tranches(
                tranches=Tranche.objects.order_by(order), step="approve", user=as_user(fund.leader), at=NOON
            )
            for order in ("pk", "-pk")
        )
    )
    assert sorted(type(each).__name__ for each in results) == ["Preflight", "Refused"]
    assert LedgerEntry.objects.count() == 6
    assert verify_ledger().faults == ()


def test_a_recomputation_during_a_payment_pays_once(fund: Fund):
    tranche = fund.approved()
    results = at_once(
        lambda: fund.step(tranche, "pay", as_user(fund.finance), **voucher()),
        lambda: compute_due(year=2014, user=None, at=NOON),
        lambda: fund.step(tranche, "pay", as_user(fund.finance), **voucher("记-002")),
    )
    assert sorted(type(each).__name__ for each in results) == ["Computed", "Refused", "Tranche"]
    assert Tranche.objects.living().count() == 1
    assert balance_of(fund.sector, FundSource.CITY) == 10_000


def spend_twice(fund: Fund) -> list:
    fund.paid()
    return at_once(*(lambda: fund.spend("6000.00", user=as_user(fund.clerk)) for _ in range(2)))


def test_two_spendings_at_once_do_not_overdraw(fund: Fund):
    results = spend_twice(fund)
    assert sorted(type(each).__name__ for each in results) == ["LedgerEntry", "Refused"]
    assert balance_of(fund.sector, FundSource.CITY) == 4_000


def test_without_the_lock_two_spendings_would_fail_this_test(fund: Fund):
    with without_locks:
        results = spend_twice(fund)
    assert sorted(type(each).__name__ for each in results) != ["LedgerEntry", "Refused"]


def compute_twice() -> list:
    """Two computations that meet, if nothing keeps them apart, after both have looked and before either has written."""
    meeting, seal = Barrier(2), computing._sealed_law
    ReleaseYear.objects.create(year=2014)  # its first writing would keep them apart by itself

    def sealed_together(*arguments):
        with suppress(BrokenBarrierError):
            meeting.wait(timeout=1)
        return seal(*arguments)

    with mock.patch.object(computing, "_sealed_law", sealed_together):
        return at_once(*(lambda: compute_due(year=2014, user=None, at=NOON) for _ in range(2)))


def test_two_computations_at_once_write_each_tranche_once(fund: Fund):
    assert sorted(each.due_count for each in compute_twice()) == [0, 1]


def test_without_the_lock_two_computations_would_fail_this_test(fund: Fund):
    with without_locks:
        results = compute_twice()
    assert [each for each in results if isinstance(each, Exception)]


# A thousand tranches, killed ----------------------------------------------------------------------------------------


def many_typicals() -> None:
    """Sector unions, each with its first tranche due; written at once."""
    district = DistrictFactory()
    unions = Union.objects.bulk_create(
        Union(
            kind="sector_union", name=f"行业{number}工会", name_pinyin="", superior=district, sector_tier="county",
            employee_count=9, path=f"~~{number}",
        )
        for number in range(MANY)
    )  # fmt: skip
    for union in unions:
        union.path = district.path + path_segment(union.pk)
    Union.objects.bulk_update(unions, ["path"], batch_size=500)
    Typical.objects.bulk_create(
        Typical(unit=union, superior=district, year=2014, level=TypicalLevel.CITY, kind=TypicalKind.SECTOR)
        for union in unions
    )


def written() -> int:
    return Tranche.objects.count()


@pytest.mark.skipif(not shutil.which("redis-server"), reason="there is no redis-server to start and to kill")
def test_a_run_of_a_thousand_tranches_survives_killed_workers_and_a_killed_queue(fund: Fund, tmp_path: Path):
    """The same job delivered twice, workers killed (`kill -9`) after a random number of tranches, Redis restarted."""
    many_typicals()
    chance = random.Random(os.getpid())  # the points differ from run to run; the outcome must not
    job = jobs.submit(COMPUTE, {"year": 2014}, user=fund.finance, at=NOON)
    with own_redis(tmp_path) as redis, own_workers(tmp_path, redis.url) as workers:
        queue = Celery(broker=redis.url, set_as_current=False)  # or the tasks of later tests would go there

        def deliver() -> None:
            for _ in range(2):
                queue.send_task("office.tasks.run_job_later", [job.pk], queue="nightly")

        for _ in range(2):
            workers.start()
        deliver()
        for mark in sorted(chance.sample(range(1, MANY - 2 * computing.CHUNK), 2)):
            wait_until(lambda mark=mark: written() >= mark, f"{mark} tranches")
            workers.kill_all()
            redis.kill()
            redis.start()
            jobs.sweep(at=NOON.replace(year=2100))
            workers.start()
            deliver()
        wait_until(lambda: Job.objects.get().state in (JobState.DONE, JobState.FAILED), "the end of the job")
    connection.close()
    assert Job.objects.get().state == JobState.DONE, (tmp_path / "workers.log").read_text("utf-8")
    assert written() == Tranche.objects.living().values("union", "scheme", "kind").distinct().count() == MANY + 1
    assert set(Tranche.objects.values_list("state", "amount")) == {(ReleaseState.DUE.value, Decimal("10000.00"))}
