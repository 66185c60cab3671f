"""What campaigns put on the desk of the city: sheets to be written, results to be checked, found on and published."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time

from django.utils.timezone import make_aware

from office.desk import Desk, Todo
from unions.models import User
from vitality.kinds import CampaignKind, CampaignState
from vitality.models import Campaign, UnionSheet

CAMPAIGN = "考评"


def campaign_desk(user: User, on: date) -> Desk:
    """The campaigns that wait for this person; nothing for those who have no part in them."""
    if not user.has_perm("vitality.read_campaigns"):
        return Desk()
    open_campaigns = Campaign.objects.visible_to(user).exclude(state=CampaignState.PUBLISHED)
    begun = [each for each in open_campaigns if each.starts_on <= on]
    return Desk(todos=tuple(todo for campaign in begun for todo in _todos(campaign, user)))


def _todos(campaign: Campaign, user: User) -> Iterator[Todo]:
    url, since = campaign.get_absolute_url(), _since(campaign)
    if user.has_perm("vitality.run_campaign"):
        words = {CampaignState.PREPARING: "可以开始了", CampaignState.UNDER_WAY: "等待填写考评表并提交核对"}
        if word := words.get(CampaignState(campaign.state)):
            yield Todo(f"{campaign}：{word}", url, since, campaign.ends_on, CAMPAIGN)
    if (
        campaign.state == CampaignState.PREPARED
        and user.has_perm("vitality.check_campaign")
        and campaign.prepared_by_id != user.pk
    ):
        yield Todo(f"{campaign}：等待您核对", url, since, campaign.ends_on, CAMPAIGN)
    if user.has_perm("vitality.publish_campaign"):
        yield from _group_todos(campaign, url, since)


def _group_todos(campaign: Campaign, url: str, since: datetime) -> Iterator[Todo]:
    """The leading group finds on innovation while sheets are written, and publishes once all is checked."""
    if campaign.state == CampaignState.CHECKED:
        yield Todo(f"{campaign}：等待您公布", url, since, campaign.ends_on, CAMPAIGN)
    elif CampaignKind(campaign.kind).judges:
        unfound = UnionSheet.objects.filter(campaign=campaign, is_innovative=None).count()
        if unfound:
            told = f"{campaign}：{unfound} 个工会等待创新认定"
            yield Todo(told, url, since, campaign.ends_on, CAMPAIGN)


def _since(campaign: Campaign) -> datetime:
    """When its last step was taken; before the first, its first day."""
    return campaign.checked_at or campaign.prepared_at or make_aware(datetime.combine(campaign.starts_on, time()))
