"""The ledger as a whole: read by everybody within scope, checked by the audit."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from funding.forms.accounts import LedgerFilter
from funding.models import LedgerEntry
from funding.selectors.ledger import entries_seen
from funding.selectors.years import years_shown
from funding.tables import LEDGER
from funding.tasks import VERIFY
from funding.views.plan import READ
from office import clock, jobs
from office.doors import chips, requires, workbook
from office.tasks import enqueue


@require_GET
@requires(READ)
def ledger_list(request: HttpRequest) -> HttpResponse:
    """Every entry in scope, the latest first."""
    filters, entries = _filtered(request)
    context = {
        "filters": filters,
        "chips": chips(request, filters),
        "table": LEDGER.page(entries, request.GET),
        "may_verify": request.user.has_perm("funding.verify_ledger"),
    }
    return render(request, "funding/ledger_list.html", context)


@require_GET
@requires(READ)
def ledger_workbook(request: HttpRequest) -> HttpResponse:
    """The same list, whole, with the hashes."""
    _, entries = _filtered(request)
    note = f"{request.user.post.union}，{clock.today()}，单位：元"
    return workbook(LEDGER, LEDGER.sorted(entries, request.GET), title="经费台账", note=note)


@require_POST
@requires("funding.verify_ledger")
def ledger_verify(request: HttpRequest) -> HttpResponse:
    """Check the whole ledger, as a job."""
    job = jobs.submit(VERIFY, {}, user=request.user, at=clock.now())
    enqueue(job)
    return redirect("office:job_detail", job.pk)


def _filtered(request: HttpRequest) -> tuple[LedgerFilter, QuerySet[LedgerEntry]]:
    years = [(str(year), f"{year} 年") for year in years_shown(clock.today())]
    filters = LedgerFilter(request.GET, year=years)
    return filters, filters.applied_to(entries_seen(request.user))
