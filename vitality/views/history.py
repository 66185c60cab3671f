"""The import of past years' results in the browser."""

from __future__ import annotations

from office.views.imports import blank_view, check_view, import_view, upload_view
from vitality.tasks.history import HISTORY_DESK

history_upload = upload_view(HISTORY_DESK)
history_blank = blank_view(HISTORY_DESK)
history_check = check_view(HISTORY_DESK)
history_import = import_view(HISTORY_DESK)
