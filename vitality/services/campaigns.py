"""Making campaigns, and writing their sheets: marks, judgements, visits, innovation findings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, TypeVar

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from office import events, files
from office.models import EvidenceFile
from office.refusals import Refused
from unions.models import User
from vitality.kinds import CampaignKind, CampaignState
from vitality.models import Campaign, CampaignVisit, TypicalSheet, UnionSheet
from vitality.selectors.campaigns import due_campaigns, typicals_for
from vitality.selectors.outcomes import recipients_of_year

Sheet = TypicalSheet | UnionSheet
AnySheet = TypeVar("AnySheet", bound=Sheet)
POINTS: Final = ("basic_points", "innovation_points", "performance_points", "satisfaction_points")


@dataclass(frozen=True)
class Judgement:
    """What the reviewers think of a typical in an acceptance; None while they have not judged."""

    is_good: bool | None
    reason: str = ""


@transaction.atomic
def plan_campaign(*, kind: CampaignKind, year: int, user: User, at: datetime) -> Campaign:
    """Make a campaign that the text asks for, on its dates.

    Raises:
        PermissionDenied: not one of the reviewing departments.
        Refused: no such campaign is due, or it is there already.
    """
    if not user.has_perm("vitality.plan_campaign"):
        raise PermissionDenied
    dates = next((each for each in due_campaigns(at.date()) if (each.kind, each.year) == (kind, year)), None)
    if dates is None:
        raise Refused(f"{year} 年度{kind.label}已经建立，或按文件现在不必建立（大工发〔2014〕31号 六、4）。")
    campaign = Campaign.objects.create(kind=kind, year=year, starts_on=dates.starts_on, ends_on=dates.ends_on)
    events.record(events.Entry(campaign, "plan_campaign", "建立考评", user, at))
    return campaign


def complete_sheets(campaign: Campaign) -> None:
    """Give every typical and superior union that the campaign looks at its sheet; those that have one keep it."""
    typicals = set(TypicalSheet.objects.filter(campaign=campaign).values_list("typical_id", flat=True))
    unions = set(UnionSheet.objects.filter(campaign=campaign).values_list("union_id", flat=True))
    TypicalSheet.objects.bulk_create(
        TypicalSheet(campaign=campaign, typical=typical)
        for typical in typicals_for(campaign)
        if typical.pk not in typicals
    )
    UnionSheet.objects.bulk_create(
        UnionSheet(campaign=campaign, union=union)
        for union in recipients_of_year(campaign.year)
        if union.pk not in unions
    )


@transaction.atomic
def save_typical_sheet(
    *, sheet: TypicalSheet, said: Mapping[str, Any], judgement: Judgement | None, revision: int, user: User,
    at: datetime,
) -> TypicalSheet:  # fmt: skip
    """Write marks, findings and, in an acceptance, the judgement.

    Args:
        said: `findings` and the four marks by column.
        judgement: None leaves it as it is.

    Raises:
        PermissionDenied: not one of the reviewing departments.
        Refused: not under way, changed by somebody else since, or a judgement without its reason.
    """
    locked = _written(sheet, said, revision, user, at)
    if judgement is not None:
        _judge(locked, judgement)
    locked.save()
    events.record(events.Entry(locked, "write_sheet", "填写考评表", user, at, changes=_words(locked)))
    return locked


@transaction.atomic
def save_union_sheet(
    *, sheet: UnionSheet, said: Mapping[str, Any], revision: int, user: User, at: datetime
) -> UnionSheet:
    """Write a superior union's marks and findings.

    Raises:
        PermissionDenied, Refused: as for a typical's sheet.
    """
    locked = _written(sheet, said, revision, user, at)
    locked.save()
    events.record(events.Entry(locked, "write_sheet", "填写考评表", user, at, changes=_words(locked)))
    return locked


@transaction.atomic
def find_innovation(
    *, sheet: UnionSheet, is_innovative: bool | None, reason: str, user: User, at: datetime
) -> UnionSheet:
    """Put down the leading group's finding; it stays pending until the campaign is published. None takes it back.

    Raises:
        PermissionDenied: not the leading group.
        Refused: no acceptance, published already or not begun, or without a reason.
    """
    if not user.has_perm("vitality.find_innovation"):
        raise PermissionDenied
    locked = UnionSheet.objects.select_for_update(of=("self",)).select_related("campaign", "union").get(pk=sheet.pk)
    campaign = Campaign.objects.select_for_update().get(pk=locked.campaign_id)
    if not CampaignKind(campaign.kind).judges:
        raise Refused(f"{campaign}不作创新认定，创新认定在考评验收中作出（大工发〔2014〕31号 六、4）。")
    if campaign.state not in (CampaignState.UNDER_WAY, CampaignState.PREPARED):
        raise Refused(f"{campaign}现为“{CampaignState(campaign.state).label}”，不能改动创新认定。")
    if is_innovative is not None and not reason.strip():
        raise Refused("创新认定须写明理由。", fields={"innovation_reason": "请写明理由。"})
    known = is_innovative is not None
    locked.is_innovative, locked.innovation_reason = is_innovative, reason.strip() if known else ""
    locked.found_by, locked.found_at = (user, at) if known else (None, None)
    locked.save()
    word = {True: "有创新", False: "无创新", None: "未认定"}[is_innovative]
    changes = {"创新认定": word, "理由": locked.innovation_reason}
    events.record(events.Entry(locked, "find_innovation", "拟定创新认定", user, at, changes=changes))
    return locked


@transaction.atomic
def record_visit(
    *, sheet: Sheet, visited_on: date, visitors: str, findings: str, user: User, at: datetime
) -> CampaignVisit:
    """Note a visit made for a sheet; the same sent again is the same visit.

    Raises:
        PermissionDenied: not one of the reviewing departments.
        Refused: not under way, or on a day to come.
    """
    locked = _open(sheet, user)
    if visited_on > at.date():
        raise Refused("走访日期不能在今天之后。", fields={"visited_on": f"{visited_on} 在今天之后。"})
    column = "typical_sheet" if isinstance(locked, TypicalSheet) else "union_sheet"
    visit, is_new = CampaignVisit.objects.get_or_create(
        **{column: locked}, visited_on=visited_on, visitors=visitors, findings=findings, recorded_by=user,
        defaults={"recorded_at": at},
    )  # fmt: skip
    if not is_new:
        return visit
    changes = {"走访日期": visited_on.isoformat(), "考评人员": visitors}
    events.record(events.Entry(locked, "record_visit", "登记走访", user, at, changes=changes))
    return visit


@transaction.atomic
def attach_to_sheet(*, sheet: Sheet, upload: UploadedFile, user: User, at: datetime) -> EvidenceFile:
    """Attach a file to a sheet that is being written.

    Raises:
        PermissionDenied: not one of the reviewing departments.
        Refused: not under way, or the file is too large, too many, or not what its name says.
    """
    return files.attach(_open(sheet, user), upload, user=user, at=at)


def _written(sheet: AnySheet, said: Mapping[str, Any], revision: int, user: User, at: datetime) -> AnySheet:
    locked = _open(sheet, user)
    if revision != locked.revision:
        raise Refused("这张考评表刚被他人修改过，您的输入没有保存；请打开最新的一张对照后再填。")
    for name in (*POINTS, "findings"):
        setattr(locked, name, said[name])
    locked.revision += 1
    locked.changed_at, locked.changed_by = at, user
    return locked


def _open(sheet: AnySheet, user: User) -> AnySheet:
    """The locked sheet, with its campaign held so that nobody prepares it meanwhile."""
    if not user.has_perm("vitality.write_sheet"):
        raise PermissionDenied
    campaign = Campaign.objects.select_for_update().get(pk=sheet.campaign_id)
    if not CampaignState(campaign.state).is_writable:
        raise Refused(f"{campaign}现为“{CampaignState(campaign.state).label}”，考评表不能改动。")
    return type(sheet)._default_manager.select_for_update(of=("self",)).get(pk=sheet.pk)  # type: ignore[return-value]


def _judge(sheet: TypicalSheet, judgement: Judgement) -> None:
    if not CampaignKind(sheet.campaign.kind).judges:
        raise Refused(f"{sheet.campaign}不作合格与否的判断，判断在考评验收中作出（大工发〔2014〕31号 六、4）。")
    if judgement.is_good is not None and not judgement.reason.strip():
        raise Refused("考评判断须写明理由。", fields={"judgement_reason": "请写明理由。"})
    sheet.is_judged_good = judgement.is_good
    sheet.judgement_reason = judgement.reason.strip() if judgement.is_good is not None else ""


def _words(sheet: Sheet) -> dict[str, Any]:
    marks: dict[str, Any] = {label: "" if points is None else points for label, points in sheet.marks.items()}
    if isinstance(sheet, TypicalSheet):
        marks["考评判断"] = {True: "合格", False: "不合格", None: ""}[sheet.is_judged_good]
    return marks
