"""Campaigns: made on the text's dates, prepared, checked by another, frozen and published together."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from appraisal.models import YearConfirmation
from office.models import Event, Notice
from office.refusals import Refused
from policy.documents import Law
from tests.cases import each_case
from tests.factories import SectorFactory, UnionFactory, user_with_post
from tests.vitality.acceptances import AT, MARKS, SHANGHAI, YEAR, appraised, begun_acceptance, sealed_year
from unions.kinds import RoleKind
from vitality.kinds import CampaignKind, CampaignState, TypicalKind
from vitality.models import AcceptanceResult, InnovationFinding, Typical, TypicalSheet, YearOutcome
from vitality.rules.campaigns import campaigns_of_year, looks_at
from vitality.selectors.campaigns import due_campaigns, typical_sheets
from vitality.selectors.desk.campaigns import campaign_desk
from vitality.selectors.outcomes import recipient_years
from vitality.services.campaign_flow import move_campaign
from vitality.services.campaigns import Judgement, find_innovation, plan_campaign, record_visit, save_typical_sheet

pytestmark = pytest.mark.django_db


@each_case("2014-31/campaigns.toml")
def test_a_campaign_is_held_on_the_dates_of_the_text(case):
    found = {each.kind: each for each in campaigns_of_year(case["year"], Law.of_year(case["year"]))}
    told = {kind.label: f"{each.starts_on} 至 {each.ends_on}" for kind, each in found.items()}
    assert told == case["campaigns"]


@pytest.mark.parametrize(
    ("kind", "year", "typical", "won", "is_looked_at"),
    [
        (CampaignKind.ACCEPTANCE, 2015, TypicalKind.ENTERPRISE, 2015, True),
        (CampaignKind.ACCEPTANCE, 2015, TypicalKind.ENTERPRISE, 2014, False),
        (CampaignKind.ACCEPTANCE, 2016, TypicalKind.SECTOR, 2014, True),
        (CampaignKind.ACCEPTANCE, 2017, TypicalKind.SECTOR, 2014, False),
        (CampaignKind.INTERIM, 2015, TypicalKind.ENTERPRISE, 2014, True),
        (CampaignKind.INTERIM, 2015, TypicalKind.ENTERPRISE, 2015, False),
        (CampaignKind.MIDYEAR, 2016, TypicalKind.ENTERPRISE, 2014, True),
    ],
)
def test_a_campaign_looks_at_its_typicals(kind, year, typical, won, is_looked_at):
    assert looks_at(kind, year, typical, won, 3) is is_looked_at


def test_campaigns_long_past_are_offered_no_more():
    due = {(each.kind, each.year) for each in due_campaigns(date(2017, 3, 10))}
    assert (CampaignKind.MIDYEAR, 2015) not in due
    assert {(CampaignKind.MIDYEAR, 2016), (CampaignKind.ACCEPTANCE, 2015), (CampaignKind.MIDYEAR, 2017)} <= due


def test_a_year_of_which_every_result_was_imported_needs_no_acceptance():
    units = [UnionFactory(), UnionFactory()]
    won = [
        Typical.objects.create(unit=unit, superior=unit.superior, year=2015, level="city", kind="enterprise")
        for unit in units
    ]
    offered = []
    for typical in won:
        AcceptanceResult.objects.create(typical=typical, year=2015, is_passed=True, is_imported=True, recorded_at=AT)
        offered.append(
            any(each.kind == CampaignKind.ACCEPTANCE and each.year == 2015 for each in due_campaigns(AT.date()))
        )
    assert offered == [True, False]


@each_case("2014-31/acceptance.toml")
def test_a_typical_passes_by_its_condition_and_the_judgement(case):
    found = begun_acceptance(case["composite"])
    found.write(is_good=case["judged"])
    (row,) = typical_sheets(found.campaign)
    assert (row.is_passed, row.is_standard) == (case["passes"], case["standard"])


def test_everything_is_frozen_together_and_the_unions_are_told():
    found = begun_acceptance("4/5", "3/4")
    officer = user_with_post(RoleKind.OFFICER, found.district)
    found.checked()
    assert not AcceptanceResult.objects.exists()
    sealed_year()
    found.step("publish", found.leader)
    assert [row.is_passed for row in AcceptanceResult.objects.order_by("typical__unit")] == [True, False]
    assert InnovationFinding.objects.get().is_innovative is True
    outcome = recipient_years(YEAR)[found.district.pk]
    assert (outcome.is_frozen, outcome.all_typicals_pass, outcome.is_innovative) == (True, False, True)
    assert "law" in YearOutcome.objects.get().sealed
    assert Typical.objects.count() == 2
    assert "结果已公布" in Notice.objects.get(recipient=officer).text


def test_a_published_year_no_longer_follows_the_records():
    found = begun_acceptance("4/5")
    found.checked()
    sealed_year()
    found.step("publish", found.leader)
    before = YearOutcome.objects.get().sealed
    late = UnionFactory(superior=found.district)
    Typical.objects.create(unit=late, superior=found.district, year=YEAR, level="city", kind="enterprise")
    assert recipient_years(YEAR)[found.district.pk].all_typicals_pass is True
    assert YearOutcome.objects.get().sealed == before


@pytest.mark.parametrize("model", [AcceptanceResult, InnovationFinding, YearOutcome])
def test_the_database_refuses_to_change_what_is_published(model):
    found = begun_acceptance("4/5")
    found.checked()
    sealed_year()
    found.step("publish", found.leader)
    with pytest.raises(DatabaseError, match="published and final"), transaction.atomic():
        model.objects.update(year=2016)


def test_a_result_is_not_checked_or_published_by_who_prepared_it():
    found = begun_acceptance("4/5")
    found.write()
    found.find()
    found.step("prepare", found.writer)
    with pytest.raises(Refused, match="提交人不能核对或公布"):
        found.step("check", found.writer)
    with pytest.raises(PermissionDenied):
        found.step("check", user_with_post(RoleKind.OFFICER, found.district))


def test_it_waits_for_every_sheet_judgement_and_finding():
    found = begun_acceptance("4/5")
    with pytest.raises(Refused, match=r"2 张考评表还没有填齐.*1 个典型还没有作出考评判断"):
        found.step("prepare", found.writer)
    found.write()
    found.step("prepare", found.writer)
    found.step("check", found.checker)
    with pytest.raises(Refused, match=r"1 个工会没有作出创新认定.*还没有封存"):
        found.step("publish", found.leader)
    assert Event.objects.filter(is_accepted=False, verb="publish").count() == 1


def test_a_return_says_why_and_opens_the_sheets_again():
    found = begun_acceptance("4/5")
    found.checked()
    with pytest.raises(Refused, match="须写明理由"):
        found.step("give_back", found.leader)
    found.step("give_back", found.leader, comment="走访记录不全")
    assert (found.campaign.state, found.campaign.prepared_by, found.campaign.checked_by) == ("under_way", None, None)


def test_an_unknown_confirmation_holds_the_result_up():
    found = begun_acceptance("4/5")
    found.units.append(unit := UnionFactory(superior=found.district))
    appraised(unit, "9/10")
    Typical.objects.create(unit=unit, superior=found.district, year=YEAR, level="city", kind="enterprise")
    found.write()
    with pytest.raises(Refused, match="1 个典型还没有考评表"):
        found.step("prepare", found.writer)
    found.step("complete", found.writer)
    found.write()
    YearConfirmation.objects.filter(union=unit).update(is_welcomed=None)
    with pytest.raises(Refused, match="1 个典型的计划落实或上级确认还不清楚"):
        found.step("prepare", found.writer)


def test_a_judgement_needs_its_reason_and_an_old_page_saves_nothing():
    found = begun_acceptance("4/5")
    sheet = found.sheet_of(found.units[0])
    said = {**MARKS, "findings": "好"}
    with pytest.raises(Refused, match="判断须写明理由"):
        save_typical_sheet(sheet=sheet, said=said, judgement=Judgement(False), revision=0, user=found.writer, at=AT)
    save_typical_sheet(sheet=sheet, said=said, judgement=None, revision=0, user=found.writer, at=AT)
    with pytest.raises(Refused, match="刚被他人修改过"):
        save_typical_sheet(sheet=sheet, said=said, judgement=None, revision=0, user=found.checker, at=AT)


def test_only_the_leading_group_finds_innovation_and_only_the_departments_visit():
    found = begun_acceptance("4/5")
    with pytest.raises(PermissionDenied):
        find_innovation(sheet=found.union_sheet, is_innovative=True, reason="新", user=found.writer, at=AT)
    with pytest.raises(PermissionDenied):
        record_visit(
            sheet=found.union_sheet, visited_on=AT.date(), visitors="甲", findings="好", user=found.leader, at=AT
        )
    with pytest.raises(Refused, match="不能在今天之后"):
        record_visit(
            sheet=found.union_sheet, visited_on=date(2016, 2, 1), visitors="甲", findings="好", user=found.writer, at=AT
        )


def test_a_campaign_starts_on_its_first_day_and_is_made_once():
    early = datetime(2014, 9, 20, 12, 0, tzinfo=SHANGHAI)
    found = begun_acceptance("4/5")
    campaign = plan_campaign(kind=CampaignKind.ACCEPTANCE, year=2014, user=found.writer, at=early)
    assert (campaign.starts_on, campaign.ends_on) == (date(2015, 1, 1), date(2015, 3, 31))
    with pytest.raises(Refused, match="考评自 2015-01-01 起进行"):
        move_campaign(campaign=campaign, transition="start", user=found.writer, at=early)
    with pytest.raises(Refused, match="已经建立"):
        plan_campaign(kind=CampaignKind.ACCEPTANCE, year=2014, user=found.writer, at=early)


def test_a_midyear_inspection_judges_nobody():
    found = begun_acceptance("4/5")
    summer = datetime(2016, 7, 1, 9, 0, tzinfo=SHANGHAI)
    SectorFactory(superior=found.district)
    campaign = plan_campaign(kind=CampaignKind.MIDYEAR, year=2016, user=found.writer, at=summer)
    campaign = move_campaign(campaign=campaign, transition="start", user=found.writer, at=summer)
    (sheet,) = TypicalSheet.objects.filter(campaign=campaign)
    with pytest.raises(Refused, match="不作合格与否的判断"):
        save_typical_sheet(
            sheet=sheet, said={**MARKS, "findings": "好"}, judgement=Judgement(True, "好"), revision=0,
            user=found.writer, at=summer,
        )  # fmt: skip
    found.campaign = campaign
    for sheet in TypicalSheet.objects.filter(campaign=campaign):
        save_typical_sheet(
            sheet=sheet, said={**MARKS, "findings": "好"}, judgement=None, revision=0, user=found.writer, at=summer
        )
    found.campaign.refresh_from_db()
    assert found.campaign.state == CampaignState.UNDER_WAY


def test_the_desk_says_who_must_act_next():
    found = begun_acceptance("4/5")

    def waits_for(user):
        return [todo.text for todo in campaign_desk(user, AT.date()).todos]

    assert waits_for(found.writer) == ["2015 年度考评验收：等待填写考评表并提交核对"]
    assert waits_for(found.leader) == ["2015 年度考评验收：1 个工会等待创新认定"]
    found.write()
    found.find()
    found.step("prepare", found.writer)
    assert (waits_for(found.writer), waits_for(found.checker)) == ([], ["2015 年度考评验收：等待您核对"])
    found.step("check", found.checker)
    assert waits_for(found.leader) == ["2015 年度考评验收：等待您公布"]
