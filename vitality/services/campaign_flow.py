"""A campaign's way: begun, prepared, checked by another person, published by the leading group, all at once (六4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from office.notices import Message
from office.workflow import Act, Transition, Workflow, perform
from office.years import law_of_year
from policy.citing import Reason, Verdict
from unions.models import User
from vitality.kinds import CampaignKind, CampaignState
from vitality.models import AcceptanceResult, Campaign, InnovationFinding, YearOutcome
from vitality.rules.campaigns import start_reasons
from vitality.selectors.campaigns import (
    SheetRow,
    is_year_sealed,
    open_work,
    typical_sheets,
    typicals_for,
    union_sheets,
)
from vitality.selectors.outcomes import live_recipient_years
from vitality.selectors.rounds import DOCUMENT
from vitality.services import recipients
from vitality.services.campaigns import complete_sheets

CLAUSE = "2014-31/6.4"


def has_come(campaign: Campaign, act: Act) -> Iterable[Reason]:
    return start_reasons(campaign.starts_on, act.at.date())


def is_complete(campaign: Campaign, act: Act) -> Iterator[Reason]:
    """Every sheet is written, in an acceptance judged, and no new typical is without its sheet."""
    rows, unions = typical_sheets(campaign), union_sheets(campaign)
    found = open_work(campaign, rows, unions)
    missing = {typical.pk for typical in typicals_for(campaign)} - {row.sheet.typical_id for row in rows}
    told = (
        ("sheets_missing", len(missing), "个典型还没有考评表，请点“补齐考评表”"),
        ("sheets_unwritten", found.unmarked_count, "张考评表还没有填齐四项评分和考评情况"),
        ("sheets_unjudged", found.unjudged_count, "个典型还没有作出考评判断"),
        ("condition_unknown", found.unknown_count, "个典型的计划落实或上级确认还不清楚，请上级工会先确认"),
    )
    for code, count, words in told:
        if count:
            yield Reason(code, False, f"{count} {words}", CLAUSE)


def is_another(campaign: Campaign, act: Act) -> Iterable[Reason]:
    if campaign.prepared_by_id == act.user.pk:
        return [Reason("same_person", False, "提交人不能核对或公布自己提交的结果")]
    return ()


def is_decided(campaign: Campaign, act: Act) -> Iterator[Reason]:
    """In an acceptance the leading group has found of every union, and the year's standing is sealed."""
    if not CampaignKind(campaign.kind).judges:
        return
    unfound = open_work(campaign, (), union_sheets(campaign)).unfound_count
    if unfound:
        yield Reason("innovation_open", False, f"还有 {unfound} 个工会没有作出创新认定", CLAUSE)
    if not is_year_sealed(campaign.year):
        yield Reason("year_not_sealed", False, f"{campaign.year} 年度达标情况还没有封存，覆盖面可能变动", "2014-31/5.2")


def begin(campaign: Campaign, act: Act) -> None:
    complete_sheets(campaign)


def note_preparer(campaign: Campaign, act: Act) -> None:
    campaign.prepared_at, campaign.prepared_by = act.at, act.user


def note_checker(campaign: Campaign, act: Act) -> None:
    campaign.checked_at, campaign.checked_by = act.at, act.user


def take_back(campaign: Campaign, act: Act) -> None:
    campaign.prepared_at = campaign.prepared_by = campaign.checked_at = campaign.checked_by = None


def publish(campaign: Campaign, act: Act) -> dict[str, Any]:
    """Freeze everything together: results, findings, and each union's outcome with its facts and law."""
    campaign.published_at, campaign.published_by = act.at, act.user
    if not CampaignKind(campaign.kind).judges:
        return {}
    rows = typical_sheets(campaign)
    AcceptanceResult.objects.bulk_create(
        _result(campaign, row, row.verdict, act) for row in rows if row.verdict is not None
    )
    _publish_findings(campaign, act)
    law = law_of_year(DOCUMENT, campaign.year).as_json()
    years = live_recipient_years(campaign.year)
    YearOutcome.objects.bulk_create(
        YearOutcome(
            union_id=key, year=campaign.year, campaign=campaign, sealed={"facts": found.as_json(), "law": law},
            published_at=act.at, published_by=act.user,
        )
        for key, found in years.items()
    )  # fmt: skip
    passed = sum(row.is_passed is True for row in rows)
    return {"合格": passed, "不合格": len(rows) - passed, "工会": len(years)}


def _result(campaign: Campaign, row: SheetRow, verdict: Verdict, act: Act) -> AcceptanceResult:
    sealed = {"verdict": verdict.as_json(), "is_standard": row.is_standard, "marks": row.sheet.marks}
    return AcceptanceResult(
        typical_id=row.sheet.typical_id, year=campaign.year, is_passed=row.is_passed is True, sealed=sealed,
        campaign=campaign, recorded_at=act.at, recorded_by=act.user,
    )  # fmt: skip


def _publish_findings(campaign: Campaign, act: Act) -> None:
    """A finding that an import recorded for the year stands."""
    settled = set(InnovationFinding.objects.filter(year=campaign.year).values_list("union_id", flat=True))
    InnovationFinding.objects.bulk_create(
        InnovationFinding(
            union_id=sheet.union_id, year=campaign.year, is_innovative=bool(sheet.is_innovative),
            reason=sheet.innovation_reason, campaign=campaign, recorded_at=act.at, recorded_by=act.user,
        )
        for sheet in union_sheets(campaign)
        if sheet.union_id not in settled
    )  # fmt: skip


def tell_checkers(campaign: Campaign, act: Act) -> list[Message]:
    ids = (*recipients.campaign_reviewer_ids(act.at.date()), *recipients.leading_group_ids(act.at.date()))
    others = tuple(key for key in dict.fromkeys(ids) if key != act.user.pk)
    return [Message(others, f"{campaign}结果已提交，等待核对", campaign.get_absolute_url())]


def tell_group(campaign: Campaign, act: Act) -> list[Message]:
    ids = recipients.leading_group_ids(act.at.date())
    return [Message(ids, f"{campaign}结果已核对，等待公布", campaign.get_absolute_url())]


def tell_unions(campaign: Campaign, act: Act) -> Iterator[Message]:
    """Every superior union its own sheet, and every typical's unit its own."""
    day = act.at.date()
    for sheet in union_sheets(campaign):
        yield Message(recipients.filer_ids(sheet.union, day), f"{campaign}结果已公布", sheet.get_absolute_url())
    for row in typical_sheets(campaign):
        ids = recipients.unit_ids(row.sheet.typical.unit, day)
        yield Message(ids, f"{row.sheet.typical.unit} {campaign}结果已公布", row.sheet.get_absolute_url())


CAMPAIGN_FLOW = Workflow(
    Campaign,
    CampaignState,
    [
        Transition("start", "开始考评", (CampaignState.PREPARING,), CampaignState.UNDER_WAY, "vitality.run_campaign",
                   guards=(has_come,), effect=begin),
        Transition("complete", "补齐考评表", (CampaignState.UNDER_WAY,), CampaignState.UNDER_WAY,
                   "vitality.run_campaign", effect=begin),
        Transition("prepare", "提交核对", (CampaignState.UNDER_WAY,), CampaignState.PREPARED, "vitality.run_campaign",
                   guards=(is_complete,), effect=note_preparer, notify=tell_checkers),
        Transition("give_back", "退回补充", (CampaignState.PREPARED, CampaignState.CHECKED), CampaignState.UNDER_WAY,
                   "vitality.check_campaign", comment_required=True, effect=take_back),
        Transition("check", "核对无误", (CampaignState.PREPARED,), CampaignState.CHECKED, "vitality.check_campaign",
                   guards=(is_another,), effect=note_checker, notify=tell_group),
        Transition("publish", "公布结果", (CampaignState.CHECKED,), CampaignState.PUBLISHED,
                   "vitality.publish_campaign", guards=(is_another, is_decided), effect=publish, notify=tell_unions),
    ],
)  # fmt: skip


def move_campaign(*, campaign: Campaign, transition: str, user: User, at: datetime, comment: str = "") -> Campaign:
    """Take a campaign one step on.

    Raises:
        PermissionDenied, Refused: see `office.workflow.perform`.
    """
    return perform(CAMPAIGN_FLOW, campaign, transition, user=user, at=at, comment=comment)  # type: ignore[return-value]
