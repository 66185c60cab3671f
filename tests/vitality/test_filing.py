"""From a draft to a filed batch: what is taken, what is refused and with which words."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied

from office.models import Event, Notice
from office.refusals import Refused
from tests.factories import UnionFactory, user_with_post
from tests.vitality.conftest import LATE, NOON, WORDS, World, units_under
from unions.kinds import RoleKind, SectorTier, UnionKind
from vitality.kinds import AnnexForm, ApplicationState, BatchState
from vitality.models import Application, Batch
from vitality.selectors.applications import changes_since_filing, open_fields
from vitality.services.applications import (
    EditConflict,
    move_application,
    save_answers,
    start_application,
)
from vitality.services.batches import file_batch


def test_a_new_form_is_prefilled_from_the_register(world: World, district):
    unit = UnionFactory(superior=district, chair_name="乙二", phone="0411-1", address="某路", employee_count=150)
    application = start_application(round=world.round, unit=unit, user=world.officer_of(district), at=NOON)
    assert (application.form, application.state) == (AnnexForm.ANNEX_1, ApplicationState.DRAFT)
    assert (application.unit_name, application.chair_name, application.employee_count) == (unit.name, "乙二", 150)
    assert (application.head_city, application.head_place) == ("大连", "中山区")


def test_starting_twice_gives_the_same_form(world: World, five_units):
    assert world.draft(five_units[0]).pk == world.draft(five_units[0]).pk
    assert Application.objects.count() == 1


def test_what_is_filed_stays_when_the_register_changes(world: World, five_units):
    application = world.draft(five_units[0])
    type(five_units[0]).objects.filter(pk=five_units[0].pk).update(employee_count=3)
    application.refresh_from_db()
    assert application.employee_count == 120


def test_a_unit_below_a_township_is_filed_by_its_district(world: World, district):
    township = UnionFactory(kind=UnionKind.TOWNSHIP_UNION, superior=district)
    unit = UnionFactory(superior=township)
    clerk = user_with_post(RoleKind.UNIT_CLERK, unit)
    assert start_application(round=world.round, unit=unit, user=clerk, at=NOON).batch.superior == district


def test_a_strangers_unit_cannot_be_started(world: World, five_units):
    stranger = user_with_post(RoleKind.OFFICER)
    with pytest.raises(PermissionDenied):
        start_application(round=world.round, unit=five_units[0], user=stranger, at=NOON)


@pytest.mark.parametrize("tier", [SectorTier.SUB_COUNTY, ""])
def test_a_sector_union_below_the_county_is_refused_with_its_tier(world: World, sector, tier):
    type(sector).objects.filter(pk=sector.pk).update(sector_tier=tier)
    sector.refresh_from_db()
    with pytest.raises(Refused, match="应为市级或县区级（大工发〔2014〕31号 六、2）"):
        start_application(round=world.round, unit=sector, user=world.officer_of(sector.superior), at=NOON)


def test_nothing_is_started_once_the_round_is_closed(world: World, five_units):
    type(world.round).objects.update(state="closed")
    world.round.refresh_from_db()
    with pytest.raises(Refused, match="现在不接收申报"):
        world.draft(five_units[0])


def test_a_second_officer_does_not_overwrite_unseen_changes(world: World, five_units):
    application = world.draft(five_units[0])
    officer, before = world.officer_of(five_units[0].superior), application.revision
    save_answers(application=application, answers={"goals": "甲"}, revision=before, user=officer)
    with pytest.raises(EditConflict) as refusal:
        save_answers(application=application, answers={"goals": "乙"}, revision=before, user=officer)
    assert refusal.value.current.goals == "甲"


def test_saving_the_same_again_is_no_conflict(world: World, five_units):
    application = world.draft(five_units[0])
    officer, before = world.officer_of(five_units[0].superior), application.revision
    save_answers(application=application, answers={"goals": "甲"}, revision=before, user=officer)
    again = save_answers(application=application, answers={"goals": "甲"}, revision=before, user=officer)
    assert again.revision == before + 1


def test_a_draft_with_empty_cells_is_not_handed_on(world: World, five_units):
    application = world.draft(five_units[0], goals="", declares_new=False)
    with pytest.raises(Refused, match="“工作目标”未填（大工发〔2014〕31号 附件1）；未声明"):
        move_application(
            application=application, transition="endorse", user=world.officer_of(five_units[0].superior), at=NOON
        )


def test_the_unit_submits_and_the_superior_union_is_told(world: World, five_units):
    unit = five_units[0]
    clerk, officer = user_with_post(RoleKind.UNIT_CLERK, unit), world.officer_of(unit.superior)
    application = move_application(application=world.draft(unit), transition="submit", user=clerk, at=NOON)
    assert application.state == ApplicationState.SUBMITTED
    assert Notice.objects.filter(recipient=officer, text__contains="等待您审核").count() == 1
    assert open_fields(application, clerk) == frozenset()
    assert "goals" in open_fields(application, officer)


def test_the_unit_itself_never_endorses(world: World, five_units):
    clerk = user_with_post(RoleKind.UNIT_CLERK, five_units[0])
    with pytest.raises(PermissionDenied):
        move_application(application=world.draft(five_units[0]), transition="endorse", user=clerk, at=NOON)


def test_a_batch_of_five_with_three_large_private_ones_is_filed(world: World, district, five_units):
    batch = world.filed_batch(district, five_units)
    assert (batch.state, batch.filed_at, batch.is_late) == (BatchState.FILED, NOON, False)
    assert set(batch.applications.values_list("state", flat=True)) == {ApplicationState.FILED}
    assert all(each.versions.count() == 1 for each in batch.applications.all())
    assert Notice.objects.filter(recipient=world.reviewer).count() == 1


def test_a_batch_short_of_one_names_it_and_files_nothing(world: World, district):
    batch = world.endorsed_batch(district, units_under(district, 3, 1))
    with pytest.raises(Refused, match=r"中山区总工会：还差 1 个单位.*大工发〔2014〕31号 六、2"):
        file_batch(batch=batch, user=world.officer_of(district), at=NOON)
    assert set(batch.applications.values_list("state", flat=True)) == {ApplicationState.ENDORSED}
    assert Event.objects.filter(verb="file", is_accepted=False, comment__contains="还差 1 个单位").exists()


def test_a_batch_short_of_private_enterprises_names_them(world: World, district):
    batch = world.endorsed_batch(district, units_under(district, 2, 3))
    with pytest.raises(Refused, match=r"还差 1 个百人以上非公企业.*大工发〔2014〕31号 五、1"):
        file_batch(batch=batch, user=world.officer_of(district), at=NOON)


def test_a_batch_with_an_unendorsed_form_names_the_unit(world: World, district, five_units):
    batch = world.endorsed_batch(district, five_units[:4])
    world.draft(five_units[4])
    with pytest.raises(Refused, match=f"{five_units[4].name}：申报表尚未经上级工会同意"):
        file_batch(batch=batch, user=world.officer_of(district), at=NOON)


def test_filing_twice_says_who_filed_and_files_once(world: World, district, five_units):
    batch = world.filed_batch(district, five_units)
    with pytest.raises(Refused, match="没有待申报的申报表，已于 2014-09-20 12:00 由"):
        file_batch(batch=batch, user=world.officer_of(district), at=NOON)
    assert Event.objects.filter(verb="file", is_accepted=True, subject_kind="vitality.batch").count() == 1


def test_a_late_batch_is_taken_and_marked(world: World, district, five_units):
    late = replace(world, at=LATE)
    assert late.filed_batch(district, five_units).is_late


def test_a_unit_that_moved_away_is_filed_by_its_new_superior(world: World, district, five_units):
    batch = world.endorsed_batch(district, five_units)
    elsewhere = UnionFactory(kind=UnionKind.DISTRICT_UNION, superior=district.superior, name="西岗区总工会")
    moved = five_units[0]
    type(moved).objects.filter(pk=moved.pk).update(superior=elsewhere, path=elsewhere.path + moved.path[-8:])
    with pytest.raises(Refused, match=f"{moved.name}已不属于中山区总工会"):
        file_batch(batch=batch, user=world.officer_of(district), at=NOON)
    assert Batch.objects.get().state == BatchState.DRAFT


def returned(world: World, district, five_units) -> Application:
    application = world.filed_batch(district, five_units).applications.first()
    world.remark(application, goals="请写明数字")
    return move_application(
        application=application, transition="return_for_revision", user=world.reviewer, at=NOON, comment="目标不明"
    )


def test_a_return_names_fields_and_needs_a_reason(world: World, district, five_units):
    application = world.filed_batch(district, five_units).applications.first()
    for comment, told in [("理由", "尚未指出要修改的栏目"), ("", "尚未指出要修改的栏目")]:
        with pytest.raises(Refused, match=told):
            move_application(
                application=application, transition="return_for_revision", user=world.reviewer, at=NOON, comment=comment
            )
    world.remark(application, goals="请写明数字")
    with pytest.raises(Refused, match="须写明理由"):
        move_application(application=application, transition="return_for_revision", user=world.reviewer, at=NOON)


def test_a_returned_form_opens_only_the_named_fields(world: World, district, five_units):
    application, officer = returned(world, district, five_units), world.officer_of(district)
    assert open_fields(application, officer) == {"goals"}
    with pytest.raises(Refused, match="不能改动：主要措施"):
        save_answers(application=application, answers={"measures": "别的"}, revision=application.revision, user=officer)


def test_a_refiled_form_shows_what_changed(world: World, district, five_units):
    application, officer = returned(world, district, five_units), world.officer_of(district)
    save_answers(
        application=application, answers={"goals": "建会 30 家。"}, revision=application.revision, user=officer
    )
    refiled = move_application(application=application, transition="refile", user=officer, at=NOON)
    (change,) = changes_since_filing(refiled)
    assert (change.label, change.before, change.after) == ("工作目标", WORDS["goals"], "建会 30 家。")
    assert (refiled.return_reason, refiled.versions.count()) == ("", 2)


def test_a_form_is_not_edited_under_review(world: World, district, five_units):
    application = world.filed_batch(district, five_units).applications.first()
    with pytest.raises(Refused, match="现为“市总初审中”，不能修改；您的输入仍在本页"):
        save_answers(
            application=application,
            answers={"goals": "别的"},
            revision=application.revision,
            user=world.officer_of(district),
        )


def test_a_declined_unit_can_be_replaced(world: World, district, five_units):
    application = world.filed_batch(district, five_units).applications.first()
    Application.objects.filter(pk=application.pk).update(state=ApplicationState.DECLINED, decided_at=NOON)
    world.endorsed(UnionFactory(superior=district))
    file_batch(batch=application.batch, user=world.officer_of(district), at=NOON)
    assert application.batch.applications.filter(state=ApplicationState.FILED).count() == 5
