"""Booking against the balance to the last fen, the audit that closes a year, and what follows from its findings."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction

from funding.kinds import FindingState, FundSource, SpendingCategory
from funding.models import AuditSignOff, LedgerEntry
from funding.selectors.balances import balance_of, statements_of
from funding.selectors.ledger import verify_ledger
from funding.services.audits import Found, move_finding, sign_off
from funding.services.spending import Booking, record_grant, record_return, reverse_entry
from office.files import evidence_of
from office.refusals import Refused
from tests.factories import SectorFactory, user_with_post
from tests.funding.conftest import NOON, TODAY, Fund
from unions.kinds import RoleKind

NEXT_YEAR = NOON.replace(year=2015)
CITY = FundSource.CITY


@pytest.fixture
def rich(fund: Fund) -> Fund:
    """A sector union that received its 10 000 yuan."""
    fund.paid()
    return fund


def booking(amount: str, on: date = TODAY, source: FundSource = CITY) -> Booking:
    return Booking(on, Decimal(amount), "交回结余", source, SpendingCategory.TRAINING)


def test_spending_to_the_last_yuan_leaves_nothing(rich: Fund):
    entry = rich.spend("10000.00")
    assert balance_of(rich.sector, CITY) == 0
    assert [each.caption for each in evidence_of(entry)] == ["票据"]


@pytest.mark.parametrize(("spent", "over"), [("10000.01", "0.01"), ("10001.00", "1")])
def test_overspending_is_refused_with_the_balance_to_the_fen(rich: Fund, spent, over):
    with pytest.raises(Refused, match=re.escape("市总项目经费余额不足：余额 10,000 元，本次")) as refusal:
        rich.spend(spent)
    assert f"超出 {over} 元" in refusal.value.sentence
    assert refusal.value.fields["amount"]
    assert LedgerEntry.objects.filter(kind="spending").count() == 0


def test_what_had_not_come_yet_cannot_have_been_spent(rich: Fund):
    with pytest.raises(Refused, match="余额 0 元"):
        rich.spend("1.00", on=TODAY - timedelta(days=1))


def test_an_earlier_spending_leaves_later_ones_covered(rich: Fund):
    later = NOON + timedelta(days=30)
    rich.spend("9000.00", on=later.date(), at=later)
    with pytest.raises(Refused, match=re.escape("余额 1,000 元，本次 1,000.01 元")):
        rich.spend("1000.01", at=later)
    rich.spend("1000.00", at=later)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"receipts": []}, "支出须附票据"),
        ({"booking": Booking(TODAY, Decimal("1.00"), "用途", CITY)}, "选择类别"),
        ({"booking": Booking(TODAY, Decimal("1.001"), "用途", CITY, SpendingCategory.TRAINING)}, "超过两位小数"),
        ({"booking": Booking(TODAY, Decimal("0.00"), "用途", CITY, SpendingCategory.TRAINING)}, "须大于零"),
        ({"booking": Booking(TODAY, Decimal("-5.00"), "用途", CITY, SpendingCategory.TRAINING)}, "须大于零"),
        ({"booking": Booking(TODAY, Decimal("1.00"), " ", CITY, SpendingCategory.TRAINING)}, "用途"),
        ({"on": TODAY + timedelta(days=1)}, "在今天之后"),
    ],
)
def test_a_booking_needs_receipt_category_purpose_and_a_possible_day(rich: Fund, changed, told):
    with pytest.raises(Refused, match=told):
        rich.spend("1.00", **changed)


def test_only_the_recipient_books_its_spending(rich: Fund):
    for other in (rich.finance, rich.auditor, user_with_post(RoleKind.OFFICER, rich.district)):
        with pytest.raises(PermissionDenied):
            rich.spend("1.00", user=other)


def test_what_is_given_back_reduces_the_balance(rich: Fund):
    record_return(union=rich.sector, booking=booking("400.00"), user=rich.clerk, at=NOON)
    assert balance_of(rich.sector, CITY) == Decimal("9600.00")
    with pytest.raises(Refused, match="余额不足"):
        record_return(union=rich.sector, booking=booking("9600.01"), user=rich.clerk, at=NOON)


def test_a_reversed_spending_can_be_spent_again_and_only_once_reversed(rich: Fund):
    entry = rich.spend("10000.00")
    reverse_entry(entry=entry, reason="票据有误", user=rich.clerk, at=NOON)
    with pytest.raises(Refused, match="已经冲正过了"):
        reverse_entry(entry=entry, reason="再来", user=rich.clerk, at=NOON)
    rich.spend("10000.00")
    assert verify_ledger().faults == ()


def test_a_release_is_not_reversed_as_a_booking(rich: Fund):
    with pytest.raises(Refused, match="由财务部在款项上冲正"):
        reverse_entry(
            entry=LedgerEntry.objects.get(kind="payment"), reason="理由", user=rich.clerk, at=NOON
        )  # fmt: skip


def test_money_of_other_sources_is_kept_apart(rich: Fund):
    officer = user_with_post(RoleKind.OFFICER, rich.district)
    record_grant(union=rich.sector, booking=booking("500.00", source=FundSource.PROVINCE), user=rich.finance, at=NOON)
    record_grant(union=rich.sector, booking=booking("70.00", source=FundSource.DISTRICT), user=officer, at=NOON)
    held = {each.source: each.statement.closing for each in statements_of(rich.sector, 2014)}
    assert held == {CITY: 10000, FundSource.PROVINCE: 500, FundSource.DISTRICT: 70}
    with pytest.raises(PermissionDenied):
        record_grant(union=rich.sector, booking=booking("1.00", source=FundSource.PROVINCE), user=officer, at=NOON)
    with pytest.raises(PermissionDenied):
        record_grant(
            union=SectorFactory(), booking=booking("1.00", source=FundSource.DISTRICT), user=officer, at=NOON
        )  # fmt: skip
    with pytest.raises(Refused, match="市总经费只由拨付产生"):
        record_grant(union=rich.sector, booking=booking("1.00"), user=rich.finance, at=NOON)


def test_a_district_records_what_it_gives_a_sector_union_below_the_county(fund: Fund):
    small = SectorFactory(superior=fund.district, sector_tier="sub_county")
    officer = user_with_post(RoleKind.OFFICER, fund.district)
    record_grant(union=small, booking=booking("3000.00", source=FundSource.DISTRICT), user=officer, at=NOON)
    assert balance_of(small, FundSource.DISTRICT) == 3000


def signed(fund: Fund, findings=(), **changed) -> AuditSignOff:
    asked = {"union": fund.sector, "year": 2014, "opinion": "账实相符", "findings": findings, "user": fund.auditor}
    return sign_off(**{**asked, "at": NEXT_YEAR, **changed})


def test_a_signed_year_is_closed_and_its_figures_are_sealed(rich: Fund):
    spent = rich.spend("2500.00")
    audit = signed(rich)
    assert audit.figures["city"] == {
        "opening": "0.00", "received": "10000.00", "spent": "2500.00", "returned": "0.00", "closing": "7500.00",
    }  # fmt: skip
    with pytest.raises(Refused, match="2014 年经费已由经审签审"):
        rich.spend("1.00", at=NEXT_YEAR)
    reverse_entry(entry=spent, reason="发票重复", user=rich.clerk, at=NEXT_YEAR)
    assert [each.statement.closing for each in statements_of(rich.sector, 2014)] == [7500]
    assert [each.statement.closing for each in statements_of(rich.sector, 2015)] == [10000]
    assert verify_ledger().faults == ()
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditSignOff.objects.update(opinion="改口")


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"opinion": " "}, "须写明审计意见"),
        ({"year": 2015}, "尚未结束"),
        ({"findings": [Found("票据不全", date(2015, 9, 1))]}, "已过"),
        ({"findings": [Found(" ", date(2015, 10, 1))]}, "须写明内容"),
    ],
)
def test_a_sign_off_is_refused(rich: Fund, changed, told):
    with pytest.raises(Refused, match=told):
        signed(rich, **changed)


def test_a_year_is_signed_once_and_by_an_auditor(rich: Fund):
    with pytest.raises(PermissionDenied):
        signed(rich, user=rich.finance)
    with pytest.raises(PermissionDenied):
        signed(rich, user=user_with_post(RoleKind.AUDITOR))
    signed(rich)
    with pytest.raises(Refused, match="已经签审"):
        signed(rich)


def test_a_finding_is_answered_looked_at_again_and_settled(rich: Fund):
    finding = signed(rich, [Found("票据不全", date(2015, 12, 1))]).findings.get()
    with pytest.raises(Refused, match="须写明理由"):
        move_finding(finding=finding, transition="answer", user=rich.clerk, at=NEXT_YEAR)
    for step, who, words in (
        ("answer", rich.clerk, "已补"), ("reopen", rich.auditor, "还缺一张"), ("answer", rich.clerk, "补齐"),
        ("settle", rich.auditor, ""),
    ):  # fmt: skip
        finding = move_finding(finding=finding, transition=step, user=who, at=NEXT_YEAR, comment=words)
    assert finding.state == FindingState.SETTLED
    with pytest.raises(IntegrityError), transaction.atomic():
        type(finding).objects.filter(pk=finding.pk).update(answered_by=rich.auditor)
