"""The demonstration of 2017: three years imported, sealed and paid for; loaded small, which takes the same paths."""

import pytest

from config.demo.later import THE_DAY
from config.demo.roster import Extent
from funding.kinds import EntryKind, FindingState, FundSource, ReleaseState
from funding.models import AuditFinding, LedgerEntry, Tranche
from funding.selectors.accounts import unsigned
from funding.selectors.ledger import verify_ledger
from office.events import chain_faults
from office.models import ChainHead, Event
from scoring.models import Assessment, ItemOpinion, Nomination, Objection, Visit, WorkPlan
from scoring.selectors.progress import progress_of
from scoring.selectors.ranking_report import ranking_report
from unions.kinds import Category, RoleKind
from unions.models import Post, User
from vitality.kinds import ArchiveKind, CampaignKind, CampaignState
from vitality.models import (
    AcceptanceResult,
    ArchiveDocument,
    Campaign,
    CampaignVisit,
    GuidanceProblem,
    GuidanceVisit,
    InnovationFinding,
    ProtectionCase,
    Typical,
    TypicalSheet,
    UnionSheet,
    YearSnapshot,
)
from vitality.selectors.coverage.report import CoverageRow, coverage_report
from vitality.selectors.typicals import city_total

AHEAD, BEHIND = "中山区总工会", "普兰店市总工会"
SMALL = Extent(frozenset({AHEAD, BEHIND, "示例甲产业工会", "示例庚产业工会"}))


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


def covered(superior: str, year: int) -> dict[Category, CoverageRow]:
    return {row.coverage.category: row for row in coverage_report(year, None).rows if row.superior == superior}


def test_coverage_rises_to_both_sides_of_the_targets():
    shares = [covered("全市", year)[Category.NONPUBLIC_100].coverage.rate for year in (2014, 2015, 2016)]
    last = {name: [row.coverage.met for row in covered(name, 2016).values()] for name in (AHEAD, BEHIND)}
    assert shares == sorted(set(shares))
    assert True in last[AHEAD]
    assert False in last[BEHIND]
    assert set(YearSnapshot.objects.filter(version=1).values_list("year", flat=True)) == {2014, 2015, 2016}
    assert YearSnapshot.objects.get(year=2017).version == 0


def test_typicals_were_won_accepted_and_judged_each_year():
    assert set(Typical.objects.values_list("year", flat=True)) == {2014, 2015, 2016}
    assert city_total(2016).cumulative_count == Typical.objects.count() > 20
    assert set(AcceptanceResult.objects.values_list("is_passed", flat=True)) == {True, False}
    assert set(InnovationFinding.objects.values_list("is_innovative", flat=True)) == {True, False}


def test_money_stands_at_every_step():
    assert set(Tranche.objects.values_list("state", flat=True)) >= {
        ReleaseState.PROPOSED, ReleaseState.APPROVED, ReleaseState.PAID
    }  # fmt: skip
    assert set(LedgerEntry.objects.values_list("kind", flat=True)) == set(EntryKind)
    assert set(LedgerEntry.objects.values_list("source", flat=True)) == set(FundSource)
    assert LedgerEntry.objects.exclude(reverses=None).exists()
    spent_in = LedgerEntry.objects.filter(kind=EntryKind.SPENDING).values_list("booked_on__year", flat=True)
    assert set(spent_in) >= {2014, 2015, 2016}
    assert verify_ledger().faults == ()


def test_years_are_audited_with_findings_and_one_waits():
    assert set(AuditFinding.objects.values_list("state", flat=True)) == set(FindingState)
    auditor = User.objects.get(username="demo-jingshen")
    auditor.act_as(str(Post.objects.get(user=auditor).pk), on=THE_DAY)
    assert {union.name for union in unsigned(auditor, 2016)} >= {BEHIND}
    assert unsigned(auditor, 2014) == []


def test_the_acceptance_of_the_last_year_is_under_way():
    acceptance = Campaign.objects.get(kind=CampaignKind.ACCEPTANCE)
    sheets = TypicalSheet.objects.filter(campaign=acceptance)
    assert (acceptance.year, acceptance.state) == (2016, CampaignState.UNDER_WAY)
    assert set(sheets.values_list("is_judged_good", flat=True)) == {True, False, None}
    findings = UnionSheet.objects.filter(campaign=acceptance).values_list("is_innovative", flat=True)
    assert set(findings) >= {True, None}
    assert CampaignVisit.objects.filter(typical_sheet__campaign=acceptance).exists()
    assert Campaign.objects.get(kind=CampaignKind.INTERIM).state == CampaignState.PUBLISHED


def test_units_were_guided_and_chairs_protected():
    assert set(GuidanceProblem.objects.values_list("state", flat=True)) >= {"raised", "confirmed"}
    assert GuidanceVisit.objects.filter(unit__in=Typical.objects.values("unit")).exists()
    assert set(ProtectionCase.objects.values_list("state", flat=True)) == {"closed", "withdrawn", "declined", "settled"}
    assert set(ArchiveDocument.objects.values_list("archive", flat=True)) == set(ArchiveKind)


def test_everything_happened_before_the_day_and_in_order():
    events = list(Event.objects.order_by("number"))
    assert [event.at for event in events] == sorted(event.at for event in events)
    assert events[-1].at.date() < THE_DAY
    assert chain_faults(events, head=ChainHead.objects.get()) == []


def test_every_role_can_be_stepped_into():
    assert set(Post.objects.current_on(THE_DAY).values_list("role", flat=True)) == {role.value for role in RoleKind}


def test_two_assessments_are_published_and_the_third_is_under_review():
    states = dict(Assessment.objects.values_list("year", "state"))
    assert states == {2014: "published", 2015: "published", 2016: "reviewing"}
    assert {row.rank for row in ranking_report(2015, None).rows} == {1, 2}
    assert Nomination.objects.filter(assessment__year=2015, state="granted").exists()
    assert Objection.objects.filter(card__assessment__year=2015).exclude(answered_at=None).exists()


def test_the_running_assessment_is_half_reviewed():
    assessment = Assessment.objects.get(year=2016)
    count = progress_of(assessment)
    assert 0 < count.reviewed_count < count.review_count
    assert count.asked_count > 0
    assert ItemOpinion.objects.filter(card__assessment=assessment, verdict="nothing").exists()
    assert Visit.objects.filter(card__assessment=assessment).exists()
    assert [str(plan.union) for plan in WorkPlan.objects.filter(year=2017)] == [AHEAD, "示例甲产业工会"]
