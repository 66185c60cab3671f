"""The register of typical units, and what each superior union has of those it owes."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from office import clock
from office.doors import chips, workbook
from office.templatetags.explaining import reason_rows
from office.typed import number
from vitality.forms.typicals import TypicalFilter
from vitality.models import Typical
from vitality.selectors.typicals import (
    Share,
    city_total,
    shares_of_year,
    typical_counts,
    typical_superiors,
    typical_years,
    typicals_seen,
)
from vitality.views.answering import filter_words
from vitality.views.city_tables import TYPICALS, shares_table


@require_GET
def typical_list(request: HttpRequest) -> HttpResponse:
    """The typicals in this person's scope, with counts."""
    filters, typicals = _filtered(request)
    year = int(filters.chosen.get("year") or clock.today().year)
    total = city_total(year) if request.user.has_perm("vitality.read_campaigns") else None
    context = {
        "filters": filters,
        "chips": chips(request, filters),
        "table": TYPICALS.page(typicals, request.GET),
        "counts": typical_counts(typicals),
        "tabs": _tabs("typical_list"),
        "total": total,
        "total_basis": {"title": "全市累计典型", "reasons": reason_rows(total.verdict.reasons)} if total else None,
    }
    return render(request, "vitality/typical_list.html", context)


@require_GET
def typical_workbook(request: HttpRequest) -> HttpResponse:
    """The same list, whole, as a workbook."""
    filters, typicals = _filtered(request)
    note = f"{request.user.post.union}，{clock.today()}，{filter_words(request, filters)}"
    return workbook(TYPICALS, TYPICALS.sorted(typicals, request.GET), title="典型单位名册", note=note)


@require_GET
def typical_shares(request: HttpRequest) -> HttpResponse:
    """What each superior union has of the typicals it owes in a year."""
    year, years = _year(request)
    table = shares_table(year).whole(shares_of_year(request.user, year), basis=_share_basis)
    context = {"table": table, "year": year, "years": years, "tabs": _tabs("typical_shares")}
    return render(request, "vitality/typical_shares.html", context)


@require_GET
def typical_shares_workbook(request: HttpRequest) -> HttpResponse:
    """The same as a workbook."""
    year, _ = _year(request)
    note = f"{request.user.post.union}，{clock.today()}"
    rows = shares_of_year(request.user, year)
    return workbook(shares_table(year), rows, title=f"{year}年各工会典型完成情况", note=note)


def _tabs(here: str) -> list[dict[str, Any]]:
    tabs = {"typical_list": "名册", "typical_shares": "各工会完成情况"}
    return [
        {"label": label, "url": reverse(f"vitality:{route}"), "active": route == here} for route, label in tabs.items()
    ]


def _year(request: HttpRequest) -> tuple[int, list[int]]:
    """The year an address names, if it is one, else the one in question; and all years, the earliest first."""
    years = typical_years(request.user, clock.today())[::-1]
    asked = number(request.GET.get("year", ""))
    return asked if asked in years else max(clock.year_in_question(), years[0]), years


def _share_basis(share: Share) -> dict[str, Any]:
    return {"title": f"{share.name}典型完成情况", "reasons": reason_rows(share.verdict.reasons)}


def _filtered(request: HttpRequest) -> tuple[TypicalFilter, QuerySet[Typical]]:
    years = [(str(year), f"{year} 年") for year in typical_years(request.user, clock.today())]
    filters = TypicalFilter(request.GET, year=years, until=years, superior=typical_superiors(request.user))
    return filters, filters.applied_to(typicals_seen(request.user))
