"""Filling in annex forms and taking them through their life."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from office import events
from office.refusals import Refused
from office.workflow import perform
from unions.models import Union, User
from vitality.kinds import AnnexForm, ApplicationState
from vitality.models import Application, Batch, Round
from vitality.rules.answers import asked_of
from vitality.selectors.applications import open_fields, register_answers
from vitality.selectors.starting import Start, start_of
from vitality.services.application_flow import APPLICATION_FLOW


class EditConflict(Refused):
    """Somebody else saved in between; `current` is the form as it now stands, the caller still has the own input."""

    def __init__(self, current: Application):
        super().__init__("这张申报表刚被他人修改过。您的输入仍在本页，请对照后再保存。")
        self.current = current


@transaction.atomic
def start_application(*, round: Round, unit: Union, user: User, at: datetime) -> Application:
    """The unit's form in a round, prefilled from the register; a second call gives the same form.

    Raises:
        PermissionDenied: neither the unit's own clerk nor the union that files it.
        Refused: no such place in the round, or the unit may not apply; the sentence gives the clause.
    """
    start = start_of(round, unit)
    if not user.has_perm("vitality.write_application", _imagined(round, unit, start)):
        raise PermissionDenied
    if start.obstacles or start.form is None:  # without a place in the round there is always an obstacle
        raise Refused("；".join(str(reason) for reason in start.obstacles) + "。", reasons=start.obstacles)
    batch = Batch.objects.get_or_create(round=round, superior=start.superior, kind=start.kind)[0]
    application = Application(batch=batch, unit=unit, form=start.form, **prefill(unit, batch.superior))
    return _added(application, user, at)


@transaction.atomic
def start_applications(*, round: Round, units: Collection[Union], user: User, at: datetime) -> list[Application]:
    """The forms of several units at once: all of them, or none.

    Raises:
        PermissionDenied, Refused: see `start_application`; without any unit as well.
    """
    if not units:
        raise Refused("请先勾选要申报的单位。")
    return [start_application(round=round, unit=unit, user=user, at=at) for unit in units]


def _imagined(round: Round, unit: Union, start: Start) -> Application:
    """The form as it would be, to ask who may write it before anything is made."""
    return Application(batch=Batch(round=round, superior=start.superior, kind=start.kind), unit=unit)


def _added(application: Application, user: User, at: datetime) -> Application:
    living = Application.objects.counted().filter(batch=application.batch, unit=application.unit, form=application.form)
    try:
        with transaction.atomic():
            found = living.first()
            if found:
                return found
            application.save()
            events.record(events.Entry(application, "start", "新建申报表", user, at))
    except IntegrityError:  # somebody else was quicker
        return living.get()
    return application


def prefill(unit: Union, superior: Union) -> dict[str, Any]:
    """What a new form holds before anybody typed: the head line, and what the register knows of the unit."""
    return {
        "head_city": "大连",
        "head_place": superior.name.removesuffix("总工会").removesuffix("工会"),
        "sector_tier": unit.sector_tier,
        **register_answers(unit),
    }


@transaction.atomic
def save_answers(*, application: Application, answers: Mapping[str, Any], revision: int, user: User) -> Application:
    """Save what a person typed; the form may be incomplete.

    Args:
        answers: by field name; only the fields open to this person are taken, a changed closed one is refused.
        revision: the one the person's page was made from.

    Raises:
        PermissionDenied: this person never writes this form.
        EditConflict: somebody saved in between.
        Refused: the form, or one of the fields, is not open now.
    """
    locked = (
        Application.objects.select_for_update(of=("self",))
        .select_related("batch__superior", "unit")
        .get(pk=application.pk)
    )
    if not user.has_perm("vitality.write_application", locked):
        raise PermissionDenied
    changed = {name: value for name, value in answers.items() if getattr(locked, name) != value}
    if not changed:
        return locked
    _refuse_closed(locked, changed, user)
    if revision != locked.revision:
        raise EditConflict(locked)
    for name, value in changed.items():
        setattr(locked, name, value)
    locked.revision += 1
    locked.save(update_fields=[*changed, "revision"])
    return locked


def _refuse_closed(application: Application, changed: Mapping[str, Any], user: User) -> None:
    writable = open_fields(application, user)
    if not writable:
        label = ApplicationState(application.state).label
        raise Refused(f"申报表现为“{label}”，不能修改；您的输入仍在本页。")
    labels = asked_of(AnnexForm(application.form))
    closed = [labels.get(name, name) for name in changed if name not in writable]
    if closed:
        raise Refused(f"本次退回只修改指出的栏目，不能改动：{'、'.join(closed)}。")


def move_application(
    *, application: Application, transition: str, user: User, at: datetime, comment: str = "", **inputs: Any
) -> Application:
    """Take one of the steps a person may take on a single form: all but filing, deciding and answering.

    Raises:
        PermissionDenied, Refused: see `office.workflow.perform`.
    """
    if transition not in SINGLE_STEPS:
        raise Refused("这一步须随批次、会议或批复一并办理。")
    return perform(APPLICATION_FLOW, application, transition, user=user, at=at, comment=comment, **inputs)  # type: ignore[return-value]


SINGLE_STEPS = frozenset(
    {"submit", "give_back", "endorse", "take_back", "withdraw", "refile",
     "return_for_revision", "pass_review", "reopen_review"}
)  # fmt: skip
