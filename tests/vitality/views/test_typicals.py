"""The register of typical units, and how many each superior union has of those it owes."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import load_workbook

from tests.factories import DistrictFactory, SectorFactory, UnionFactory, user_with_post
from tests.vitality.conftest import World
from tests.vitality.views.conftest import query_count
from unions.kinds import OwnershipType, RoleKind
from unions.models import Union
from vitality.models import Typical
from vitality.selectors.typicals import shares_of_year

LIST = "/vitality/typicals/"


def typical(unit: Union, superior: Union, year: int = 2014, level: str = "city", kind: str = "enterprise") -> Typical:
    return Typical.objects.create(unit=unit, superior=superior, year=year, level=level, kind=kind)


@pytest.fixture
def typicals(world: World, district) -> list[Typical]:
    return [
        typical(UnionFactory(superior=district), district),
        typical(UnionFactory(superior=district, ownership_type=OwnershipType.STATE), district, level="provincial"),
        typical(SectorFactory(superior=district), district, year=2015, kind="sector"),
    ]


@pytest.mark.parametrize(
    ("query", "count"),
    [("", 3), ("year=2014", 2), ("level=provincial", 1), ("kind=sector", 1), ("q=不存在", 0), ("year=1999", 3)],
)
def test_typicals_are_listed_by_year_level_and_kind(world: World, signed_in, typicals, query, count):
    answer = signed_in(world.reviewer).get(f"{LIST}?{query}")
    assert answer.context["table"].total_count == count == answer.context["counts"].total_count


def test_the_counts_tell_level_and_kind(world: World, signed_in, typicals):
    counts = signed_in(world.reviewer).get(LIST).context["counts"]
    assert (counts.provincial_count, counts.city_count, counts.sector_count) == (1, 2, 1)


def test_each_superior_union_is_held_against_what_it_owes(world: World, district, typicals):
    (share,) = shares_of_year(world.officer_of(district), 2014)
    assert (share.new_count, share.nonpublic_100_count, share.sector_count) == (2, 1, 0)
    assert [line.value for line in (share.quota, share.nonpublic_100_quota, share.sector_quota)] == [5, 3, 1]
    assert share.is_met is False


@pytest.mark.parametrize(("large", "public", "is_met"), [(3, 2, True), (2, 3, False), (3, 1, False), (4, 2, True)])
def test_number_and_part_decide_together(world: World, district, large, public, is_met):
    for number in range(large + public):
        ownership = OwnershipType.PRIVATE if number < large else OwnershipType.STATE
        typical(UnionFactory(superior=district, ownership_type=ownership), district)
    typical(SectorFactory(superior=district), district, kind="sector")
    (share,) = shares_of_year(world.officer_of(district), 2014)
    assert share.is_met is is_met


def test_no_sector_typical_is_asked_for_after_the_years_that_ask(world: World, district):
    assert shares_of_year(world.officer_of(district), 2017)[0].sector_quota is None


def test_the_workbook_holds_the_list_as_filtered(world: World, signed_in, typicals):
    answer = signed_in(world.reviewer).get("/vitality/typicals.xlsx?level=provincial")
    assert [cell.value for cell in load_workbook(BytesIO(answer.getvalue())).active["A"]][3:] == [typicals[1].unit.name]


def test_another_district_sees_none_of_them(signed_in, typicals):
    stranger = signed_in(user_with_post(RoleKind.OFFICER))
    assert stranger.get(LIST).context["table"].total_count == 0
    assert typicals[0].unit.name not in stranger.get("/vitality/typicals.xlsx").getvalue().decode("latin-1")


def test_more_typicals_take_no_more_queries(world: World, signed_in, typicals):
    client = signed_in(world.reviewer)
    few = query_count(client, LIST)
    for _ in range(10):
        superior = DistrictFactory()
        typical(UnionFactory(superior=superior), superior)
    assert query_count(client, LIST) == few <= 20


def test_what_is_owed_opens_its_basis_and_leads_to_the_units(world: World, signed_in, district, typicals):
    client = signed_in(world.officer_of(district))
    (row,) = client.get(f"{LIST}shares/?year=2014").context["table"].rows
    assert any("还差 3 个新典型" in reason["text"] for reason in row.basis["reasons"])
    found = client.get(next(cell.url for cell in row.cells if cell.url)).context["table"]
    assert found.total_count == 2
    assert client.get(f"{LIST}shares/?year=九").status_code == 200
    cells = load_workbook(BytesIO(client.get(f"{LIST}shares.xlsx?year=2014").getvalue())).active["A"]
    assert [cell.value for cell in cells][3:] == [district.name]
