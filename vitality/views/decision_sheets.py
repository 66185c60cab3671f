"""What the leading group published: the meetings, one meeting, and its notice on paper."""

from __future__ import annotations

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from office.documents import render_pdf
from office.doors import pdf, requires, workbook
from vitality.kinds import Outcome
from vitality.models import DecisionSheet
from vitality.selectors.decision_notices import decision_notice
from vitality.selectors.decisions import decisions_of
from vitality.views.city_tables import DECIDED, SHEETS


@require_GET
@requires("vitality.read_decisions")
def sheet_list(request: HttpRequest) -> HttpResponse:
    """The meetings, the newest first, with how many of each outcome."""
    sheets = DecisionSheet.objects.visible_to(request.user).select_related("round", "published_by")
    outcomes = {
        "decision_count": Count("decisions"),
        "approved_count": Count("decisions", filter=Q(decisions__outcome=Outcome.APPROVE)),
        "recommended_count": Count("decisions", filter=Q(decisions__outcome=Outcome.RECOMMEND)),
        "declined_count": Count("decisions", filter=Q(decisions__outcome=Outcome.DECLINE)),
    }
    table = SHEETS.page(sheets.annotate(**outcomes), request.GET)
    return render(request, "vitality/decision_sheet_list.html", {"table": table})


@require_GET
def sheet_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything one meeting decided, with what became of each form."""
    sheet = _found(request, pk)
    context = {"sheet": sheet, "table": DECIDED.whole(decisions_of(sheet))}
    return render(request, "vitality/decision_sheet_detail.html", context)


@require_GET
def sheet_workbook(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as a workbook."""
    sheet = _found(request, pk)
    return workbook(DECIDED, decisions_of(sheet), title=f"领导小组决定{sheet.meeting_on}", note=str(sheet))


@require_GET
def sheet_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The notice of one meeting on paper."""
    sheet = _found(request, pk)
    content = render_pdf("vitality/print/decision_notice.html", {"notice": decision_notice(sheet)})
    return pdf(content, title=f"领导小组决定{sheet.meeting_on}")


def _found(request: HttpRequest, pk: int) -> DecisionSheet:
    sheets = DecisionSheet.objects.visible_to(request.user).select_related("round", "published_by")
    return get_object_or_404(sheets, pk=pk)
