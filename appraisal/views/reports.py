"""Duty reports: the units' list, one report, its editor, its two deliveries, its paper."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from appraisal.forms.reports import DeliveryForm, ReportFilter
from appraisal.kinds import Audience, ReportState
from appraisal.models import DutyReport
from appraisal.plan_tables import REPORTS
from appraisal.selectors.papers import report_content, report_paper
from appraisal.selectors.reports import delivery_to, report_of, report_verdict, units_with_reports
from appraisal.services.reports import FIRST_YEAR, deliver_report, start_report
from appraisal.views.plans import UNIT_ROLES
from office import clock, events
from office.documents import render_pdf
from office.doors import chips, lead_to, pdf, requires, workbook
from office.refusals import Refused
from office.typed import number
from unions.models import Union

DO_BUSINESS, WRITE = "office.do_business", "appraisal.write_report"
TONES: Final = {ReportState.DRAFT: "neutral", ReportState.FINAL: "good"}


@require_GET
@requires(DO_BUSINESS)
def report_list(request: HttpRequest) -> HttpResponse:
    """A unit's own reports by year; for those above it every unit with its report."""
    if request.user.has_role(*UNIT_ROLES):
        return _own_reports(request)
    rows, filters, year = _filtered(request)
    context = {
        "filters": filters, "year": year, "table": REPORTS.page(rows, request.GET),
        "chips": [chip for chip in chips(request, filters) if not chip["label"].startswith("工作年度")],
    }  # fmt: skip
    return render(request, "appraisal/report_list.html", context)


@require_GET
@requires(DO_BUSINESS)
def reports_workbook(request: HttpRequest) -> HttpResponse:
    """The list as filtered, whole."""
    rows, filters, year = _filtered(request)
    told = "；".join(chip["label"] for chip in chips(request, filters)) or "全部"
    note = f"{request.user.post.union}，{clock.today()}，{told}"
    return workbook(REPORTS, REPORTS.sorted(rows, request.GET), title=f"{year}年度述职报告", note=note)


@require_POST
def report_start(request: HttpRequest) -> HttpResponse:
    """Begin the own union's report of a year, or go on with it."""
    union = request.user.post.union if request.user.post else None
    if union is None or not request.user.has_perm(WRITE, DutyReport(union=union)):
        raise PermissionDenied
    try:
        report = start_report(union=union, year=number(request.POST.get("year")), user=request.user, at=clock.now())
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return redirect("appraisal:report_list")
    return lead_to(request, "appraisal:report_edit", report.pk)


@require_GET
def report_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One report with its table of dues and its deliveries."""
    return detail_page(request, found_report(request, pk))


@require_GET
def report_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The report on paper."""
    report = found_report(request, pk)
    return pdf(render_pdf(*report_paper(report, clock.today())), title=str(report))


@require_POST
def report_deliver(request: HttpRequest, pk: int, audience: str) -> HttpResponse:
    """Record that the report was given to one of the two bodies."""
    report = found_report(request, pk, WRITE)
    if audience not in set(Audience):
        raise Http404
    form, to = DeliveryForm(request.POST, prefix=audience), Audience(audience)
    if form.attempt(
        lambda: deliver_report(report=report, audience=to, **form.cleaned_data, user=request.user, at=clock.now())
    ):
        messages.success(request, f"已登记向{to.label}述职。")
        return redirect(report)
    return detail_page(request, report, {to: form}, status=422)


def found_report(request: HttpRequest, pk: int, permission: str = "") -> DutyReport:
    """The report if it lies in the person's scope, else 404; in scope without the verb 403."""
    reports = DutyReport.objects.visible_to(request.user).select_related("union__superior")
    report = get_object_or_404(reports.prefetch_related("dues", "deliveries__recorded_by"), pk=pk)
    if permission and not request.user.has_perm(permission, report):
        raise PermissionDenied
    return report


def detail_page(
    request: HttpRequest, report: DutyReport, tried: dict[Audience, DeliveryForm] | None = None, *, status: int = 200
) -> HttpResponse:
    """The page of a report, also after a delivery was refused."""
    may_write, verdict = request.user.has_perm(WRITE, report), report_verdict(report)
    today = clock.today()
    deliveries = [
        {
            "audience": audience,
            "done": delivery_to(report, audience),
            "form": (tried or {}).get(audience) or DeliveryForm(prefix=audience.value, initial={"delivered_on": today}),
            "is_open": audience in (tried or {}),
            "errors": tried[audience] if tried and audience in tried else None,
        }
        for audience in Audience
    ]
    context = {
        **report_content(report), "deliveries": deliveries, "may_write": may_write,
        "tone": TONES[ReportState(report.state)],
        "is_draft": report.state == ReportState.DRAFT,
        "reasons": verdict.reasons, "obstacles": [str(reason) for reason in verdict.unmet],
        "events": events.timeline(report),
    }  # fmt: skip
    return render(request, "appraisal/report_detail.html", context, status=status)


def _own_reports(request: HttpRequest) -> HttpResponse:
    union, today = request.user.post.union, clock.today()
    found = DutyReport.objects.filter(union=union).values_list("work_year", flat=True)
    years = sorted({*found, today.year, *([today.year - 1] if today.year > FIRST_YEAR else [])}, reverse=True)
    rows = []
    for year in years:
        report = report_of(union, year)
        state = ReportState(report.state) if report else None
        rows.append({"year": year, "report": report, "state": state, "tone": TONES[state] if state else "",
                     "deliveries": [(each, delivery_to(report, each)) for each in Audience] if report else [],
                     "is_now": year == today.year})  # fmt: skip
    return render(request, "appraisal/report_own.html", {"union": union, "rows": rows})


def _filtered(request: HttpRequest) -> tuple[QuerySet[Union], ReportFilter, int]:
    today = clock.today()
    years = [(str(year), f"{year} 年") for year in range(max(today.year, FIRST_YEAR + 2), FIRST_YEAR - 1, -1)]
    units = Union.objects.visible_to(request.user)
    superiors = units.filter(pk__in=units.filter(employee_count__isnull=False).values("superior")).order_by("path")
    filters = ReportFilter(
        request.GET, year=years, superior=[(str(key), name) for key, name in superiors.values_list("pk", "name")]
    )
    year = int(filters.chosen.get("year") or today.year)
    rows = units_with_reports(request.user, year)
    if superior := filters.chosen.get("superior"):
        rows = rows.filter(superior_id=superior)
    if state := filters.chosen.get("state"):
        rows = rows.filter(report_id=None) if state == "none" else rows.filter(report_state=state)
    return rows, filters, year
