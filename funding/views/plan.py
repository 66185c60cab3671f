"""The year plan of everybody in scope, and the city's money in figures."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from funding.forms.releases import PlanFilter
from funding.models import ReleaseYear
from funding.report_tables import TRANCHES
from funding.selectors.plan import PlanRow, year_plan
from funding.selectors.summary import CitySummary, city_summary, released_of
from funding.selectors.years import years_shown
from funding.tables import SUMMARY_BY_KIND, SUMMARY_BY_YEAR, with_total
from funding.views.finding import found_year
from office import clock
from office.doors import chips, pdf, requires, workbook
from office.tables.tables import MAX_PRINTED_ROWS

READ = "funding.read"
YEARS_BESIDE = 4


@require_GET
@requires(READ)
def plan_home(request: HttpRequest) -> HttpResponse:
    """This year's plan."""
    return redirect("funding:year_plan", max(years_shown(clock.today())[-1], clock.today().year))


@require_GET
@requires(READ)
def plan_detail(request: HttpRequest, year: int) -> HttpResponse:
    """Every tranche of every recipient in scope, with what locks it."""
    plan, filters = year_plan(found_year(year), request.user), PlanFilter(request.GET)
    rows = filters.applied_to(plan.rows)
    context = {
        "year": year,
        "years": _year_tabs("funding:year_plan", year),
        "filters": filters,
        "chips": chips(request, filters),
        "table": TRANCHES.whole(rows),
        "figures": released_of(plan.rows),
        "overpaid": [row for row in plan.rows if row.needs_decision],
        "release_year": ReleaseYear.objects.filter(year=year).first(),
        "may_compute": request.user.has_perm("funding.compute"),
        "is_printable": len(rows) <= MAX_PRINTED_ROWS,
    }
    return render(request, "funding/plan_detail.html", context)


@require_GET
@requires(READ)
def plan_workbook(request: HttpRequest, year: int) -> HttpResponse:
    """The same rows, whole, with every condition."""
    title = f"{year}年项目经费年度计划"
    return workbook(TRANCHES, _asked_rows(request, year), title=title, note=_note(request))


@require_GET
@requires(READ)
def plan_pdf(request: HttpRequest, year: int) -> HttpResponse:
    """The same rows on paper."""
    title, today = f"{year}年项目经费年度计划", clock.today()
    rows = _asked_rows(request, year)
    if len(rows) > MAX_PRINTED_ROWS:
        return redirect(f"{reverse('funding:year_plan', args=[year])}?{request.GET.urlencode()}")
    return pdf(TRANCHES.pdf(rows, title=title, note=_note(request), made_on=today), title=title)


@require_GET
@requires(READ)
def summary_detail(request: HttpRequest, year: int) -> HttpResponse:
    """Planned, approved, paid, spent and held, by kind of recipient and by year."""
    found = _summary(request, year)
    context = {
        "year": year,
        "years": _year_tabs("funding:summary", year),
        "summary": found,
        "by_kind": SUMMARY_BY_KIND.whole(with_total(found.kinds, found.total)),
        "by_year": SUMMARY_BY_YEAR.whole(found.years),
        "total": found.total.figures,
    }
    return render(request, "funding/summary_detail.html", context)


@require_GET
@requires(READ)
def summary_workbook(request: HttpRequest, year: int) -> HttpResponse:
    """The year by kind of recipient as a workbook."""
    found = _summary(request, year)
    rows = with_total(found.kinds, found.total)
    return workbook(SUMMARY_BY_KIND, rows, title=f"{year}年项目经费汇总表", note=_note(request))


@require_GET
@requires(READ)
def summary_pdf(request: HttpRequest, year: int) -> HttpResponse:
    """The year by kind of recipient, and the years beneath, on paper."""
    found, title = _summary(request, year), f"{year}年项目经费汇总表"
    paper = SUMMARY_BY_KIND.pdf(
        with_total(found.kinds, found.total),
        title=title,
        note=_note(request),
        made_on=clock.today(),
        template="funding/print/summary.html",
        total=found.total.figures,
        by_year=SUMMARY_BY_YEAR.whole(found.years),
    )
    return pdf(paper, title=title)


def _summary(request: HttpRequest, year: int) -> CitySummary:
    plan = year_plan(found_year(year), request.user)
    first = years_shown(clock.today())[-1]
    return city_summary(plan, request.user, range(max(first, year - YEARS_BESIDE + 1), year + 1))


def _asked_rows(request: HttpRequest, year: int) -> list[PlanRow]:
    return PlanFilter(request.GET).applied_to(year_plan(found_year(year), request.user).rows)


def _note(request: HttpRequest) -> str:
    return f"{request.user.post.union}，{clock.today()}，单位：元"


def _year_tabs(route: str, year: int) -> list[dict[str, Any]]:
    shown = sorted({*years_shown(clock.today()), year})
    return [{"label": f"{each} 年", "url": reverse(route, args=[each]), "active": each == year} for each in shown]
