"""Preparing and opening the assessment of a year."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from office import events
from office.years import law_of_year
from policy.documents import Law
from scoring.kinds import AssessmentState
from scoring.models import Assessment, SchemeVersion
from scoring.selectors.schemes import DOCUMENT
from scoring.services.schemes import scheme_in_force


def due_days(year: int, law: Law) -> dict[str, date]:
    """The two last days of the text, in the year after (R-X5), by column of Assessment."""
    keys = {"self_due_on": "self_assessment_due", "city_due_on": "city_assessment_due"}
    return {column: date(year + 1, **law.value(key)) for column, key in keys.items()}


def new_assessment(year: int, scheme: SchemeVersion) -> Assessment:
    """The assessment of a year as the text gives its days; not saved."""
    return Assessment(year=year, scheme=scheme, **due_days(year, law_of_year(DOCUMENT, year)))


@transaction.atomic
def assessment_for_import(*, year: int, at: datetime) -> Assessment:
    """The year's assessment, opened in nobody's name where it is not; values can then be entered in every column.

    Raises:
        Refused: the year's scheme is a draft that does not add up.
    """
    found = Assessment.objects.select_for_update(of=("self",)).filter(year=year).first()
    if found and found.state != AssessmentState.PREPARING:
        return found
    scheme = scheme_in_force(year=year, at=at)
    assessment = found or new_assessment(year, scheme)
    assessment.scheme, assessment.state, assessment.opened_at = scheme, AssessmentState.SELF_ASSESSING, at
    assessment.save()
    events.record(events.Entry(assessment, "open", "因导入启动考核", None, at))
    return assessment
