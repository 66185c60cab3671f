"""Stored files on their way out: never shown inside the site, never taken for anything but what they are."""

from __future__ import annotations

from django.http import FileResponse, Http404

from office.files import path_of
from office.models import StoredFile

# Should a browser show a file after all, it runs nothing of it and reaches nobody.
SANDBOX = "default-src 'none'; sandbox"


def download(file: StoredFile, name: str) -> FileResponse:
    """The bytes as an attachment under a name in any script (RFC 5987).

    Raises:
        Http404: the row is there and the bytes are not, as after a restore of the database alone.
    """
    try:
        source = path_of(file.sha256).open("rb")
    except FileNotFoundError as missing:
        raise Http404 from missing
    answer = FileResponse(source, as_attachment=True, filename=name, content_type=file.media_type)
    answer["Content-Security-Policy"] = SANDBOX
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
