"""The import of meetings held on paper in the browser, and the record of a box for a recount elsewhere."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from appraisal.services.exporting import RECORD_TYPE, export_box, record_name
from appraisal.tasks.imports import APPRAISALS_DESK
from appraisal.views.finding import RUN, found
from office import clock
from office.refusals import Refused
from office.views.imports import blank_view, check_view, import_view, upload_view

appraisals_upload = upload_view(APPRAISALS_DESK)
appraisals_blank = blank_view(APPRAISALS_DESK)
appraisals_check = check_view(APPRAISALS_DESK)
appraisals_import = import_view(APPRAISALS_DESK)


@require_POST
def box_export(request: HttpRequest, pk: int) -> HttpResponse:
    """The record of a counted box as a download; that it was taken stands in the box's ledger."""
    session = found(request, pk, RUN)
    try:
        record = export_box(session=session, user=request.user, at=clock.now())
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return redirect("appraisal:session_result", session.pk)
    headers = {
        "Content-Disposition": content_disposition_header(True, record_name(session)),
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(record, content_type=RECORD_TYPE, headers=headers)
