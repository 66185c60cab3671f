"""Faults while districts agree to forms: each acknowledged step was taken once, and the event log is whole."""

from __future__ import annotations

from collections import Counter

from django.urls import reverse

from faults.desks import Desk, Press, scenarios
from faults.outcome import Outcome
from office.chain import walk_chain
from office.models import Event
from tests.factories import CityFactory, DistrictFactory, user_with_post
from tests.vitality.conftest import NOON, World, units_under
from unions.kinds import RoleKind
from unions.models import Union
from vitality.models import Application, Round
from vitality.services.rounds import draft_round, move_round

FORMS = 60


def world() -> World:
    """The city with its round of 2014, made once for all faults."""
    city = Union.objects.filter(superior=None, kind="city_federation").first() or CityFactory()
    reviewer = user_with_post(RoleKind.DEPARTMENT_REVIEWER, city)
    found = Round.objects.filter(year=2014).first()
    if found is None:
        found = move_round(
            round=draft_round(year=2014, user=reviewer, at=NOON), transition="open", user=reviewer, at=NOON
        )
    return World(reviewer, user_with_post(RoleKind.LEADING_GROUP, city), found)


def prepared() -> Desk:
    """Drafts of a new district, and its officer who presses "agree" on each."""
    land, district = world(), DistrictFactory()
    forms = [land.draft(unit) for unit in units_under(district, FORMS)]
    presses = [Press(form.pk, reverse("vitality:application_step", args=[form.pk, "endorse"])) for form in forms]
    return Desk.of(land.officer_of(district), presses)


def counted(mischief: str, desk: Desk) -> Outcome:
    """The states of the forms against what the officer was told and what the event log says."""
    states = dict(Application.objects.filter(pk__in=desk.keys).values_list("pk", "state"))
    steps = Counter(
        int(key)
        for key in Event.objects.filter(
            subject_kind=Application._meta.label_lower, verb="endorse", is_accepted=True,
            subject_id__in=[str(key) for key in desk.keys],
        ).values_list("subject_id", flat=True)
    )  # fmt: skip
    taken = {key for key, state in states.items() if state == "endorsed"}
    faults = walk_chain().faults
    return Outcome(
        f"filings: {mischief}", len(desk.keys), len(desk.acknowledged), len(desk.acknowledged - taken),
        sum(count - 1 for count in steps.values()), len(taken ^ set(steps)) + len(faults),
        "event chain whole" if not faults else faults[0],
    )  # fmt: skip


SCENARIOS = tuple(scenarios(prepared, counted))
