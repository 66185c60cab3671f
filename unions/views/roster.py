"""The roster import in the browser."""

from __future__ import annotations

from office.views.imports import blank_view, check_view, import_view, upload_view
from unions.tasks.roster import ROSTER_DESK

roster_upload = upload_view(ROSTER_DESK)
roster_blank = blank_view(ROSTER_DESK)
roster_check = check_view(ROSTER_DESK)
roster_import = import_view(ROSTER_DESK)
