"""The sums on the desks of finance and the audit: each leads to a list and is what that list adds up to."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest
from django.test import Client

from funding.selectors.desk import desk_of
from tests.factories import DistrictFactory, user_with_post
from tests.funding.conftest import NOON, Fund, voucher
from tests.vitality.conftest import SHANGHAI
from unions.kinds import RoleKind
from unions.models import User

NEXT_YEAR = datetime(2015, 3, 2, 12, 0, tzinfo=SHANGHAI)


@pytest.fixture
def moved(fund: Fund) -> Fund:
    """One tranche paid and partly spent."""
    fund.paid()
    fund.spend("1234.50")
    return fund


def figures(user: User, at: datetime = NOON) -> dict[str, tuple[str, str]]:
    return {each.label: (each.value, each.url) for each in desk_of(user, at.date()).figures}


def listed(client: Client, url: str) -> Decimal:
    """What the amounts of a list add up to."""
    table = client.get(url).context["table"]
    place = [heading.label for heading in table.headings].index("金额（元）")
    return sum((Decimal(row.cells[place].text.replace(",", "")) for row in table.rows), Decimal())


def test_the_sums_of_finance_are_those_of_their_lists(moved: Fund, signed_in):
    moved.step(moved.due(moved.another("零售行业工会")), "propose")
    client, shown = signed_in(moved.finance), figures(moved.finance)
    assert {label: value for label, (value, _) in shown.items()} == {
        "2014 年计划": "80,000", "应拨未拨": "10,000", "2014 年已拨付": "10,000", "各单位未使用余额": "8,765.50",
    }  # fmt: skip
    assert client.get(shown["2014 年计划"][1]).context["figures"].planned == Decimal("80000")
    for label in ("应拨未拨", "2014 年已拨付"):
        value, url = shown[label]
        assert listed(client, url) == Decimal(value.replace(",", "")), label
    assert client.get(shown["各单位未使用余额"][1]).context["totals"][0] == Decimal("8765.50")


def test_a_payment_taken_back_is_paid_no_more(moved: Fund):
    tranche = moved.due(moved.another("零售行业工会"))
    for step, inputs in (
        ("propose", {}),
        ("approve", {}),
        ("pay", voucher("记-002")),
        ("reverse", {"comment": "户名有误"}),
    ):
        tranche = moved.step(tranche, step, **inputs)
    assert figures(moved.finance)["2014 年已拨付"][0] == "10,000"


def test_the_numbers_of_the_audit_are_those_of_its_list(moved: Fund, signed_in):
    shown = figures(moved.auditor, NEXT_YEAR)
    assert (shown["待签审"][0], shown["未销号的审计问题"][0], shown["2015 年已拨付"][0]) == ("1", "0", "0")
    other = user_with_post(RoleKind.AUDITOR, DistrictFactory(name="西岗区总工会"))
    assert figures(other, NEXT_YEAR)["待签审"][0] == "0"
    assert figures(other, NEXT_YEAR)["各单位未使用余额"][0] == "0"
