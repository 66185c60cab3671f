"""A returned form: corrected within its batch's sub-quota, or taken out and replaced."""

from __future__ import annotations

import pytest

from office.refusals import Refused
from tests.factories import UnionFactory
from tests.vitality.conftest import NOON, World, units_under
from vitality.kinds import ApplicationState
from vitality.models import Application
from vitality.selectors.batches import batch_content
from vitality.services.applications import move_application, save_answers
from vitality.services.batches import file_batch


def returned(world: World, application: Application) -> Application:
    world.remark(application, employee_count="请核对。")
    return move_application(
        application=application, transition="return_for_revision", user=world.reviewer, at=NOON, comment="人数不符。"
    )


def corrected(world: World, application: Application, employee_count: int) -> Application:
    officer = world.officer_of(application.batch.superior)
    answers = {"employee_count": employee_count}
    return save_answers(application=application, answers=answers, revision=application.revision, user=officer)


def refile(world: World, application: Application) -> Application:
    officer = world.officer_of(application.batch.superior)
    return move_application(application=application, transition="refile", user=officer, at=NOON)


@pytest.mark.parametrize(("employee_count", "is_taken"), [(99, False), (100, True), (101, True)])
def test_a_correction_keeps_the_sub_quota(world: World, district, five_units, employee_count, is_taken):
    world.filed_batch(district, five_units)
    application = corrected(world, returned(world, Application.objects.get(unit=five_units[0])), employee_count)
    if is_taken:
        assert refile(world, application).state == ApplicationState.FILED
    else:
        with pytest.raises(
            Refused,
            match="中山区总工会：还差 1 个百人以上非公企业（应不少于 3 个，已有 2 个）（大工发〔2014〕31号 五、1）",
        ):
            refile(world, application)


def test_a_correction_may_use_what_the_batch_has_to_spare(world: World, district):
    units = units_under(district, 4, 1)
    world.filed_batch(district, units)
    application = corrected(world, returned(world, Application.objects.get(unit=units[0])), 99)
    assert refile(world, application).state == ApplicationState.FILED


def test_a_returned_form_can_be_withdrawn_and_replaced(world: World, district, five_units):
    batch = world.filed_batch(district, five_units)
    application, officer = returned(world, Application.objects.get(unit=five_units[0])), world.officer_of(district)
    move_application(application=application, transition="withdraw", user=officer, at=NOON, comment="人数确为 90。")
    assert not batch_content(batch).verdict.met
    world.endorsed(UnionFactory(superior=district))
    assert file_batch(batch=batch, user=officer, at=NOON)
    assert batch_content(batch).verdict.met
