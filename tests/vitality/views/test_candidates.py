"""The picker: which units a superior union can still put forward."""

from __future__ import annotations

import pytest

from tests.factories import DistrictFactory, SectorFactory, UnionFactory, user_with_post
from tests.vitality.conftest import World, units_under
from tests.vitality.views.conftest import query_count, text
from unions.kinds import OwnershipType, RoleKind
from vitality.models import Typical


@pytest.fixture
def url(world: World) -> str:
    return f"/vitality/candidates/{world.round.pk}/"


def names(response) -> set[str]:
    return {row.source.name for row in response.context["table"].rows}


def test_only_own_fitting_new_units_without_a_form_are_listed(world: World, signed_in, district, url):
    fresh, applied, typical = units_under(district, 3)
    world.draft(applied)
    Typical.objects.create(unit=typical, superior=district, year=2014, level="city", kind="enterprise")
    UnionFactory(superior=district, closed_on="2014-05-01")
    SectorFactory(superior=district)
    UnionFactory(superior=DistrictFactory())
    assert names(signed_in(world.officer_of(district)).get(url)) == {fresh.name}


def test_sector_unions_have_a_list_of_their_own_by_tier(world: World, signed_in, district, url):
    county = SectorFactory(superior=district)
    SectorFactory(superior=district, sector_tier="sub_county")
    assert names(signed_in(world.officer_of(district)).get(f"{url}?kind=sector")) == {county.name}


def test_category_and_name_narrow_the_list(world: World, signed_in, district, url):
    UnionFactory(superior=district, name="机床厂工会")
    UnionFactory(superior=district, name="中学工会", ownership_type=OwnershipType.INSTITUTION)
    client = signed_in(world.officer_of(district))
    assert names(client.get(f"{url}?category=nonpublic_100")) == {"机床厂工会"}
    assert names(client.get(f"{url}?q=中学")) == {"中学工会"}
    assert names(client.get(f"{url}?category=nonsense")) == {"机床厂工会", "中学工会"}


def test_what_is_missing_stands_beside_the_list(world: World, signed_in, district, url):
    UnionFactory(superior=district)
    page = text(signed_in(world.officer_of(district)).get(url))
    assert "还差 3 个百人以上非公企业" in page
    assert "为所选单位填报" in page


@pytest.mark.parametrize("query", ["kind=nonsense", "kind="])
def test_an_unknown_sort_is_not_found(world: World, signed_in, district, url, query):
    assert signed_in(world.officer_of(district)).get(f"{url}?{query}").status_code == 404


def test_who_files_nothing_picks_nothing(world: World, signed_in, five_units, url):
    assert signed_in(user_with_post(RoleKind.UNIT_CLERK, five_units[0])).get(url).status_code == 403
    assert signed_in(world.reviewer).get(url).status_code == 403


def test_it_asks_no_more_for_more_units(world: World, signed_in, district, url):
    client = signed_in(world.officer_of(district))
    UnionFactory(superior=district)
    before = query_count(client, url)
    units_under(district, 10)
    assert query_count(client, url) == before <= 20
