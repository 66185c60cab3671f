"""What the project's views share: filters in words, files that come with a form, the version a page was made from."""

from __future__ import annotations

from django.http import HttpRequest

from office import clock
from office.doors import chips
from vitality.forms.filters import FilterForm
from vitality.services.evidence import Subject, add_evidence, remove_evidence
from vitality.views.asking import number


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


def version_seen(request: HttpRequest) -> int:
    """The revision the page was made from; one no record has, where the page sends none."""
    typed = request.POST.get("version", "")
    return number(typed) if typed else -1
