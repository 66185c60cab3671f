"""A Redis and Celery workers of our own, to be killed: those of the test run must not die."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event
from time import monotonic

from django.conf import settings

from tests.serving import database_url, free_port

PATIENCE_SECONDS = 60


def wait_until(is_so: Callable[[], object], what: str) -> None:
    """Look again and again until it is so."""
    pause, give_up_at = Event(), monotonic() + PATIENCE_SECONDS
    while not is_so():
        if monotonic() > give_up_at:
            raise AssertionError(f"waited in vain: {what}")
        pause.wait(0.02)


class OwnRedis:
    """A Redis in a folder that keeps every write."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Back when it takes connections."""
        options = (
            f"--port {self.port} --bind 127.0.0.1 --dir {self.folder} --appendonly yes --appendfsync always --save"
        )
        self.process = subprocess.Popen(["redis-server", *options.split(), ""], stdout=subprocess.DEVNULL)
        wait_until(self._answers, "Redis")

    def _answers(self) -> bool:
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
            return True
        return False

    def kill(self) -> None:
        """SIGKILL."""
        self.process.kill()
        self.process.wait()


class Workers:
    """Celery workers over the database of this process, each in a process of its own."""

    def __init__(self, folder: Path, broker: str) -> None:
        self.folder, self.broker, self.processes = folder, broker, []

    def start(self) -> None:
        """One more; it has only one thread, so that two deliveries need two workers."""
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.serving_settings",
            "DATABASE_URL": database_url(),
            "CELERY_BROKER_URL": self.broker,
            "SECRET_KEY": settings.SECRET_KEY,
        }
        command = [sys.executable, "-m", "celery", "-q", "-A", "config", "worker", "-P", "solo", "-n", free_name()]
        with (self.folder / "workers.log").open("ab") as log:
            process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, stdout=log, stderr=log)
        self.processes.append(process)

    def kill_one(self) -> None:
        """SIGKILL to the oldest."""
        process = self.processes.pop(0)
        process.send_signal(signal.SIGKILL)
        process.wait()

    def kill_all(self) -> None:
        """Leave nothing running."""
        while self.processes:
            self.kill_one()


def free_name() -> str:
    """A name no other worker has."""
    return f"test-{free_port()}@%h"


@contextmanager
def own_redis(folder: Path) -> Iterator[OwnRedis]:
    """A Redis on a port of its own."""
    redis = OwnRedis(folder)
    redis.start()
    try:
        yield redis
    finally:
        redis.kill()


@contextmanager
def own_workers(folder: Path, broker: str) -> Iterator[Workers]:
    """Workers that go when the test does."""
    workers = Workers(folder, broker)
    try:
        yield workers
    finally:
        workers.kill_all()
