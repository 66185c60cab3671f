"""The outcome of a year by superior union."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from office import clock
from office.doors import requires, workbook
from office.templatetags.explaining import reason_rows
from office.typed import number
from vitality.selectors.year_outcomes import OutcomeRow, outcome_rows, outcome_years
from vitality.views.campaign_tables import OUTCOMES


@require_GET
@requires("vitality.read_outcomes")
def outcome_list(request: HttpRequest) -> HttpResponse:
    """Each superior union's year: the facts that the money asks for, what is open, and who must act."""
    year, years = _asked_year(request), outcome_years(clock.today())
    table = OUTCOMES.whole(outcome_rows(request.user, year), basis=_basis)
    context = {"table": table, "year": year, "years": years}
    return render(request, "vitality/outcome_list.html", context)


@require_GET
@requires("vitality.read_outcomes")
def outcome_workbook(request: HttpRequest) -> HttpResponse:
    """The same as a workbook."""
    year = _asked_year(request)
    note = f"{request.user.post.union}，{clock.today()}"
    return workbook(OUTCOMES, outcome_rows(request.user, year), title=f"{year}年度结果", note=note)


def _basis(row: OutcomeRow) -> dict[str, Any]:
    """依据 of a union's year: every fact with its clause, and who must act where one is open."""
    reasons = [
        replace(each.reason, shown=f"{each.reason.shown}（{each.who}）") if each.who else each.reason
        for each in row.year.grounds.values()
    ]
    return {"title": f"{row.name} {row.year.year} 年度结果", "reasons": reason_rows(reasons)}


def _asked_year(request: HttpRequest) -> int:
    """The year an address names, if it has an outcome; else the one in question."""
    years = outcome_years(clock.today())
    asked = number(request.GET.get("year", ""))
    return asked if asked in years else max(clock.year_in_question(), years[-1])
