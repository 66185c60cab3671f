"""The sheets of a campaign: a typical's and a superior union's, written while it is under way, read afterwards."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from office import clock, events
from office.documents import render_pdf
from office.doors import lead_to, pdf, requires
from office.evidence_panels import evidence_panel
from office.refusals import Refused
from vitality.forms.campaigns import InnovationForm, JudgedSheetForm, SheetForm, VisitForm
from vitality.kinds import CampaignKind, CampaignState
from vitality.models import TypicalSheet, UnionSheet
from vitality.selectors.campaign_papers import typical_sheet_paper
from vitality.selectors.campaigns import earlier_sheets, sheet_rows, visits_of
from vitality.services.campaigns import (
    attach_to_sheet,
    find_innovation,
    record_visit,
    save_typical_sheet,
    save_union_sheet,
)

Sheet = TypicalSheet | UnionSheet


@require_http_methods(["GET", "POST"])
def typical_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """A typical's sheet: condition, judgement, marks, visits; written by the reviewing departments."""
    sheet = _typical(request, pk)
    form = _form(sheet, request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _typical_page(request, sheet, form)
    _refuse_readers(request)

    def save() -> None:
        judgement = form.judgement if isinstance(form, JudgedSheetForm) else None
        save_typical_sheet(
            sheet=sheet, said=form.said, judgement=judgement, revision=form.cleaned_data["revision"],
            user=request.user, at=clock.now(),
        )  # fmt: skip
        _attach(request, sheet)

    if form.attempt(save):
        messages.success(request, "考评表已保存。")
        return lead_to(request, sheet)
    return _typical_page(request, _typical(request, pk), form, status=422)


@require_http_methods(["GET", "POST"])
def union_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """A superior union's sheet: marks, visits, and the leading group's finding."""
    sheet = _union(request, pk)
    form = SheetForm(request.POST if request.method == "POST" else None, sheet=sheet)
    if request.method != "POST":
        return _union_page(request, sheet, form)
    _refuse_readers(request)

    def save() -> None:
        revision = form.cleaned_data["revision"]
        save_union_sheet(sheet=sheet, said=form.said, revision=revision, user=request.user, at=clock.now())
        _attach(request, sheet)

    if form.attempt(save):
        messages.success(request, "考评表已保存。")
        return lead_to(request, sheet)
    return _union_page(request, _union(request, pk), form, status=422)


@require_POST
@requires("vitality.find_innovation")
def innovation_save(request: HttpRequest, pk: int) -> HttpResponse:
    """The leading group's pending finding on a union."""
    sheet = _union(request, pk)
    finding = InnovationForm(request.POST)

    def save() -> None:
        find_innovation(
            sheet=sheet, is_innovative=finding.is_innovative, reason=finding.cleaned_data["innovation_reason"],
            user=request.user, at=clock.now(),
        )  # fmt: skip

    if finding.attempt(save):
        messages.success(request, "创新认定已拟定，与考评结果一并公布。")
        return lead_to(request, sheet)
    return _union_page(request, sheet, SheetForm(sheet=sheet), finding=finding, status=422)


@require_POST
@requires("vitality.write_sheet")
def typical_visit(request: HttpRequest, pk: int) -> HttpResponse:
    """A visit to a typical's unit."""
    sheet = _typical(request, pk)
    form = VisitForm(request.POST)
    if _visited(request, sheet, form):
        return lead_to(request, sheet)
    return _typical_page(request, sheet, _form(sheet), visit_form=form, status=422)


@require_POST
@requires("vitality.write_sheet")
def union_visit(request: HttpRequest, pk: int) -> HttpResponse:
    """A visit to a superior union."""
    sheet = _union(request, pk)
    form = VisitForm(request.POST)
    if _visited(request, sheet, form):
        return lead_to(request, sheet)
    return _union_page(request, sheet, SheetForm(sheet=sheet), visit_form=form, status=422)


@require_GET
def typical_sheet_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """A typical's sheet on paper."""
    sheet = _typical(request, pk)
    return pdf(render_pdf(*typical_sheet_paper(sheet, clock.today())), title=str(sheet))


def _form(sheet: TypicalSheet, posted: Any = None) -> SheetForm:
    judges = CampaignKind(sheet.campaign.kind).judges
    return JudgedSheetForm(posted, sheet=sheet) if judges else SheetForm(posted, sheet=sheet)


def _refuse_readers(request: HttpRequest) -> None:
    if not request.user.has_perm("vitality.write_sheet"):
        raise PermissionDenied


def _attach(request: HttpRequest, sheet: Sheet) -> None:
    for upload in request.FILES.getlist("evidence"):
        try:
            attach_to_sheet(sheet=sheet, upload=upload, user=request.user, at=clock.now())
        except Refused as refusal:
            messages.error(request, f"文字已保存，附件没有：{refusal.sentence}")


def _visited(request: HttpRequest, sheet: Sheet, form: VisitForm) -> bool:
    def save() -> None:
        record_visit(sheet=sheet, **form.cleaned_data, user=request.user, at=clock.now())

    if form.attempt(save):
        messages.success(request, "走访已登记。")
        return True
    return False


def _typical(request: HttpRequest, pk: int) -> TypicalSheet:
    sheets = TypicalSheet.objects.visible_to(request.user)
    return get_object_or_404(
        sheets.select_related("campaign", "typical__unit", "typical__superior", "changed_by"), pk=pk
    )


def _union(request: HttpRequest, pk: int) -> UnionSheet:
    sheets = UnionSheet.objects.visible_to(request.user)
    return get_object_or_404(sheets.select_related("campaign", "union", "found_by", "changed_by"), pk=pk)


def _typical_page(
    request: HttpRequest,
    sheet: TypicalSheet,
    form: SheetForm,
    *,
    visit_form: VisitForm | None = None,
    status: int = 200,
) -> HttpResponse:
    (row,) = sheet_rows(sheet.campaign, [sheet])
    context = {**_common(request, sheet, form, visit_form), "row": row, "earlier": earlier_sheets(sheet)}
    return render(request, "vitality/typical_sheet.html", context, status=status)


def _union_page(
    request: HttpRequest,
    sheet: UnionSheet,
    form: SheetForm,
    *,
    visit_form: VisitForm | None = None,
    finding: InnovationForm | None = None,
    status: int = 200,
) -> HttpResponse:
    word = {None: "", True: "yes", False: "no"}[sheet.is_innovative]
    fresh = InnovationForm(initial={"finding": word, "innovation_reason": sheet.innovation_reason})
    state = CampaignState(sheet.campaign.state)
    may_find = request.user.has_perm("vitality.find_innovation") and state in (
        CampaignState.UNDER_WAY,
        CampaignState.PREPARED,
    )
    context = {**_common(request, sheet, form, visit_form), "finding": finding or fresh, "may_find": may_find}
    return render(request, "vitality/union_sheet.html", context, status=status)


def _common(request: HttpRequest, sheet: Sheet, form: SheetForm, visit_form: VisitForm | None) -> dict[str, Any]:
    state = CampaignState(sheet.campaign.state)
    is_open = state.is_writable and request.user.has_perm("vitality.write_sheet")
    is_at_city = request.user.has_perm("vitality.read_campaigns")
    return {
        "sheet": sheet,
        "campaign": sheet.campaign,
        "state": state,
        "judges": CampaignKind(sheet.campaign.kind).judges,
        "form": form,
        "visit_form": visit_form or VisitForm(initial={"visited_on": clock.today()}),
        "visits": visits_of(sheet),
        "is_open": is_open,
        "is_at_city": is_at_city,
        "evidence": evidence_panel(sheet, is_open=False),
        "may_attach": is_open,
        "events": events.timeline(sheet) if is_at_city else (),
    }
