"""From due to paid, with another person's approval; what is refused on the way, and back by reversing entries."""

from __future__ import annotations

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction

from funding.kinds import ReleaseState, RulingKind, Scheme, TrancheKind, TrancheState
from funding.models import LedgerEntry, Ruling, Tranche
from funding.selectors.ledger import verify_ledger
from funding.selectors.plan import year_plan
from funding.services.computing import compute_due
from funding.services.rulings import Decided, record_ruling
from funding.services.tranches import move_tranches, preflight
from office.models import Event, Notice
from office.refusals import Refused
from office.templatetags.explaining import timeline_rows
from tests.factories import IndustrialFactory, SectorFactory, user_with_post
from tests.funding.conftest import NOON, TODAY, Fund, make_typical, voucher
from unions.kinds import RoleKind
from vitality.kinds import TypicalLevel
from vitality.models import Typical


def test_what_is_due_is_written_once_however_often_it_is_computed(fund: Fund):
    first = fund.due()
    assert (first.scheme, first.kind, str(first.amount)) == (Scheme.M5, TrancheKind.STARTUP, "10000.00")
    compute_due(year=2014, user=fund.finance, at=NOON)
    assert fund.due() == first


def test_a_due_tranche_keeps_the_facts_and_the_law_it_was_computed_from(fund: Fund):
    sealed = fund.due().sealed
    assert [each["shown"] for each in sealed["verdict"]["reasons"]] == ["行业典型已批准"]
    assert sealed["law"]["parameters"]["m5_tranches"]["value"]["startup"] == "10000.00"


def test_what_is_not_earned_any_more_lapses_and_can_become_due_again(fund: Fund):
    lapsed = fund.due()
    Typical.objects.all().delete()
    compute_due(year=2014, user=None, at=NOON)
    lapsed.refresh_from_db()
    assert lapsed.state == ReleaseState.LAPSED
    make_typical(fund.sector)
    assert fund.due().pk != lapsed.pk


def test_the_way_from_due_to_paid_stands_in_the_ledger(fund: Fund):
    tranche = fund.paid()
    assert tranche.state == ReleaseState.PAID
    written = [(each.kind, str(each.amount), each.reference) for each in LedgerEntry.objects.order_by("number")]
    assert written == [("approval", "10000.00", ""), ("payment", "10000.00", "记-001")]
    assert verify_ledger().faults == ()
    assert Notice.objects.filter(recipient=fund.clerk, text__contains="已拨付").exists()


@pytest.mark.parametrize("step", ["propose", "approve", "pay", "reverse", "drop", "return"])
def test_nobody_takes_a_step_that_is_another_office_s(fund: Fund, step):
    tranche = {"propose": fund.due, "approve": fund.proposed, "pay": fund.approved}.get(step, fund.proposed)()
    others = {"approve": [fund.finance, fund.auditor], "return": [fund.finance]}.get(step, [fund.leader, fund.clerk])
    for other in others:
        with pytest.raises(PermissionDenied):
            fund.step(tranche, step, other, comment="理由", **voucher())


def test_the_proposer_does_not_approve_and_the_approver_does_not_pay(fund: Fund):
    both = user_with_post(RoleKind.FINANCE, fund.finance.post.union)
    tranche = fund.step(fund.due(), "propose", both)
    as_leader = user_with_post(RoleKind.LEADING_GROUP, fund.finance.post.union)
    both.post, both.posts = as_leader.post, (as_leader.post,)
    with pytest.raises(Refused, match="提请人不能批准自己提请的款项"):
        fund.step(tranche, "approve", both)
    assert Event.objects.filter(is_accepted=False, verb="approve").exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        Tranche.objects.filter(pk=tranche.pk).update(state="approved", approved_by=both, approved_at=NOON)


def test_an_approver_who_also_works_in_finance_does_not_pay(fund: Fund):
    tranche, as_finance = fund.approved(), user_with_post(RoleKind.FINANCE, fund.finance.post.union)
    fund.leader.post = as_finance.post
    with pytest.raises(Refused, match="批准人不能自己拨付"):
        fund.step(tranche, "pay", fund.leader, **voucher())


def test_a_condition_that_fails_meanwhile_stops_proposal_and_payment(fund: Fund):
    tranche = fund.approved()
    Typical.objects.all().delete()
    with pytest.raises(Refused, match="本年度没有这笔款项"):
        fund.step(tranche, "pay", **voucher())
    assert year_plan(2014).by_key[fund.sector.pk, Scheme.M5, TrancheKind.STARTUP].needs_decision


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"voucher_number": " "}, "凭证号"),
        ({"bank_reference": ""}, "银行回单号"),
        ({"paid_on": TODAY.replace(day=19)}, "批准日 2014-09-20"),
        ({"paid_on": TODAY.replace(day=21)}, "至今天之间"),
    ],
)
def test_a_payment_needs_its_voucher_and_a_day_after_the_approval(fund: Fund, changed, told):
    with pytest.raises(Refused, match=told):
        fund.step(fund.approved(), "pay", **{**voucher(), **changed})


def test_a_voucher_number_is_used_once_a_year(fund: Fund):
    fund.paid()
    other = SectorFactory(superior=fund.district, name="商贸行业工会")
    make_typical(other)
    compute_due(year=2014, user=None, at=NOON)
    tranche = fund.step(Tranche.objects.get(union=other), "propose")
    tranche = fund.step(tranche, "approve")
    with pytest.raises(Refused, match="凭证号“记-001”已用于“餐饮行业工会 2014 年"):
        fund.step(tranche, "pay", **voucher())


def test_a_reversed_payment_is_kept_and_can_be_released_anew(fund: Fund):
    paid = fund.paid()
    fund.step(paid, "reverse", comment="账号有误，退汇")
    assert [str(each.amount) for each in LedgerEntry.objects.order_by("number")] == [
        "10000.00", "10000.00", "-10000.00", "-10000.00",
    ]  # fmt: skip
    (told,) = timeline_rows(Event.objects.filter(verb="reverse"))
    back = "、".join(str(each) for each in LedgerEntry.objects.exclude(reverses=None).order_by("number"))
    assert {"label": "冲正", "text": back} in told["lines"]
    again = fund.step(fund.step(fund.due(), "propose"), "approve")
    assert fund.step(again, "pay", **voucher("记-002")).state == ReleaseState.PAID
    assert verify_ledger().faults == ()


def test_what_was_spent_cannot_be_taken_back_by_an_entry(fund: Fund):
    paid = fund.paid()
    fund.spend("0.01")
    with pytest.raises(Refused, match=re.escape("余额 9,999.99 元，本次 10,000 元，超出 0.01 元")):
        fund.step(paid, "reverse", comment="理由")


def test_a_reversal_needs_a_reason(fund: Fund):
    with pytest.raises(Refused, match="须写明理由"):
        fund.step(fund.paid(), "reverse")


def test_a_batch_goes_as_far_as_it_can_and_names_the_rest(fund: Fund):
    fund.proposed()
    late = SectorFactory(superior=fund.district, name="物流行业工会")
    typical = make_typical(late)
    compute_due(year=2014, user=None, at=NOON)
    fund.step(Tranche.objects.get(union=late), "propose")
    typical.delete()
    chosen = Tranche.objects.filter(state=ReleaseState.PROPOSED)
    told = preflight(tranches=chosen, step="approve", user=fund.leader, at=NOON).sentence
    assert told.startswith("2 项中 1 项可以批准，1 项不能：物流行业工会 2014 年")
    move_tranches(tranches=chosen, step="approve", user=fund.leader, at=NOON)
    assert sorted(Tranche.objects.values_list("union__name", "state")) == [
        ("物流行业工会", "proposed"), ("餐饮行业工会", "approved"),
    ]  # fmt: skip
    with pytest.raises(Refused, match="1 项中 0 项可以批准"):
        move_tranches(tranches=chosen, step="approve", user=fund.leader, at=NOON)


def test_a_provincial_sector_typical_gets_m2_once_and_never_m5(fund: Fund):
    Typical.objects.update(level=TypicalLevel.PROVINCIAL)
    rows = [row for year in (2014, 2015) for row in year_plan(year).of(fund.sector.pk)]
    assert {row.verdict.scheme for row in rows} == {Scheme.M2}
    assert [row.verdict.kind for row in rows].count(TrancheKind.STARTUP) == 1


def test_the_group_may_release_what_coverage_does_not_apply_to(fund: Fund):
    union = IndustrialFactory()
    decided = Decided(RulingKind.RELEASE_WITHOUT_COVERAGE, TODAY, "纪要〔2014〕9号", "首年推进得力")
    asked = {
        "union": union, "year": 2014, "scheme": Scheme.M3, "tranche_kind": TrancheKind.REWARD_COVERAGE,
        "decided": decided, "at": NOON,
    }  # fmt: skip
    with pytest.raises(PermissionDenied):
        record_ruling(user=fund.finance, **asked)
    before = year_plan(2014).by_key[union.pk, Scheme.M3, TrancheKind.REWARD_COVERAGE]
    assert before.state == TrancheState.NOT_APPLICABLE
    record_ruling(user=fund.leader, **asked)
    after = year_plan(2014).by_key[union.pk, Scheme.M3, TrancheKind.REWARD_COVERAGE]
    assert after.verdict.is_applicable
    assert after.verdict.reasons[0].met is True
    with pytest.raises(Refused, match="不需要"):
        record_ruling(user=fund.leader, **{**asked, "tranche_kind": TrancheKind.STARTUP})


def test_what_was_overpaid_waits_for_a_decision_and_may_be_left(fund: Fund):
    fund.paid()
    Typical.objects.all().delete()
    row = year_plan(2014).by_key[fund.sector.pk, Scheme.M5, TrancheKind.STARTUP]
    assert (row.state, str(row.overpaid), row.needs_decision) == (TrancheState.PAID, "10000.00", True)
    decided = Decided(RulingKind.KEEP_OVERPAID, TODAY, "纪要〔2014〕9号", "已按计划使用")
    record_ruling(
        union=fund.sector, year=2014, scheme=Scheme.M5, tranche_kind=TrancheKind.STARTUP, decided=decided,
        user=fund.leader, at=NOON,
    )  # fmt: skip
    assert not year_plan(2014).by_key[fund.sector.pk, Scheme.M5, TrancheKind.STARTUP].needs_decision
    assert Ruling.objects.count() == 1


# What the database itself refuses ----------------------------------------------------------------------------------


@pytest.mark.parametrize("change", [{"amount": "1.00"}, {"purpose": "别的"}, {"union_id": 1}])
def test_the_database_refuses_to_change_the_ledger(fund: Fund, change):
    fund.paid()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        LedgerEntry.objects.filter(kind="payment").update(**change)


def test_the_database_refuses_to_delete_from_the_ledger(fund: Fund):
    fund.paid()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        LedgerEntry.objects.filter(kind="payment").delete()


@pytest.mark.parametrize(
    "change",
    [{"amount": "1.00"}, {"year": 2015}, {"state": "due"}, {"voucher_number": "记-9"}, {"paid_on": "2014-09-21"}],
)
def test_the_database_refuses_to_change_a_paid_tranche(fund: Fund, change):
    paid = fund.paid()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Tranche.objects.filter(pk=paid.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Tranche.objects.filter(pk=paid.pk).delete()


def test_the_database_refuses_a_second_living_tranche(fund: Fund):
    tranche = fund.due()
    tranche.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        tranche.save(force_insert=True)
