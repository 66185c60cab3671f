"""A file as a browser sends it."""

from __future__ import annotations

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from pypdf import PdfWriter


def pdf_upload(name: str = "记录.pdf") -> SimpleUploadedFile:
    """A PDF of one blank page."""
    writer, out = PdfWriter(), BytesIO()
    writer.add_blank_page(width=200, height=200)
    writer.write(out)
    return SimpleUploadedFile(name, out.getvalue(), "application/pdf")
