"""考评表 on paper."""

from __future__ import annotations

from datetime import date

from office.documents import Paper
from vitality.kinds import CampaignKind
from vitality.models import TypicalSheet
from vitality.selectors.campaigns import sheet_rows, visits_of


def typical_sheet_paper(sheet: TypicalSheet, made_on: date) -> Paper:
    """A typical's sheet with its judgement and its visits."""
    (row,) = sheet_rows(sheet.campaign, [sheet])
    context = {
        "sheet": sheet,
        "row": row,
        "judges": CampaignKind(sheet.campaign.kind).judges,
        "visits": visits_of(sheet),
        "made_on": made_on,
    }
    return "vitality/print/typical_sheet.html", context
