"""The scheme as a workbook, out and in; a further version before the year is opened."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_POST

from office import clock
from office.doors import requires, workbook
from office.imports.form import WorkbookForm
from office.refusals import Refused
from office.typed import version_seen
from scoring.models import SchemeVersion
from scoring.scheme_tables import SCHEME
from scoring.services.scheme_sheet import load_scheme, scheme_rows
from scoring.views.assessments import scheme_page


@require_GET
@requires("scoring.read_cards")
def scheme_workbook(request: HttpRequest, pk: int) -> HttpResponse:
    """Every item and indicator as a workbook that can be changed and brought back."""
    version = _found(request, pk)
    return workbook(SCHEME, scheme_rows(version), title=str(version))


@require_POST
@requires("scoring.keep_scheme")
def scheme_load(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a workbook's items in the place of a draft's."""
    version = _found(request, pk)
    form = WorkbookForm(request.POST, request.FILES, title="考核方案")
    if not form.is_valid():
        return scheme_page(request, version, problems=[" ".join(form.errors["file"])])
    sent, user, at = form.cleaned_data["file"], request.user, clock.now()
    try:
        load_scheme(version=version, source=sent.file, revision=version_seen(request), user=user, at=at, name=sent.name)
    except Refused as refusal:
        cells = [each.sentence for each in getattr(refusal, "problems", ())]
        return scheme_page(request, version, problems=cells or [refusal.sentence])
    messages.success(request, "方案已按工作簿更新，请核对合计。")
    return redirect(version)


def _found(request: HttpRequest, pk: int) -> SchemeVersion:
    return get_object_or_404(SchemeVersion.objects.visible_to(request.user), pk=pk)
