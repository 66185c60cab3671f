"""What the project's views share: filters in words, files that come with a form."""

from __future__ import annotations

from django.http import HttpRequest

from office import clock
from office.doors import chips
from office.typed import number
from vitality.forms.filters import FilterForm
from vitality.services.evidence import Subject, add_evidence, remove_evidence


def filter_words(request: HttpRequest, filters: FilterForm) -> str:
    """The filters in force in one line, for the head of an export."""
    return "；".join(chip["label"] for chip in chips(request, filters)) or "全部"


def change_evidence(request: HttpRequest, subject: Subject) -> None:
    """Attach the files sent along with a form, and take off the one whose button was pressed.

    Raises:
        PermissionDenied, Refused: see `vitality.services.evidence`.
    """
    user, at = request.user, clock.now()
    for upload in request.FILES.getlist("evidence"):
        add_evidence(subject=subject, upload=upload, user=user, at=at)
    if "remove" in request.POST:
        remove_evidence(subject=subject, key=number(request.POST["remove"]), user=user, at=at)
