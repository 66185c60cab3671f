"""全市一览: every number leads to the list it counts, and that list counts the same."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse
from pypdf import PdfReader

from appraisal.kinds import Assembly, SessionState, SessionVerdict
from appraisal.models import AppraisalSession
from config.glance.numbers import glance_of
from funding.services.computing import compute_due
from tests.factories import CityFactory, DistrictFactory, SectorFactory, UnionFactory, user_with_post
from tests.funding.conftest import Fund, make_fund, make_typical
from tests.scoring.conftest import Season, on, season  # noqa: F401  a fixture of these tests too
from tests.scoring.test_season import to_objections
from tests.vitality.conftest import NOON, World, units_under, world  # noqa: F401  a fixture of these tests too
from unions.kinds import RoleKind
from unions.models import User
from vitality.kinds import TypicalLevel

MOST_QUERIES = 60
Counted = Callable[[Any], int | Decimal]
# What the linked page says, by its route and the number's label; any other number is the length of the list.
SAYS: dict[tuple[str, str], Counted] = {
    ("funding:year_plan", "计划"): lambda page: page["figures"].planned,
    ("funding:year_plan", "应得"): lambda page: page["figures"].earned,
    ("funding:year_plan", "已批准"): lambda page: page["figures"].approved,
    ("funding:year_plan", "已拨付"): lambda page: page["figures"].paid,
    ("funding:summary", "当年支出"): lambda page: page["total"].spent,
}


@pytest.fixture
def leader(world: World, season: Season) -> User:  # noqa: F811
    """The leading group of a city with something of everything."""
    fund = make_fund()
    held_sessions(fund)
    make_typical(SectorFactory(superior=fund.district), level=TypicalLevel.PROVINCIAL)
    make_typical(SectorFactory(superior=fund.district), year=2015)
    fund.paid()
    fund.spend("1000.50")
    world.filed_batch(fund.district, units_under(fund.district, 3, 2))
    world.draft(UnionFactory(superior=season.unions["甲"]))
    compute_due(year=2014, user=None, at=NOON)
    publish(season)
    return world.leader


def held_sessions(fund: Fund) -> None:
    """One that was not held yet, one without a quorum, one void."""
    failed = {"state": SessionState.FAILED, "counted_at": NOON}
    for more in (
        {},
        {**failed, "verdict": SessionVerdict.INQUORATE},
        {**failed, "verdict": SessionVerdict.VOID},
    ):
        AppraisalSession.objects.create(
            union=UnionFactory(superior=fund.district), work_year=2014, held_on=NOON.date(),
            assembly=Assembly.MEMBER_ASSEMBLY, chair_name="甲一", due_count=100,
            member_weight="0.8", party_weight="0.1", superior_weight="0.1", **more,
        )  # fmt: skip


def publish(season: Season) -> None:  # noqa: F811
    to_objections(season)
    season.move("seal", season.leader, "2014-04-10")
    season.move("publish", season.office, "2014-04-11")


def test_every_number_equals_the_count_of_the_list_it_leads_to(leader: User, client: Client):
    client.force_login(leader)
    found = client.get(reverse("glance"), {"year": 2014}).context["glance"]
    for part in found.parts:
        assert any(each.amount for each in part.numbers), f"nothing to compare in {part.title}"
        for each in part.numbers:
            page = client.get(each.url)
            assert page.status_code == 200, each.url
            route = resolve(page.request["PATH_INFO"]).view_name
            counted = SAYS.get((route, each.label), lambda page: page["table"].total_count)
            assert counted(page.context) == each.amount, f"{part.title}·{each.label}: {each.url}"
    ranked = client.get(found.ranking.assessment.get_absolute_url()).context["rows"]
    assert len(ranked) == found.ranking.total_count == 4
    points = {row.card.pk: row.shown["total"] for row in ranked}
    assert all(points[row.card.pk] == row.shown["total"] for row in found.ranking.rows)


def test_a_bigger_city_asks_no_more(leader: User):
    with CaptureQueriesContext(connection) as before:
        glance_of(2014, leader)
    district = DistrictFactory()
    for unit in units_under(district, 3):
        make_typical(unit)
    with CaptureQueriesContext(connection) as after:
        glance_of(2014, leader)
    assert len(after) == len(before) <= MOST_QUERIES


def test_an_empty_year_says_so_and_the_brief_is_one_sheet(db, client: Client):
    client.force_login(user_with_post(RoleKind.AUDITOR))
    assert client.get(reverse("glance")).status_code == 403  # a district's auditor
    client.force_login(user_with_post(RoleKind.FINANCE, CityFactory()))
    assert "还没有公布的排名" in client.get(reverse("glance"), {"year": "x"}).content.decode()
    assert len(PdfReader(BytesIO(client.get(reverse("glance_pdf")).content)).pages) == 1


def test_the_brief_of_a_full_year_is_one_sheet(leader: User, client: Client):
    client.force_login(leader)
    (sheet,) = PdfReader(BytesIO(client.get(reverse("glance_pdf"), {"year": 2014}).content)).pages
    words = sheet.extract_text()
    assert "1,000.50 元" in words
    assert "百分考核排名（2013 年，共 4 家" in words
