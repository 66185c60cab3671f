"""The doors through which the queue enters: the nightly computation, and the same on demand as a job with progress."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from celery import shared_task

from funding.models import LedgerHead
from funding.selectors.ledger import verify_ledger
from funding.selectors.years import years_to_compute
from funding.services.computing import compute_due
from office import clock
from office.events import Entry, record
from office.jobs import Run, handles
from office.kinds import Queue
from office.refusals import Refused

COMPUTE: Final = "funding.compute"
VERIFY: Final = "funding.verify"


@shared_task
def compute_due_later(today: str = "") -> None:
    """Compute every year that can still bring something; harmless when delivered twice or cut off.

    Args:
        today: the day in ISO form; the clock's where it is left out.
    """
    for year in years_to_compute(date.fromisoformat(today) if today else clock.today()):
        compute_due(year=year, user=None, at=clock.now())


@handles(COMPUTE, "计算应拨经费", queue=Queue.NIGHTLY)
def compute(run: Run) -> dict[str, Any]:
    """What is due in a year. Parameter: `year`."""
    if not run.user.has_perm("funding.compute"):
        raise Refused("计算应拨经费由财务部办理。")
    computed = compute_due(year=run.params["year"], user=run.user, at=run.clock(), progress=run.progress)
    return {"新增应拨": f"{computed.due_count:,} 项", "不再应拨": f"{computed.lapsed_count:,} 项"}


@handles(VERIFY, "核对经费台账", queue=Queue.NIGHTLY)
def verify(run: Run) -> dict[str, Any]:
    """Walk the ledger's chain and hold it against releases and audits; that it was done is an event too."""
    if not run.user.has_perm("funding.verify_ledger"):
        raise Refused("核对台账由经审办理。")
    report = verify_ledger(run.progress)
    head = LedgerHead.objects.get_or_create(pk=1)[0]
    record(Entry(head, "verify", "核对经费台账", run.user, run.clock(), comment=report.sentence))
    return {"结论": report.sentence, **({"不符之处": list(report.faults)} if report.faults else {})}
