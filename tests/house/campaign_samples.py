"""A published campaign, and in it a typical's and a union's sheet of each district."""

from __future__ import annotations

from datetime import date

from tests.factories import user_with_post
from tests.vitality.conftest import NOON
from unions.kinds import RoleKind
from unions.models import FormerName, Union, User
from vitality.kinds import CampaignKind, CampaignState
from vitality.models import Campaign, CampaignVisit, Typical, TypicalSheet, UnionSheet
from vitality.selectors.duplicates import suspicions
from vitality.services.duplicates import check_duplicate


def campaign_sample(city: Union) -> dict[str, int]:
    """The campaign of both districts; its sheets are read by their own unions."""
    first, second, leader = (
        user_with_post(role, city)
        for role in (RoleKind.DEPARTMENT_REVIEWER, RoleKind.DEPARTMENT_REVIEWER, RoleKind.LEADING_GROUP)
    )
    campaign = Campaign.objects.create(
        kind=CampaignKind.MIDYEAR, year=2014, starts_on=date(2014, 6, 1), ends_on=date(2014, 7, 31),
        state=CampaignState.PUBLISHED, prepared_at=NOON, prepared_by=first, checked_at=NOON, checked_by=second,
        published_at=NOON, published_by=leader,
    )  # fmt: skip
    return {"campaign": campaign.pk}


def sheet_samples(mark: str, district: Union, unit: Union) -> dict[str, int]:
    """The sheets of one district, every word of them marked."""
    campaign = Campaign.objects.get()
    typical = Typical.objects.create(unit=unit, superior=district, year=2014, level="city", kind="enterprise")
    of_typical = TypicalSheet.objects.create(campaign=campaign, typical=typical, findings=f"{mark}典型情况")
    of_union = UnionSheet.objects.create(campaign=campaign, union=district, findings=f"{mark}工会情况")
    CampaignVisit.objects.create(
        typical_sheet=of_typical, visited_on=date(2014, 6, 2), visitors=f"{mark}某", findings=f"{mark}走访",
        recorded_at=NOON,
    )  # fmt: skip
    return {"typical_sheet": of_typical.pk, "union_sheet": of_union.pk}


def duplicate_samples(own_sheet: int, foreign_sheet: int, reviewer: User) -> dict[str, int]:
    """The typicals of both districts, once of one name, found to be two units."""
    own, foreign = (TypicalSheet.objects.get(pk=key).typical for key in (own_sheet, foreign_sheet))
    for typical in (own, foreign):
        FormerName.objects.create(union=typical.unit, name="旧时机械厂", until_on=date(2013, 5, 1))
    (pair,) = (each for each in suspicions(reviewer) if {each.first, each.second} == {own, foreign})
    check = check_duplicate(pair=pair, reason="两家各有工商登记", user=reviewer, at=NOON)
    return {"first_typical": own.pk, "second_typical": foreign.pk, "duplicate_check": check.pk}
