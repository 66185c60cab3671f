"""The parts of a year's record, each with its own page."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest
from django.urls import reverse

from scoring.models import Assessment

PARTS: Final = (
    ("进度", "assessment_detail", "scoring.read_cards"),
    ("排名", "standing_detail", "scoring.read_cards"),
    ("各项得分", "item_result_list", "scoring.read_all"),
    ("提名", "nomination_list", "scoring.read_cards"),
)


def year_tabs(request: HttpRequest, assessment: Assessment, here: str) -> list[dict[str, object]]:
    """The parts a person may open, for `components/tabs.html`; `here` is the route of the present one."""
    return [
        {"label": label, "url": reverse(f"scoring:{route}", args=[assessment.pk]), "active": route == here}
        for label, route, permission in PARTS
        if request.user.has_perm(permission)
    ]
