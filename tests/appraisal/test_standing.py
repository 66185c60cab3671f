"""A unit's year from plan, session and confirmation; how much of a result may be told."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from appraisal.models import AnnualPlan, PlanItem
from appraisal.rules.small_numbers import Detail, detail_within_unit
from appraisal.selectors.standing import standing, standings
from appraisal.services.confirmations import confirm_year
from office.refusals import Refused
from policy.documents import Law
from tests.appraisal.conftest import AT
from tests.appraisal.views.conftest import at_unit, counted_hall
from tests.factories import UnionFactory

pytestmark = pytest.mark.django_db
LAW = Law.of_year(2015)
SYSTEMS = ("org_system", "collective_bargaining_system", "democratic_mgmt_system", "")


def confirm(hall, rights: bool | None = True, welcomed: bool | None = True, reason: str = "", user=None):
    return confirm_year(
        union=hall.union, year=2015, is_rights_kept=rights, is_welcomed=welcomed, reason=reason,
        user=user or hall.leader, at=AT,
    )  # fmt: skip


def plan(hall, progress: int = 100, is_confirmed: bool = True) -> AnnualPlan:
    made = AnnualPlan.objects.create(union=hall.union, year=2015, mode="3+x", public_key=f"key{hall.union.pk}")
    for system in SYSTEMS:
        PlanItem.objects.create(
            plan=made, system=system, name=system or "x", target="目标", measures="措施", responsible_person="甲",
            due_on="2015-12-31", progress_percent=progress, confirmed_at=AT if is_confirmed else None,
        )  # fmt: skip
    return made


@pytest.fixture
def hall(db):
    hall = counted_hall(["satisfied"] * 8)
    hall.step("certify", party_certifier="丁")
    return hall


def test_a_year_with_plan_session_and_both_confirmations_is_standard(hall):
    plan(hall)
    confirm(hall)
    found = standing(hall.union, 2015)
    assert found.is_standard
    assert found.meets_typical_line


@pytest.mark.parametrize(
    ("progress", "is_confirmed", "rights", "told"),
    [
        (99, False, True, "年度计划 0/4 项落实"),
        (100, False, True, "年度计划 0/4 项落实"),
        (100, True, None, "上级工会尚未确认权益维护"),
        (100, True, False, "上级工会未确认权益维护"),
    ],
)
def test_what_is_missing_is_named(hall, progress, is_confirmed, rights, told):
    plan(hall, progress, is_confirmed)
    confirm(hall, rights, reason="查实一起欠薪")
    found = standing(hall.union, 2015)
    assert not found.is_standard
    assert told in [reason.shown for reason in found.standard.reasons if reason.met is not True]


def test_an_uncertified_session_does_not_count(db):
    hall = counted_hall(["satisfied"] * 8)
    assert "没有有效并经认定的双评" in [reason.shown for reason in standing(hall.union, 2015).standard.unmet]


def test_many_units_cost_as_many_queries_as_one(hall):
    others = [UnionFactory(superior=hall.union.superior).pk for _ in range(20)]
    with CaptureQueriesContext(connection) as captured:
        found = standings([hall.union.pk, *others], 2015)
    assert len(found) == 21
    assert len(captured) <= 6


def test_a_denial_needs_a_reason_and_the_unit_confirms_nothing(hall):
    with pytest.raises(Refused, match="须写明理由"):
        confirm(hall, rights=False)
    with pytest.raises(PermissionDenied):
        confirm(hall, user=at_unit(hall))


def test_the_superior_union_confirms_on_the_year_page(desk, hall):
    client, url = desk(hall.leader), f"/appraisal/unions/{hall.union.pk}/years/2015/"
    client.post(url, {"is_rights_kept": "yes", "is_welcomed": "yes"})
    page = client.get(url).content.decode()
    assert "上级工会已确认权益维护" in page
    assert "双述双评" in client.get(hall.union.get_absolute_url()).content.decode()
    unit = desk(at_unit(hall))
    assert "保存确认" not in unit.get(url).content.decode()
    assert unit.post(url, {"is_rights_kept": "no", "reason": "x"}).status_code == 403


@pytest.mark.parametrize(
    ("valid", "detail"),
    [(0, Detail.NOTHING), (4, Detail.NOTHING), (5, Detail.RATES), (7, Detail.RATES), (8, Detail.ALL)],
)
def test_the_number_of_ballots_decides_what_the_unit_is_told(valid, detail):
    assert detail_within_unit(valid, LAW) == detail
