"""The files attached to a subject, as `office/_evidence.html` prints them."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Model

from office.files import ALLOWED_TYPES, ALLOWED_WORDS, evidence_of
from office.models import EvidenceFile

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class EvidencePanel:
    """What is attached, and whether files may come and go here."""

    files: tuple[EvidenceFile, ...]
    is_open: bool
    hint: str
    accept: str
    most_bytes: int


def evidence_panel(subject: Model | None, *, is_open: bool) -> EvidencePanel:
    """The files of a subject with the limits for further ones; without a subject, the limits for the first."""
    most_bytes = settings.EVIDENCE_MAX_BYTES
    limits = f"每个不超过 {most_bytes // MEGABYTE} MB，最多 {settings.EVIDENCE_MAX_COUNT} 个"
    return EvidencePanel(
        tuple(evidence_of(subject)) if subject else (),
        is_open,
        f"{ALLOWED_WORDS}；{limits}",
        ",".join(ALLOWED_TYPES),
        most_bytes,
    )
