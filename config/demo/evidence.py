"""The attachments of the demonstration, printed once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from config.demo.reading import texts
from office.documents import render_pdf


@dataclass(frozen=True)
class Attachment:
    """A PDF file with its name and what it shows."""

    name: str
    caption: str
    content: bytes

    def as_upload(self) -> SimpleUploadedFile:
        """The file as a browser would send it."""
        return SimpleUploadedFile(self.name, self.content, "application/pdf")


def attachments() -> tuple[Attachment, ...]:
    """Every file of the table."""
    return tuple(map(_printed, texts("evidence")["file"]))


def one_attachment() -> Attachment:
    """The first file of the table."""
    return _printed(texts("evidence")["file"][0])


def _printed(entry: dict[str, Any]) -> Attachment:
    return Attachment(entry["name"], entry["caption"], render_pdf("config/print/sample_evidence.html", entry))
