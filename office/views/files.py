"""Evidence files on their way out."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from office.downloads import download
from office.models import EvidenceFile
from office.subjects import visible_subject


@require_GET
def file_download(request: HttpRequest, pk: int) -> FileResponse:
    """A file for whoever may see at this moment what it hangs on; to all others there is none."""
    evidence = get_object_or_404(EvidenceFile.objects.select_related("file"), pk=pk)
    if visible_subject(evidence.subject_kind, evidence.subject_id, request.user) is None:
        raise Http404
    return download(evidence.file, evidence.name)
