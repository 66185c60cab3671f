"""Questions about campaigns: what is due, the sheets with the condition of each typical, and what is still open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from appraisal.selectors.standing import YearStanding, standings
from office.years import law_of_year
from policy.citing import Verdict
from vitality.kinds import CampaignKind, CampaignState, TypicalKind
from vitality.models import AcceptanceResult, Campaign, CampaignVisit, Typical, TypicalSheet, UnionSheet, YearSnapshot
from vitality.rules.campaigns import CampaignDates, campaigns_of_year, looks_at
from vitality.rules.outcome import acceptance_verdict
from vitality.selectors.outcomes import years_of_sector
from vitality.selectors.rounds import DOCUMENT

FIRST_YEAR = 2014


@dataclass(frozen=True)
class SheetRow:
    """A typical's sheet with the judgement it leads to.

    Attributes:
        is_standard: whether the unit still reaches the standard, whatever its acceptance; None outside acceptances.
        verdict: condition and judgement; None outside acceptances.
        is_final: whether the result is published.
    """

    sheet: TypicalSheet
    is_standard: bool | None
    verdict: Verdict | None
    is_final: bool

    @property
    def is_passed(self) -> bool | None:
        """The acceptance; None while undecided."""
        return self.verdict.met if self.verdict else None


def due_campaigns(today: date) -> list[CampaignDates]:
    """Campaigns that the text asks for and nobody has made yet, the next one first.

    Those whose time was over before last year are past making up for; a year with imported results may need none.
    """
    made = set(Campaign.objects.values_list("kind", "year"))
    imported = AcceptanceResult.objects.filter(is_imported=True).values_list("year", flat=True)
    made |= {(CampaignKind.ACCEPTANCE, year) for year in imported.order_by().distinct() if is_settled(year)}
    found = [
        dates
        for year in range(FIRST_YEAR, today.year + 1)
        for dates in campaigns_of_year(year, law_of_year(DOCUMENT, year))
    ]
    due = (each for each in found if (each.kind, each.year) not in made and each.ends_on.year >= today.year - 1)
    return sorted(due, key=lambda each: each.starts_on)


def is_settled(year: int) -> bool:
    """Whether no typical of a year waits for an acceptance."""
    return not typicals_for(Campaign(kind=CampaignKind.ACCEPTANCE, year=year))


def typicals_for(campaign: Campaign) -> list[Typical]:
    """The typicals that a campaign looks at; those whose result an import has recorded are settled."""
    kind = CampaignKind(campaign.kind)
    count = years_of_sector(law_of_year(DOCUMENT, campaign.year))
    settled: set[int] = set()
    if kind.judges:
        settled = set(AcceptanceResult.objects.filter(year=campaign.year).values_list("typical_id", flat=True))
    return [
        typical
        for typical in Typical.objects.filter(year__lte=campaign.year).order_by("pk")
        if typical.pk not in settled and looks_at(kind, campaign.year, TypicalKind(typical.kind), typical.year, count)
    ]


def typical_sheets(campaign: Campaign) -> list[SheetRow]:
    """The sheets of a campaign's typicals in the order of the tree; a handful of queries."""
    sheets = TypicalSheet.objects.filter(campaign=campaign).select_related(
        "campaign", "typical__unit", "typical__superior", "changed_by"
    )
    return sheet_rows(campaign, list(sheets))


def sheet_rows(campaign: Campaign, sheets: Sequence[TypicalSheet]) -> list[SheetRow]:
    """Sheets with their judgement: as sealed once published, until then from the appraisal of the year."""
    if not CampaignKind(campaign.kind).judges:
        return [SheetRow(sheet, None, None, campaign.state == CampaignState.PUBLISHED) for sheet in sheets]
    if campaign.state == CampaignState.PUBLISHED:
        results = AcceptanceResult.objects.filter(campaign=campaign).values_list("typical_id", "sealed")
        sealed = dict(results)
        return [_sealed_row(sheet, sealed[sheet.typical_id]) for sheet in sheets]
    found = standings([sheet.typical.unit_id for sheet in sheets], campaign.year)
    return [_live_row(sheet, found[sheet.typical.unit_id]) for sheet in sheets]


def _live_row(sheet: TypicalSheet, standing: YearStanding) -> SheetRow:
    verdict = acceptance_verdict(standing.typical, sheet.is_judged_good, sheet.judgement_reason)
    return SheetRow(sheet, standing.is_standard, verdict, False)


def _sealed_row(sheet: TypicalSheet, sealed: dict[str, Any]) -> SheetRow:
    return SheetRow(sheet, sealed["is_standard"], Verdict.from_json(sealed["verdict"]), True)


def union_sheets(campaign: Campaign) -> list[UnionSheet]:
    """The sheets of a campaign's superior unions in the order of the tree."""
    sheets = UnionSheet.objects.filter(campaign=campaign)
    return list(sheets.select_related("campaign", "union", "found_by", "changed_by"))


def visits_of(sheet: TypicalSheet | UnionSheet) -> list[CampaignVisit]:
    """The visits made for a sheet."""
    column = "typical_sheet" if isinstance(sheet, TypicalSheet) else "union_sheet"
    return list(CampaignVisit.objects.filter(**{column: sheet}).select_related("recorded_by"))


def earlier_sheets(sheet: TypicalSheet) -> list[TypicalSheet]:
    """What the other campaigns of the year found of the same typical: part of the yearly review."""
    others = TypicalSheet.objects.filter(typical=sheet.typical_id, campaign__year=sheet.campaign.year)
    return list(others.exclude(pk=sheet.pk).select_related("campaign", "typical__unit").order_by("campaign__starts_on"))


@dataclass(frozen=True)
class Open:
    """How much of a campaign is still to be done."""

    unmarked_count: int
    unjudged_count: int
    unknown_count: int
    unfound_count: int


def open_work(campaign: Campaign, rows: Iterable[SheetRow], unions: Iterable[UnionSheet]) -> Open:
    """What preparation and publication wait for."""
    rows, unions, judges = list(rows), list(unions), CampaignKind(campaign.kind).judges
    sheets: list[TypicalSheet | UnionSheet] = [*(row.sheet for row in rows), *unions]
    return Open(
        sum(not is_written(sheet) for sheet in sheets),
        sum(row.sheet.is_judged_good is None for row in rows) if judges else 0,
        sum(is_condition_unknown(row) for row in rows),
        sum(sheet.is_innovative is None for sheet in unions) if judges else 0,
    )


def is_written(sheet: TypicalSheet | UnionSheet) -> bool:
    """Whether all four sides are marked and something is said."""
    return None not in sheet.marks.values() and bool(sheet.findings.strip())


def is_condition_unknown(row: SheetRow) -> bool:
    """Whether a fact of the condition is still unknown and none speaks against it already."""
    if row.verdict is None:
        return False
    facts = [reason for reason in row.verdict.reasons if reason.code != "judgement"]
    return any(each.met is None for each in facts) and not any(each.met is False for each in facts)


def is_year_sealed(year: int) -> bool:
    """Whether the standing of the year's units, on which coverage rests, is sealed."""
    return YearSnapshot.objects.in_force(year) is not None
