"""The preliminary review's own ways: remarks of two reviewers, a second return, what is laid beside a form."""

from __future__ import annotations

import pytest

from office.refusals import Refused
from tests.factories import DistrictFactory, UnionFactory
from tests.vitality.conftest import NOON, WORDS, World, units_under
from unions.models import FormerName
from vitality.kinds import ApplicationState
from vitality.models import Application, Typical
from vitality.rules.text_changes import PieceKind
from vitality.selectors.applications import open_fields
from vitality.selectors.newness import newness_of
from vitality.selectors.reviews import neighbours_of, remarks_version, review_sheet, superior_counts, unsent_remarks
from vitality.services.applications import move_application, save_answers
from vitality.services.reviews import RemarkConflict, remark_fields, review_application


@pytest.fixture
def filed(world: World, district, five_units) -> list[Application]:
    return list(world.filed_batch(district, five_units).applications.order_by("pk"))


def remark(world: World, application: Application, version: str | None = None, **remarks: str) -> str:
    version = remarks_version(application) if version is None else version
    return remark_fields(application=application, remarks=remarks, version=version, user=world.reviewer, at=NOON)


def give_back(world: World, application: Application, **remarks: str) -> Application:
    return review_application(
        application=application, transition="return_for_revision", remarks=remarks,
        version=remarks_version(application), user=world.reviewer, at=NOON, comment="请修改。",
    )  # fmt: skip


def refile(world: World, application: Application, **answers) -> Application:
    officer = world.officer_of(application.batch.superior)
    saved = save_answers(application=application, answers=answers, revision=application.revision, user=officer)
    return move_application(application=saved, transition="refile", user=officer, at=NOON)


def test_two_reviewers_do_not_overwrite_each_other_unseen(world: World, filed):
    seen = remarks_version(filed[0])
    remark(world, filed[0], goals="请写数字。")
    with pytest.raises(RemarkConflict, match="仍在本页"):
        remark(world, filed[0], version=seen, measures="请写时间。")
    assert unsent_remarks(filed[0]) == {"goals": "请写数字。"}


def test_saying_the_same_twice_is_no_conflict(world: World, filed):
    seen = remarks_version(filed[0])
    remark(world, filed[0], goals="请写数字。")
    remark(world, filed[0], version=seen, goals="请写数字。")
    assert unsent_remarks(filed[0]) == {"goals": "请写数字。"}


def test_an_emptied_remark_is_dropped(world: World, filed):
    remark(world, filed[0], goals="请写数字。", measures="请写时间。")
    remark(world, filed[0], goals=" ", measures="请写时间。")
    assert unsent_remarks(filed[0]) == {"measures": "请写时间。"}


def test_a_field_the_form_does_not_have_is_refused(world: World, filed):
    with pytest.raises(Refused, match="没有“covered_enterprise_count”这一栏"):
        remark(world, filed[0], covered_enterprise_count="？")


def test_remarks_typed_last_go_out_with_the_return(world: World, filed):
    returned = give_back(world, filed[0], goals="请写数字。")
    assert returned.state == ApplicationState.RETURNED
    assert open_fields(returned, world.officer_of(returned.batch.superior)) == {"goals"}


def test_a_refused_return_writes_no_remark(world: World, filed):
    with pytest.raises(Refused, match="须写明理由"):
        review_application(
            application=filed[0], transition="return_for_revision", remarks={"goals": "请写数字。"},
            version=remarks_version(filed[0]), user=world.reviewer, at=NOON,
        )  # fmt: skip
    assert unsent_remarks(filed[0]) == {}


def test_a_second_return_opens_only_what_it_names(world: World, filed):
    refiled = refile(world, give_back(world, filed[0], goals="请写数字。"), goals="建会 30 家。")
    again = give_back(world, refiled, measures="请写时间。")
    assert open_fields(again, world.officer_of(again.batch.superior)) == {"measures"}


def test_the_sheet_shows_what_changed_and_what_the_register_says_now(world: World, filed):
    refiled = refile(world, give_back(world, filed[0], goals="请写数字。"), goals="建成职工之家，建会 30 家。")
    type(refiled.unit).objects.filter(pk=refiled.unit_id).update(chair_name="丙三")
    refiled = Application.objects.select_related("unit", "batch__round").get(pk=refiled.pk)
    fields = {field.name: field for field in review_sheet(refiled).fields}
    assert [piece.kind for piece in fields["goals"].changes] == [PieceKind.DROPPED, PieceKind.ADDED]
    assert fields["goals"].sent_remark == "请写数字。"
    assert (fields["chair_name"].filed, fields["chair_name"].registered) == (WORDS["chair_name"], "丙三")
    assert fields["employee_count"].registered is None
    assert review_sheet(refiled).changed_count == 1


def test_the_way_through_the_queue_skips_what_does_not_wait(world: World, filed):
    give_back(world, filed[1], goals="请写数字。")
    first = neighbours_of(filed[0], world.reviewer)
    assert (first.previous_id, first.next_id, first.number, first.waiting_count) == (None, filed[2].pk, 1, 4)
    from_returned = neighbours_of(Application.objects.get(pk=filed[1].pk), world.reviewer)
    assert (from_returned.previous_id, from_returned.next_id, from_returned.number) == (filed[0].pk, filed[2].pk, 0)


def test_each_superior_union_is_counted_by_state(world: World, filed):
    give_back(world, filed[0], goals="请写数字。")
    west = DistrictFactory(name="西岗区总工会")
    world.passed(west, units_under(west, 3, 2))
    counts = {each.superior: (each.waiting_count, each.returned_count, each.done_count)
              for each in superior_counts(world.reviewer, world.round)}  # fmt: skip
    assert counts == {"中山区总工会": (4, 1, 0), "西岗区总工会": (0, 0, 5)}


def test_a_fresh_unit_is_clear(filed):
    assert newness_of(filed[0]).is_clear


def test_a_typical_of_the_same_name_under_another_superior_is_found(world: World, filed):
    west = DistrictFactory(name="西岗区总工会")
    double = UnionFactory(superior=west, name=filed[0].unit.name)
    Typical.objects.create(unit=double, superior=west, year=2013, level="city", kind="enterprise")
    (found,) = newness_of(filed[0]).namesakes
    assert (found.union, found.typical.year, found.application) == (double, 2013, None)


@pytest.mark.parametrize("name", ["旧名机械公司", "旧名机械公司工会", "旧名机械公司工会委员会"])
def test_a_union_that_bore_the_units_former_name_is_found_however_it_was_written(world: World, filed, name):
    FormerName.objects.create(union=filed[0].unit, name="旧名机械公司工会", until_on="2012-01-01")
    other = UnionFactory(superior=DistrictFactory(), name=name)
    assert [each.union for each in newness_of(filed[0]).namesakes] == [other]
    assert "旧名机械公司工会" in newness_of(filed[0]).names


def test_a_union_that_formerly_bore_the_units_name_is_found(world: World, filed):
    renamed = UnionFactory(superior=DistrictFactory())
    FormerName.objects.create(union=renamed, name=filed[0].unit_name, until_on="2012-01-01")
    (found,) = newness_of(filed[0]).namesakes
    assert (found.union, found.shared_name) == (renamed, filed[0].unit_name)
