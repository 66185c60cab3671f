"""The import of achieved values in the browser: four pages for each column."""

from __future__ import annotations

from django.urls import URLPattern, path

from office.views.imports import blank_view, check_view, import_view, upload_view
from scoring.kinds import Stage
from scoring.tasks.imports import DESKS


def import_routes(stage: Stage) -> list[URLPattern]:
    """The routes of one column's import."""
    desk, at = DESKS[stage], f"import/{stage}/"
    return [
        path(at, upload_view(desk), name=f"{stage}_scores_upload"),
        path(f"{at}blank.xlsx", blank_view(desk), name=f"{stage}_scores_blank"),
        path(f"{at}<int:pk>/", check_view(desk), name=f"{stage}_scores_check"),
        path(f"{at}<int:pk>/import/", import_view(desk), name=f"{stage}_scores_import"),
    ]
