"""From the preliminary review over the leading group to the province's answer."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from office.refusals import Refused
from tests.factories import IndustrialFactory, SectorFactory
from tests.vitality.conftest import NOON, World, units_under
from unions.kinds import UnionKind
from vitality.kinds import AnnexForm, ApplicationState, Outcome, TypicalKind, TypicalLevel
from vitality.models import Application, Decision, DecisionSheet, Round, Typical
from vitality.services.applications import move_application
from vitality.services.decisions import COPIED, Wish, prepare_decision, prepare_decisions, publish_decisions
from vitality.services.province import record_province_answer


def prepare(world: World, application: Application, outcome: Outcome, reason: str = "") -> Decision | None:
    return prepare_decision(application=application, outcome=outcome, reason=reason, user=world.leader, at=NOON)


def publish(world: World) -> DecisionSheet:
    return publish_decisions(
        round=world.round, meeting_on=date(2014, 9, 20), minutes_number="纪要〔2014〕3号", user=world.leader, at=NOON
    )


def answer(world: World, confirmed=(), refused=(), number="辽工批〔2014〕1号"):
    return record_province_answer(
        round=world.round, confirmed=confirmed, refused=refused, answered_on=date(2014, 9, 20),
        document_number=number, user=world.reviewer, at=NOON,
    )  # fmt: skip


@pytest.fixture
def six_industrial(world: World) -> list[Application]:
    """Two resident industrial unions with three passed forms each."""
    passed = []
    for superior in (IndustrialFactory(), IndustrialFactory()):
        passed += world.passed(superior, units_under(superior, 2, 1))
    return passed


def test_the_review_is_not_passed_without_checking_newness(world: World, district, five_units):
    application = world.filed_batch(district, five_units).applications.first()
    with pytest.raises(Refused, match=r"初审通过前须核对.*大工发〔2014〕31号 五、1"):
        move_application(application=application, transition="pass_review", user=world.reviewer, at=NOON)


def test_the_leading_group_does_not_review(world: World, district, five_units):
    application = world.filed_batch(district, five_units).applications.first()
    with pytest.raises(PermissionDenied):
        move_application(application=application, transition="pass_review", user=world.leader, at=NOON)


def test_decisions_wait_until_they_are_published_together(world: World, district, five_units):
    forms = world.passed(district, five_units)
    for form in forms:
        prepare(world, form, Outcome.APPROVE)
    assert {form.state for form in Application.objects.all()} == {ApplicationState.PASSED}
    sheet = publish(world)
    assert {form.state for form in Application.objects.all()} == {ApplicationState.FORWARDED}
    assert sheet.decisions.count() == 5


def test_nobody_else_publishes(world: World, district, five_units):
    prepare(world, world.passed(district, five_units)[0], Outcome.APPROVE)
    with pytest.raises(PermissionDenied):
        publish_decisions(
            round=world.round, meeting_on=date(2014, 9, 20), minutes_number="1", user=world.reviewer, at=NOON
        )


def test_a_decline_needs_a_reason(world: World, district, five_units):
    form = world.passed(district, five_units)[0]
    with pytest.raises(Refused, match="不同意须写明理由"):
        prepare(world, form, Outcome.DECLINE)


def test_a_form_that_has_not_passed_cannot_be_decided(world: World, district, five_units):
    form = world.filed_batch(district, five_units).applications.first()
    with pytest.raises(Refused, match="初审通过后才能拟定决定"):
        prepare(world, form, Outcome.APPROVE)


def test_a_district_form_is_not_recommended(world: World, district, five_units):
    with pytest.raises(Refused, match="不在荐省范围内（大工发〔2014〕31号 六、2）"):
        prepare(world, world.passed(district, five_units)[0], Outcome.RECOMMEND)


def test_a_nonresident_unions_unit_is_not_recommended(world: World):
    superior = IndustrialFactory(kind=UnionKind.NONRESIDENT_INDUSTRIAL_UNION)
    (form,) = world.passed(superior, units_under(superior, 0, 1))
    with pytest.raises(Refused, match="不在荐省范围内"):
        prepare(world, form, Outcome.RECOMMEND)


@pytest.mark.parametrize(("count", "told"), [(4, "已选 4/5，还差 1 个"), (6, "已选 6/5，多出 1 个")])
def test_the_number_of_recommendations_must_be_exact(world: World, six_industrial, count, told):
    for form in six_industrial[:count]:
        prepare(world, form, Outcome.RECOMMEND)
    with pytest.raises(Refused, match=told):
        publish(world)
    assert {form.state for form in Application.objects.all()} == {ApplicationState.PASSED}


def test_a_recommended_form_becomes_a_provincial_one_with_nothing_retyped(world: World, six_industrial):
    for form in six_industrial[:5]:
        prepare(world, form, Outcome.RECOMMEND)
    prepare(world, six_industrial[5], Outcome.APPROVE)
    publish(world)
    origin = Application.objects.get(pk=six_industrial[0].pk)
    assert (origin.state, origin.successor.state) == (ApplicationState.RECOMMENDED, ApplicationState.FORWARDED)
    assert origin.successor.form == AnnexForm.ANNEX_1
    assert all(getattr(origin, name) == getattr(origin.successor, name) for name in COPIED)
    assert Application.objects.filter(origin=None).count() == 6
    city = Typical.objects.get()
    assert (city.unit, city.level, city.year) == (six_industrial[5].unit, TypicalLevel.CITY, 2014)


def test_one_sector_form_goes_to_the_province_as_form_2(world: World, district):
    (form,) = world.passed(district, [SectorFactory(superior=district)])
    prepare(world, form, Outcome.RECOMMEND)
    publish(world)
    form.refresh_from_db()
    assert form.successor.form == AnnexForm.ANNEX_2
    answer(world, confirmed=[form.successor])
    typical = Typical.objects.get()
    assert (typical.kind, typical.level) == (TypicalKind.SECTOR, TypicalLevel.PROVINCIAL)


def test_the_provinces_yes_makes_a_provincial_typical_and_settles_both_forms(world: World, six_industrial):
    for form in six_industrial[:5]:
        prepare(world, form, Outcome.RECOMMEND)
    publish(world)
    successor = Application.objects.get(origin=six_industrial[0])
    paper = answer(world, confirmed=[successor])
    states = Application.objects.filter(unit=successor.unit).values_list("state", "province_answer")
    assert set(states) == {(ApplicationState.CONFIRMED, paper.pk)}
    assert Typical.objects.get(unit=successor.unit).level == TypicalLevel.PROVINCIAL


def test_the_provinces_no_brings_a_recommended_form_back_to_the_city(world: World, six_industrial):
    for form in six_industrial[:5]:
        prepare(world, form, Outcome.RECOMMEND)
    publish(world)
    answer(world, refused=[Application.objects.get(origin=six_industrial[0])])
    origin = Application.objects.get(pk=six_industrial[0].pk)
    assert origin.state == ApplicationState.PASSED
    prepare(world, origin, Outcome.APPROVE)
    publish(world)
    assert Typical.objects.get(unit=origin.unit).level == TypicalLevel.CITY


def test_what_the_province_refused_cannot_be_recommended_again(world: World, six_industrial):
    for form in six_industrial[:5]:
        prepare(world, form, Outcome.RECOMMEND)
    publish(world)
    answer(world, refused=[Application.objects.get(origin=six_industrial[0])])
    with pytest.raises(Refused, match="荐省未获批准，不能再次推荐"):
        prepare(world, Application.objects.get(pk=six_industrial[0].pk), Outcome.RECOMMEND)
    prepare(world, six_industrial[5], Outcome.RECOMMEND)
    publish(world)
    assert Application.objects.filter(origin=six_industrial[5]).exists()


def test_an_answer_is_for_the_forms_of_its_round(world: World, district, five_units):
    for form in world.passed(district, five_units):
        prepare(world, form, Outcome.APPROVE)
    publish(world)
    other = Round.objects.create(year=2015, title="另一轮", due_on="2015-09-25", enterprise_pick_count=0,
                                 sector_pick_count=0)  # fmt: skip
    with pytest.raises(Refused, match="不属于“另一轮”"):
        record_province_answer(
            round=other, confirmed=[Application.objects.first()], refused=[], answered_on=date(2014, 9, 20),
            document_number="1号", user=world.reviewer, at=NOON,
        )  # fmt: skip


def test_a_board_is_put_down_whole_or_not_at_all(world: World, district, five_units):
    first, second, *_ = world.passed(district, five_units)
    wishes = [Wish(first, Outcome.APPROVE), Wish(second, Outcome.DECLINE)]
    with pytest.raises(Refused, match="全部未保存") as refusal:
        prepare_decisions(wishes=wishes, user=world.leader, at=NOON)
    assert (list(refusal.value.fields), Decision.objects.count()) == ([str(second.pk)], 0)


def test_an_answer_needs_a_number_used_once(world: World, district, five_units):
    forms = world.passed(district, five_units)
    for form in forms:
        prepare(world, form, Outcome.APPROVE)
    publish(world)
    first, second, *_ = Application.objects.all()
    with pytest.raises(Refused, match="须填批复文号"):
        answer(world, confirmed=[first], number=" ")
    answer(world, confirmed=[first])
    with pytest.raises(Refused, match="已登记"):
        answer(world, confirmed=[second])
    with pytest.raises(Refused, match="没有待省总批复"):
        answer(world, confirmed=[Application.objects.get(pk=first.pk)], number="另一号")


def test_a_unit_becomes_typical_only_once(world: World, district, five_units):
    forms = world.passed(district, five_units)
    Typical.objects.create(unit=forms[0].unit, superior=district, year=2013, level="city", kind="enterprise")
    prepare(world, forms[0], Outcome.APPROVE)
    with pytest.raises(Refused, match="已于 2013 年成为典型"):
        publish(world)
    assert DecisionSheet.objects.count() == 0
