"""What comes in is cut off at the limit, before it fills the disk.

Plumbing of our own because Django limits the size of form fields only: a file is written to a temporary folder whole,
and a handler that stops the upload would lose the other fields of the form with it.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler


class CappedUpload(FileUploadHandler):
    """Stands before Django's handlers: passes on a file's bytes up to the limit and only counts those beyond it.

    A file over the limit arrives as an `OversizedFile`: its name, its true size, and no content. Whoever takes files
    refuses it by its size, with the rest of the form unharmed.
    """

    chunk_size = 64 * 1024

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin to count anew."""
        super().new_file(*args, **kwargs)
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Pass a chunk on, or nothing once the limit is passed."""
        self.received = start + len(raw_data)
        return raw_data if self.received <= settings.EVIDENCE_MAX_BYTES else None

    def file_complete(self, file_size: int) -> UploadedFile | None:
        """Stand in for a file over the limit; leave the others to the next handler."""
        if self.received <= settings.EVIDENCE_MAX_BYTES:
            return None
        return OversizedFile(self.field_name, self.file_name or "", self.content_type or "", self.received)


class OversizedFile(InMemoryUploadedFile):
    """A file that was cut off: `size` is what was sent, reading it gives nothing."""

    def __init__(self, field_name: str, name: str, content_type: str, size: int) -> None:
        super().__init__(BytesIO(), field_name, name, content_type, size, None)
