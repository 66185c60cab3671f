"""People at a desk who press one button after the other while servers die, clocks jump and the queue forgets."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from threading import Condition
from urllib.parse import urlencode

from django.db import connection
from django.test import Client

from faults.ground import Ground
from faults.outcome import Outcome
from tests.serving import Server
from unions.models import User

BEFORE = 10
PEOPLE = 6
FORGERY_TOKEN = "f" * 32
PATIENCE_SECONDS = 30


@dataclass(frozen=True)
class Press:
    """One button: what it is pressed for, where, and what is typed beside it."""

    key: int
    path: str
    typed: dict[str, str] = field(default_factory=dict)


@dataclass
class Desk:
    """People signed in as one user, who press each button until somebody tells them it is done."""

    presses: list[Press]
    cookie: str
    port: int = 0
    acknowledged: set[int] = field(default_factory=set)
    told: Condition = field(default_factory=Condition)

    @classmethod
    def of(cls, user: User, presses: list[Press]) -> Desk:
        """The desk of a user whose session is in the database."""
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return cls(presses, f"sessionid={client.cookies['sessionid'].value}; csrftoken={FORGERY_TOKEN}")

    @property
    def keys(self) -> list[int]:
        return [press.key for press in self.presses]

    def work(self) -> ThreadPoolExecutor:
        """Press what is not acknowledged; done when the pool is shut down."""
        pool = ThreadPoolExecutor(PEOPLE)
        left = [press for press in self.presses if press.key not in self.acknowledged]
        for part in range(PEOPLE):
            pool.submit(self._press, left[part::PEOPLE])
        return pool

    def wait_for(self, count: int) -> None:
        with self.told:
            assert self.told.wait_for(lambda: len(self.acknowledged) >= count, PATIENCE_SECONDS)

    def _press(self, presses: list[Press]) -> None:
        line = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        for press in presses:
            if self._is_done(line, press):
                with self.told:
                    self.acknowledged.add(press.key)
                    self.told.notify_all()
        line.close()

    def _is_done(self, line: HTTPConnection, press: Press) -> bool:
        headers = {
            "Cookie": self.cookie, "X-CSRFToken": FORGERY_TOKEN, "Referer": f"http://127.0.0.1:{self.port}/",
            "Content-Type": "application/x-www-form-urlencoded",
        }  # fmt: skip
        try:
            line.request("POST", press.path, urlencode(press.typed), headers)
            answer = line.getresponse()
            answer.read()
        except (OSError, HTTPException):
            line.close()
            return False
        return answer.status == 302 and "/login" not in answer.headers.get("Location", "")


Mischief = Callable[[Ground, Desk, Server], None]


def web_killed(ground: Ground, desk: Desk, server: Server) -> None:
    """Every process of the web server, at once."""
    server.kill()


def a_web_process_killed(ground: Ground, desk: Desk, server: Server) -> None:
    """One worker; the master starts another."""
    os.kill(server.workers()[0], signal.SIGKILL)


def database_killed(ground: Ground, desk: Desk, server: Server) -> None:
    """PostgreSQL, and up again."""
    ground.cluster.kill()
    connection.close()
    ground.cluster.start()


def redis_killed(ground: Ground, desk: Desk, server: Server) -> None:
    """Redis, and up again."""
    ground.redis.kill()
    ground.redis.start()


def clock_jumps(ground: Ground, desk: Desk, server: Server) -> None:
    """Ten minutes on, ten minutes back."""
    for seconds, count in ((600, 2 * BEFORE), (-600, 3 * BEFORE)):
        ground.jump(seconds)
        desk.wait_for(count)
    ground.jump(0)


MISCHIEFS = (web_killed, a_web_process_killed, database_killed, redis_killed, clock_jumps)


def scenarios(prepared: Callable[[], Desk], counted: Callable[[str, Desk], Outcome]) -> Iterator[Callable]:
    """A scenario for each mischief: prepared desk, pressing with the mischief in the middle, count at the end."""
    for mischief in MISCHIEFS:

        def scenario(ground: Ground, mischief: Mischief = mischief) -> Outcome:
            desk = prepared()
            _press_through(ground, desk, mischief)
            return counted(mischief.__name__.replace("_", " "), desk)

        scenario.__name__ = mischief.__name__
        yield scenario


def _press_through(ground: Ground, desk: Desk, mischief: Mischief) -> None:
    """What got no answer is pressed once more, on a new web server where the old one is gone."""
    with _served(ground, desk) as server:
        pressing = desk.work()
        desk.wait_for(BEFORE)
        mischief(ground, desk, server)
        pressing.shutdown()
        if mischief is not web_killed:
            desk.work().shutdown()
            return
    with _served(ground, desk):
        desk.work().shutdown()


@contextmanager
def _served(ground: Ground, desk: Desk) -> Iterator[Server]:
    with ground.web() as server:
        desk.port = server.port
        yield server
