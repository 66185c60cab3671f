"""The duty report through its services: written, added up, given to two bodies."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import given
from hypothesis import strategies as st

from appraisal.kinds import Audience, ReportState
from appraisal.models import DutyReport
from appraisal.rules.dues import Dues, dues_reason
from appraisal.selectors.reports import dues_of, report_verdict
from appraisal.services.reports import (
    ReportConflict,
    Typed,
    add_line,
    deliver_report,
    remove_line,
    save_report,
    start_report,
)
from office.refusals import Refused
from tests.factories import UnionFactory, user_with_post
from unions.kinds import RoleKind

AT = datetime(2014, 12, 20, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
WRITTEN = {"work_text": "完成了", "dues_text": "收支如表", "duty_text": "尽责"}
fen = st.integers(0, 10**12).map(lambda number: Decimal(number) / 100)


@pytest.fixture
def clerk(db):
    return user_with_post(RoleKind.UNIT_CLERK, UnionFactory(chair_name="甲一"))


@pytest.fixture
def report(clerk) -> DutyReport:
    return start_report(union=clerk.post.union, year=2014, user=clerk, at=AT)


def typed(report: DutyReport, opening: str, income: str, spending: str, closing: str, **words: str) -> Typed:
    first = {is_income: report.dues.filter(is_income=is_income).first().pk for is_income in (True, False)}
    lines = {first[True]: {"amount_yuan": Decimal(income)}, first[False]: {"amount_yuan": Decimal(spending)}}
    balances = {"opening_balance_yuan": Decimal(opening), "closing_balance_yuan": Decimal(closing)}
    return Typed({**WRITTEN, **balances, **words}, lines)


def saved(report: DutyReport, clerk, *amounts: str, **words: str) -> DutyReport:
    return save_report(report=report, typed=typed(report, *amounts, **words), revision=report.revision, user=clerk)


def deliver(report: DutyReport, clerk, audience: Audience = Audience.MEMBERS, **change):
    given = {"delivered_on": AT.date(), "form": "会员大会", "listener_count": 80, **change}
    return deliver_report(report=report, audience=audience, user=clerk, at=AT, **given)


def test_a_report_begins_with_the_usual_kinds_and_the_chair(report):
    assert (report.chair_name, report.dues.count(), report.state) == ("甲一", 10, ReportState.DRAFT)


def test_the_opening_balance_is_last_years_closing_one(report, clerk):
    saved(report, clerk, "0", "100", "60", "40")
    again = start_report(union=clerk.post.union, year=2015, user=clerk, at=AT)
    assert again.opening_balance_yuan == Decimal(40)
    assert start_report(union=clerk.post.union, year=2015, user=clerk, at=AT) == again


def test_only_the_unit_writes_its_report(report):
    above = user_with_post(RoleKind.OFFICER, report.union.superior)
    with pytest.raises(PermissionDenied):
        save_report(report=report, typed=Typed(WRITTEN), revision=0, user=above)


@pytest.mark.parametrize(
    ("closing", "told"),
    [
        ("140", "上年结余 100 元 + 收入 200.50 元，比支出 160.50 元 + 本年结余 140 元相同"),
        ("139.99", "多 0.01 元"),
        ("140.01", "少 0.01 元"),
        ("40", "多 100 元"),
    ],
)
def test_dues_that_do_not_add_up_are_refused_with_the_difference(report, clerk, closing, told):
    draft = saved(report, clerk, "100", "200.50", "160.50", closing)
    if closing == "140":
        assert deliver(draft, clerk).listener_count == 80
        return
    with pytest.raises(Refused, match=told):
        deliver(draft, clerk)


@pytest.mark.parametrize("part", list(WRITTEN))
def test_all_three_parts_are_needed(report, clerk, part):
    draft = saved(report, clerk, "0", "0", "0", "0", **{part: " "})
    with pytest.raises(Refused, match="尚未撰写"):
        deliver(draft, clerk)


def test_a_line_with_money_needs_a_name(report, clerk):
    line = add_line(report=report, is_income=True, user=clerk)
    fresh = DutyReport.objects.get(pk=report.pk)
    typed_lines = Typed(WRITTEN, {line.pk: {"kind": "", "amount_yuan": Decimal(5)}})
    save_report(report=fresh, typed=typed_lines, revision=fresh.revision, user=clerk)
    assert "有 1 行经费没有写科目" in str(report_verdict(DutyReport.objects.get(pk=report.pk)).unmet[0])
    remove_line(report=report, key=line.pk, user=clerk)
    remove_line(report=report, key=line.pk, user=clerk)
    assert dues_of(DutyReport.objects.get(pk=report.pk)).income_yuan == 0


def test_it_is_given_twice_and_final_from_the_first_time_on(report, clerk):
    draft = saved(report, clerk, "0", "0", "0", "0")
    deliver(draft, clerk)
    assert DutyReport.objects.get(pk=report.pk).state == ReportState.FINAL
    deliver(draft, clerk, Audience.SUPERIORS, listener_count=None)
    assert set(report.deliveries.values_list("audience", flat=True)) == {"members", "superiors"}
    with pytest.raises(Refused, match="已登记过向上级组织述职"):
        deliver(draft, clerk, Audience.SUPERIORS)
    with pytest.raises(Refused, match="不能再改"):
        saved(DutyReport.objects.get(pk=report.pk), clerk, "1", "0", "0", "1")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"delivered_on": date(2014, 12, 21)}, "delivered_on"),
        ({"delivered_on": date(2013, 12, 21)}, "delivered_on"),
        ({"form": ""}, "form"),
        ({"listener_count": None}, "listener_count"),
    ],
)
def test_a_delivery_that_cannot_be_is_refused_at_its_field(report, clerk, change, field):
    with pytest.raises(Refused) as refusal:
        deliver(saved(report, clerk, "0", "0", "0", "0"), clerk, **change)
    assert set(refusal.value.fields) == {field}


def test_somebody_elses_saving_in_between_is_told(report, clerk):
    saved(report, clerk, "0", "1", "1", "0")
    with pytest.raises(ReportConflict, match="刚被他人修改过"):
        saved(report, clerk, "0", "2", "2", "0")


@given(fen, st.lists(fen, max_size=5), st.lists(fen, max_size=5))
def test_exactly_what_is_left_adds_up(opening, income, spending):
    closing = opening + sum(income) - sum(spending)
    assert dues_reason(Dues.of(opening, income, spending, closing)).met is True
    assert dues_reason(Dues.of(opening, income, spending, closing + Decimal("0.01"))).met is False
