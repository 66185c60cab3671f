"""The batch on screen: what it lacks, its filing, its receipt."""

from __future__ import annotations

import pytest

from office import clock
from tests.factories import DistrictFactory, UnionFactory, user_with_post
from tests.vitality.conftest import LATE, World, units_under
from tests.vitality.views.conftest import query_count, sentences, text
from unions.kinds import RoleKind
from vitality.kinds import BatchState
from vitality.models import Batch


def file_url(batch: Batch) -> str:
    return f"/vitality/batches/{batch.pk}/steps/file/"


def test_a_complete_batch_is_filed_and_shows_its_receipt(world: World, signed_in, district, five_units):
    batch, client = world.endorsed_batch(district, five_units), signed_in(world.officer_of(district))
    response = client.post(file_url(batch))
    assert sentences(response) == ["已申报市总。"]
    page = text(client.get(response.url))
    assert "申报回执" in page
    assert "向市总申报 5 张附件1" in page


def test_a_batch_short_of_one_names_it_and_files_nothing(world: World, signed_in, district, five_units):
    batch = world.endorsed_batch(district, five_units[:4])
    response = signed_in(world.officer_of(district)).post(file_url(batch))
    assert response.status_code == 409
    assert "中山区总工会：还差 1 个单位（应报正好 5 个，已有 4 个）（大工发〔2014〕31号 六、2）" in text(response)
    batch.refresh_from_db()
    assert batch.state == BatchState.DRAFT


def test_the_button_says_beforehand_what_is_missing(world: World, signed_in, district, five_units):
    batch = world.draft(five_units[0]).batch
    (button,) = signed_in(world.officer_of(district)).get(batch.get_absolute_url()).context["steps"]
    assert [each["text"] for each in button.obstacles] == [
        "中山区总工会：还差 4 个单位（应报正好 5 个，已有 1 个）",
        "中山区总工会：还差 2 个百人以上非公企业（应不少于 3 个，已有 1 个）",
        f"{five_units[0]}：申报表尚未经上级工会同意",
    ]


def test_a_second_press_says_who_filed(world: World, signed_in, district, five_units):
    batch, officer = world.endorsed_batch(district, five_units), world.officer_of(district)
    client = signed_in(officer)
    client.post(file_url(batch))
    again = client.post(file_url(batch))
    assert again.status_code == 302
    assert f"由{officer}申报" in sentences(again)[-1]


def test_a_late_batch_is_marked(world: World, signed_in, district, five_units, monkeypatch):
    batch, client = world.endorsed_batch(district, five_units), signed_in(world.officer_of(district))
    monkeypatch.setattr(clock, "now", lambda: LATE)
    assert "已过申报截止日" in text(client.get(batch.get_absolute_url()))
    assert sentences(client.post(file_url(batch))) == ["已申报市总，已标注逾期。"]


def test_only_the_union_itself_files(world: World, signed_in, district, five_units):
    batch = world.endorsed_batch(district, five_units)
    assert signed_in(world.reviewer).post(file_url(batch)).status_code == 403
    clerk = user_with_post(RoleKind.UNIT_CLERK, five_units[0])
    assert signed_in(clerk).get(batch.get_absolute_url()).status_code == 404
    other = world.officer_of(DistrictFactory())
    assert signed_in(other).post(file_url(batch)).status_code == 404


@pytest.mark.parametrize("step", ["approve", "nonsense"])
def test_there_is_no_other_step(world: World, signed_in, district, five_units, step):
    batch = world.endorsed_batch(district, five_units)
    url = f"/vitality/batches/{batch.pk}/steps/{step}/"
    assert signed_in(world.officer_of(district)).post(url).status_code == 404


def test_it_asks_no_more_for_more_forms(world: World, signed_in, district):
    batch = world.draft(UnionFactory(superior=district)).batch
    client, url = signed_in(world.officer_of(district)), batch.get_absolute_url()
    before = query_count(client, url)
    for unit in units_under(district, 6):
        world.draft(unit)
    assert query_count(client, url) == before <= 25
