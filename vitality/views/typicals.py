"""The register of typical units, and what each superior union has of those it owes."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from office import clock
from office.doors import chips, workbook
from vitality.forms.typicals import TypicalFilter
from vitality.models import Typical
from vitality.selectors.typicals import (
    city_total,
    shares_of_year,
    typical_counts,
    typical_superiors,
    typical_years,
    typicals_seen,
)
from vitality.views.answering import filter_words
from vitality.views.city_tables import SHARES, TYPICALS


@require_GET
def typical_list(request: HttpRequest) -> HttpResponse:
    """The typicals in this person's scope, with counts and the quotas of one year."""
    filters, typicals = _filtered(request)
    year = int(filters.chosen.get("year") or clock.today().year)
    context = {
        "filters": filters,
        "chips": chips(request, filters),
        "table": TYPICALS.page(typicals, request.GET),
        "counts": typical_counts(typicals),
        "year": year,
        "total": city_total(year) if request.user.has_perm("vitality.read_campaigns") else None,
        "shares": SHARES.whole(shares_of_year(request.user, year)),
    }
    return render(request, "vitality/typical_list.html", context)


@require_GET
def typical_workbook(request: HttpRequest) -> HttpResponse:
    """The same list, whole, as a workbook."""
    filters, typicals = _filtered(request)
    note = f"{request.user.post.union}，{clock.today()}，{filter_words(request, filters)}"
    return workbook(TYPICALS, TYPICALS.sorted(typicals, request.GET), title="典型单位名册", note=note)


def _filtered(request: HttpRequest) -> tuple[TypicalFilter, QuerySet[Typical]]:
    years = [(str(year), f"{year} 年") for year in typical_years(request.user, clock.today())]
    filters = TypicalFilter(request.GET, year=years, until=years, superior=typical_superiors(request.user))
    return filters, filters.applied_to(typicals_seen(request.user))
