"""Coverage: the heat table, the units behind it, the forecast, the years, and sealing a year."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from office import clock, jobs
from office.doors import chips, pdf, requires, workbook
from office.refusals import Refused
from office.tables import TableTooLong
from office.tasks import enqueue
from office.templatetags.explaining import basis_panel
from vitality.coverage_tables import COVERAGE, TREND, forecast_table, nearest_table, units_table
from vitality.forms.coverage import CoverageUnitFilter, CoverageYearForm, SealAgainForm
from vitality.rules.coverage import COVERED
from vitality.selectors.coverage.figures import CITY, YearFigures, year_figures
from vitality.selectors.coverage.report import CoverageRow, report_rows
from vitality.selectors.coverage.trend import YEARS, TrendPoint, trend
from vitality.selectors.coverage.unit_rows import Forecast, forecasts, matching, unit_rows
from vitality.services.snapshots import seal_again, seal_by_hand
from vitality.tasks import COVERAGE_DRAFT

HEAT_STEPS = 4
LEGEND = [(step, f"{100 * (step - 1) // HEAT_STEPS}%–{100 * step // HEAT_STEPS}%") for step in range(1, HEAT_STEPS + 1)]


@require_GET
@requires("vitality.read_coverage")
def coverage_heat(request: HttpRequest) -> HttpResponse:
    """The coverage of a year: every superior union in the scope by category, with target lines."""
    figures = year_figures(_year(request))
    lines = [list(rows) for _, rows in groupby(report_rows(figures, request.user), key=lambda row: row.filer_id)]
    kinds = {filer.pk: filer.kind.label for filer in figures.filers}
    table = [(rows[0], kinds.get(rows[0].filer_id, ""), [(row, _heat(row)) for row in rows]) for rows in lines]
    context = {
        **_common(request, figures), "lines": table, "categories": COVERED, "legend": LEGEND,
        "may_seal": request.user.has_perm("vitality.seal_year"),
        "may_reopen": request.user.has_perm("vitality.reopen_year"),
    }  # fmt: skip
    return render(request, "vitality/coverage_heat.html", context)


@require_GET
@requires("vitality.read_coverage")
def coverage_workbook(request: HttpRequest) -> HttpResponse:
    """The same figures as a workbook."""
    figures = year_figures(_year(request))
    return workbook(COVERAGE, list(report_rows(figures, request.user)), title=_title(figures), note=_note(request))


@require_GET
@requires("vitality.read_coverage")
def coverage_pdf(request: HttpRequest) -> HttpResponse:
    """The same figures on paper."""
    figures = year_figures(_year(request))
    rows = list(report_rows(figures, request.user))
    try:
        paper = COVERAGE.pdf(rows, title=_title(figures), note=_note(request), made_on=clock.today())
    except TableTooLong as too_long:
        messages.error(request, str(too_long))
        return redirect(_address("vitality:coverage", figures.year))
    return pdf(paper, title=_title(figures))


@require_GET
@requires("vitality.read_coverage")
def coverage_units(request: HttpRequest) -> HttpResponse:
    """The units behind a figure: which condition fails."""
    figures, filters, rows = _units(request)
    table = units_table(figures.law, {filer.pk: filer.name for filer in figures.filers})
    context = {
        **_common(request, figures), "filters": filters, "chips": chips(request, filters),
        "table": table.page(rows, request.GET),
    }  # fmt: skip
    return render(request, "vitality/coverage_units.html", context)


@require_GET
@requires("vitality.read_coverage")
def coverage_units_workbook(request: HttpRequest) -> HttpResponse:
    """The same units, whole, as a workbook."""
    figures, _, rows = _units(request)
    table = units_table(figures.law, {filer.pk: filer.name for filer in figures.filers})
    title = f"{figures.year}年度达标情况"
    return workbook(table, table.sorted(rows, request.GET), title=title, note=_note(request))


@require_GET
@requires("vitality.read_coverage")
def coverage_forecast(request: HttpRequest) -> HttpResponse:
    """How many more units are needed to reach the targets, and which are nearest."""
    figures = year_figures(_year(request))
    found = _forecasts(request, figures)
    near = nearest_table(figures.law, {filer.pk: filer.name for filer in figures.filers})
    rows = unit_rows(figures, request.user).filter(category__in=COVERED, lack_count=1)
    context = {
        **_common(request, figures),
        "table": forecast_table(figures.year).whole(found, basis=_forecast_basis),
        "nearest": near.page(rows, request.GET),
    }
    return render(request, "vitality/coverage_forecast.html", context)


@require_GET
@requires("vitality.read_coverage")
def coverage_forecast_workbook(request: HttpRequest) -> HttpResponse:
    """The forecast as a workbook; the units behind it are exported beside the list of units."""
    figures = year_figures(_year(request))
    title = f"{figures.year}年度达标预测"
    return workbook(forecast_table(figures.year), _forecasts(request, figures), title=title, note=_note(request))


@require_GET
@requires("vitality.read_coverage")
def coverage_trend(request: HttpRequest) -> HttpResponse:
    """The years of the project beside their targets: of the city, or of the superior union of the post."""
    name, points = _trend(request)
    return render(request, "vitality/coverage_trend.html", {"points": points, "name": name, "categories": COVERED})


@require_GET
@requires("vitality.read_coverage")
def coverage_trend_workbook(request: HttpRequest) -> HttpResponse:
    """The same years as a workbook."""
    name, points = _trend(request)
    return workbook(TREND, points, title=f"{name}历年达标覆盖面", note=_note(request))


@require_POST
@requires("vitality.seal_year")
def coverage_seal(request: HttpRequest, year: int) -> HttpResponse:
    """Seal an ended year by hand."""
    try:
        snapshot = seal_by_hand(year=year, user=request.user, at=clock.now())
        messages.success(request, f"{year} 年度达标情况已封存，共 {snapshot.unit_count:,} 个单位。")
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return redirect(_address("vitality:coverage", year))


@require_POST
@requires("vitality.reopen_year")
def coverage_seal_again(request: HttpRequest, year: int) -> HttpResponse:
    """Seal a year again by decision of the leading group."""
    asked = SealAgainForm(request.POST)
    try:
        reason = asked.cleaned_data["comment"] if asked.is_valid() else ""
        snapshot = seal_again(year=year, reason=reason, user=request.user, at=clock.now())
        messages.success(request, f"{year} 年度已按决定重新封存为第 {snapshot.version} 版，原版本保留。")
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return redirect(_address("vitality:coverage", year))


@require_POST
@requires("vitality.seal_year")
def coverage_recount(request: HttpRequest, year: int) -> HttpResponse:
    """Count a running year anew as a job."""
    job = jobs.submit(COVERAGE_DRAFT, {"year": year}, user=request.user, at=clock.now())
    enqueue(job)
    return redirect("office:job_detail", job.pk)


def _trend(request: HttpRequest) -> tuple[str, tuple[TrendPoint, ...]]:
    """The name of the area, and its years."""
    post = request.user.post
    if post.is_at_city:
        return CITY, trend(None, clock.today())
    return post.union.name, trend(post.union_id, clock.today())


def _forecasts(request: HttpRequest, figures: YearFigures) -> list[Forecast]:
    """The city first, then whoever needs most; those without a target last."""
    found = forecasts(figures, request.user)
    return sorted(
        found, key=lambda row: (row.filer_id is not None, row.missing_count is None, -(row.missing_count or 0))
    )


def _forecast_basis(row: Forecast) -> dict[str, Any] | None:
    return basis_panel(row.coverage.basis, f"{row.superior} {row.coverage.category.label}覆盖面")


def _units(request: HttpRequest) -> tuple[YearFigures, CoverageUnitFilter, Any]:
    figures = year_figures(_year(request))
    scope = request.user.scope_path
    filers = [(str(filer.pk), filer.name) for filer in figures.filers if filer.path.startswith(scope)]
    filters = CoverageUnitFilter(request.GET, filer=filers)
    return figures, filters, matching(unit_rows(figures, request.user), filters.chosen)


def _year(request: HttpRequest) -> int:
    """The year asked for, else the one in question; both within the project's."""
    asked = CoverageYearForm(request.GET).chosen.get("year")
    return int(asked) if asked else min(max(clock.year_in_question(), YEARS[0]), YEARS[-1])


def _heat(row: CoverageRow) -> int:
    """The step of a cell's colour, 0 without a rate."""
    return min(int(row.coverage.rate * HEAT_STEPS) + 1, HEAT_STEPS) if row.coverage.rate else 0


def _common(request: HttpRequest, figures: YearFigures) -> dict[str, Any]:
    return {"figures": figures, "year": figures.year, "years": YEARS, "is_over": clock.today().year > figures.year}


def _title(figures: YearFigures) -> str:
    return f"{figures.year}年度达标覆盖面"


def _note(request: HttpRequest) -> str:
    return f"{request.user.post.union}，{clock.now():%Y-%m-%d %H:%M} 导出"


def _address(route: str, year: int) -> str:
    return reverse(route, query={"year": year})
