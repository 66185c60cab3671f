"""Faults while districts agree to forms: each acknowledged step was taken once, and the event log is whole."""

from __future__ import annotations

import os
import signal
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from threading import Condition

from django.db import connection
from django.test import Client
from django.urls import reverse

from faults.ground import Ground
from faults.outcome import Outcome
from office.chain import walk_chain
from office.models import Event
from tests.factories import CityFactory, DistrictFactory, user_with_post
from tests.serving import Server
from tests.vitality.conftest import NOON, World, units_under
from unions.kinds import RoleKind
from unions.models import Union
from vitality.models import Application, Round
from vitality.services.rounds import draft_round, move_round

FORMS = 60
BEFORE = 10
DESKS = 6
FORGERY_TOKEN = "f" * 32
PATIENCE_SECONDS = 30


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


@dataclass
class Desk:
    """Officers of a district who press "agree" on one form after the other."""

    forms: list[Application]
    cookie: str
    port: int = 0
    acknowledged: set[int] = field(default_factory=set)
    told: Condition = field(default_factory=Condition)

    def work(self) -> ThreadPoolExecutor:
        pool = ThreadPoolExecutor(DESKS)
        left = [form for form in self.forms if form.pk not in self.acknowledged]
        for part in range(DESKS):
            pool.submit(self._press, left[part::DESKS])
        return pool

    def wait_for(self, count: int) -> None:
        with self.told:
            assert self.told.wait_for(lambda: len(self.acknowledged) >= count, PATIENCE_SECONDS)

    def _press(self, forms: list[Application]) -> None:
        line = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        for form in forms:
            path = reverse("vitality:application_step", args=[form.pk, "endorse"])
            headers = {"Cookie": self.cookie, "X-CSRFToken": FORGERY_TOKEN, "Referer": f"http://127.0.0.1:{self.port}/"}
            try:
                line.request("POST", path, "", {**headers, "Content-Type": "application/x-www-form-urlencoded"})
                answer = line.getresponse()
                answer.read()
                is_done = answer.status == 302 and "/login" not in answer.headers.get("Location", "")
            except (OSError, HTTPException):
                is_done = False
                line.close()
            if is_done:
                with self.told:
                    self.acknowledged.add(form.pk)
                    self.told.notify_all()
        line.close()


def desk() -> Desk:
    """Drafts of a new district, and its officer signed in."""
    land, district = world(), DistrictFactory()
    forms = [land.draft(unit) for unit in units_under(district, FORMS)]
    client = Client()
    client.force_login(land.officer_of(district), backend="django.contrib.auth.backends.ModelBackend")
    return Desk(forms, f"sessionid={client.cookies['sessionid'].value}; csrftoken={FORGERY_TOKEN}")


def counted(name: str, desk: Desk) -> Outcome:
    keys = [form.pk for form in desk.forms]
    states = dict(Application.objects.filter(pk__in=keys).values_list("pk", "state"))
    steps = Counter(
        int(key)
        for key in Event.objects.filter(
            subject_kind=Application._meta.label_lower, verb="endorse", is_accepted=True,
            subject_id__in=[str(key) for key in keys],
        ).values_list("subject_id", flat=True)
    )  # fmt: skip
    taken = {key for key, state in states.items() if state == "endorsed"}
    faults = walk_chain().faults
    return Outcome(
        name, len(keys), len(desk.acknowledged), len(desk.acknowledged - taken),
        sum(count - 1 for count in steps.values()), len(taken ^ set(steps)) + len(faults),
        "event chain whole" if not faults else faults[0],
    )  # fmt: skip


def under(ground: Ground, name: str, mischief: Callable[[Desk, Server], None], *, restart: bool = False) -> Outcome:
    """Pressing with mischief in the middle; what got no answer is pressed once more."""
    officers = desk()
    with ground.web() as server:
        officers.port = server.port
        pressing = officers.work()
        officers.wait_for(BEFORE)
        mischief(officers, server)
        pressing.shutdown()
        if not restart:
            officers.work().shutdown()
    if restart:
        with ground.web() as server:
            officers.port = server.port
            officers.work().shutdown()
    return counted(name, officers)


def web_killed(ground: Ground) -> Outcome:
    return under(ground, "filings: web killed", lambda _, server: server.kill(), restart=True)


def process_killed(ground: Ground) -> Outcome:
    return under(
        ground, "filings: a web process killed", lambda _, server: os.kill(server.workers()[0], signal.SIGKILL)
    )


def database_killed(ground: Ground) -> Outcome:
    def mischief(*_: object) -> None:
        ground.cluster.kill()
        connection.close()
        ground.cluster.start()

    return under(ground, "filings: PostgreSQL killed", mischief)


def redis_killed(ground: Ground) -> Outcome:
    def mischief(*_: object) -> None:
        ground.redis.kill()
        ground.redis.start()

    return under(ground, "filings: Redis killed", mischief)


def clock_jumps(ground: Ground) -> Outcome:
    def mischief(officers: Desk, _: Server) -> None:
        ground.jump(600)
        officers.wait_for(2 * BEFORE)
        ground.jump(-600)
        officers.wait_for(3 * BEFORE)
        ground.jump(0)

    return under(ground, "filings: clock jumps ten minutes on and back", mischief)


SCENARIOS = (web_killed, process_killed, database_killed, redis_killed, clock_jumps)
