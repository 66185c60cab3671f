"""An acceptance as it stands in the first quarter: typicals of the year before, judged by nobody yet."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from appraisal.models import AppraisalSession, YearConfirmation
from office.years import law_of_year
from tests.factories import CityFactory, DistrictFactory, UnionFactory, user_with_post
from unions.kinds import Department, RoleKind
from unions.models import Union, User
from vitality.kinds import CampaignKind
from vitality.models import Campaign, Typical, TypicalSheet, UnionSheet, YearSnapshot
from vitality.services.campaign_flow import move_campaign
from vitality.services.campaigns import (
    Judgement,
    find_innovation,
    plan_campaign,
    save_typical_sheet,
    save_union_sheet,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
AT = datetime(2016, 1, 20, 10, 0, tzinfo=SHANGHAI)
YEAR = 2015
MARKS = {"basic_points": 90, "innovation_points": 80, "performance_points": 85, "satisfaction_points": 88}


def appraised(unit: Union, composite: str, year: int = YEAR) -> None:
    """A certified session with this unit composite, and the superior union's confirmations."""
    AppraisalSession.objects.create(
        union=unit, work_year=year, held_on=date(year, 12, 10), assembly="member_assembly", mode="imported",
        state="finished", verdict="valid", chair_name="甲一", due_count=10, present_count=10, issued_count=10,
        returned_count=10, invalid_count=0, member_weight="0.8", party_weight="0.1", superior_weight="0.1",
        sealed={"unit_composite": composite}, counted_at=AT, certified_at=AT, finished_at=AT,
        told_members_on=date(year, 12, 10), told_management_on=date(year, 12, 10),
    )  # fmt: skip
    YearConfirmation.objects.create(
        union=unit, year=year, plan_implemented=True, is_rights_kept=True, is_welcomed=True, confirmed_at=AT
    )


def sealed_year(year: int = YEAR) -> None:
    """The year's standing sealed, with nobody in it."""
    law = law_of_year("2014-31", year).as_json()
    YearSnapshot.objects.create(
        year=year,
        version=1,
        state="sealed",
        day=date(year, 12, 31),
        law=law,
        computed_at=AT,
        sealed_at=AT,
        digest="x",
    )


@dataclass
class Acceptance:
    """The people and sheets of an acceptance; everything goes through the services."""

    district: Union
    writer: User
    checker: User
    leader: User
    campaign: Campaign
    units: list[Union] = field(default_factory=list)

    def step(self, name: str, user: User, **more: str) -> Campaign:
        self.campaign = move_campaign(campaign=self.campaign, transition=name, user=user, at=AT, **more)
        return self.campaign

    def sheet_of(self, unit: Union) -> TypicalSheet:
        return TypicalSheet.objects.get(campaign=self.campaign, typical__unit=unit)

    @property
    def union_sheet(self) -> UnionSheet:
        return UnionSheet.objects.get(campaign=self.campaign, union=self.district)

    def write(self, *, is_good: bool | None = True) -> None:
        """Fill every sheet."""
        said = {**MARKS, "findings": "制度健全。"}
        for sheet in TypicalSheet.objects.filter(campaign=self.campaign):
            judgement = Judgement(is_good, "走访核实")
            save_typical_sheet(
                sheet=sheet, said=said, judgement=judgement, revision=sheet.revision, user=self.writer, at=AT
            )
        for sheet in UnionSheet.objects.filter(campaign=self.campaign):
            save_union_sheet(sheet=sheet, said=said, revision=sheet.revision, user=self.writer, at=AT)

    def find(self, is_innovative: bool = True) -> None:
        for sheet in UnionSheet.objects.filter(campaign=self.campaign):
            find_innovation(sheet=sheet, is_innovative=is_innovative, reason="机制新", user=self.leader, at=AT)

    def checked(self, *, is_good: bool = True) -> Campaign:
        """Written, found, handed in and checked: ready to be published but for the sealed year."""
        self.write(is_good=is_good)
        self.find()
        self.step("prepare", self.writer)
        return self.step("check", self.checker)


def begun_acceptance(*composites: str) -> Acceptance:
    """An acceptance of 2015 under way over one district's typicals with these composites."""
    district = DistrictFactory(name="中山区总工会")
    units = [UnionFactory(superior=district) for _ in composites]
    for unit, composite in zip(units, composites, strict=True):
        appraised(unit, composite)
        Typical.objects.create(unit=unit, superior=district, year=YEAR, level="city", kind="enterprise")
    city = CityFactory()
    writer = user_with_post(RoleKind.DEPARTMENT_REVIEWER, city)
    checker = user_with_post(RoleKind.DEPARTMENT_REVIEWER, city, department=Department.ORGANISATION)
    leader = user_with_post(RoleKind.LEADING_GROUP, city)
    campaign = plan_campaign(kind=CampaignKind.ACCEPTANCE, year=YEAR, user=writer, at=AT)
    found = Acceptance(district, writer, checker, leader, campaign, units)
    found.step("start", writer)
    return found
