"""The servers that are going to be killed: a cluster, a Redis, a web server, a worker, all of our own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import redis

from tests.appraisal.ballots.cluster import Cluster
from tests.serving import Server, free_port, served

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS = 60


@dataclass
class Process:
    """A server in a session of its own."""

    process: subprocess.Popen

    def kill(self) -> None:
        """SIGKILL to it and everything under it."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Redis:
    """A Redis that writes every command down, as the queue of a real site should."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()

    def start(self) -> None:
        """Start; back when it answers."""
        options = f"--port {self.port} --bind 127.0.0.1 --appendonly yes --appendfsync everysec --dir {self.folder}"
        command = ["redis-server", *options.split(), "--logfile", str(self.folder / "redis.log")]
        self.process = Process(subprocess.Popen(command, start_new_session=True))
        wait_until(self.answers)

    def answers(self) -> bool:
        with suppress(redis.RedisError):
            return bool(redis.Redis(port=self.port).ping())
        return False

    def kill(self) -> None:
        self.process.kill()

    def forget_everything(self) -> None:
        """What a lost disk of the queue does."""
        redis.Redis(port=self.port).flushall()


class Ground:
    """All servers of a run, and the environment that leads to them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "cluster").mkdir()
        (folder / "redis").mkdir()
        self.cluster, self.redis = Cluster(folder / "cluster"), Redis(folder / "redis")
        self.jump_file = folder / "jump"

    def start(self) -> None:
        """Cluster and Redis, and this process's own way to them."""
        self.folder.chmod(0o755)
        self.cluster.make()
        self.cluster.start()
        self.redis.start()
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "faults.settings",
            "DATABASE_URL": f"postgres://postgres:@127.0.0.1:{self.cluster.port}/postgres",
            "REDIS_URL": f"redis://127.0.0.1:{self.redis.port}/0",
            "CELERY_BROKER_URL": f"redis://127.0.0.1:{self.redis.port}/1",
            "SECRET_KEY": "only-for-faults-0123456789-abcdefghijklmnopqrstuvwxyz",
            "FILE_STORE_DIR": str(self.folder / "files"),
            "FAULTS_JUMP_FILE": str(self.jump_file),
        }

    def stop(self) -> None:
        """Leave nothing running."""
        self.redis.kill()
        self.cluster.stop()

    @contextmanager
    def web(self, **changes: str) -> Iterator[Server]:
        """A gunicorn of two workers; whatever is left of it afterwards is ended."""
        with served(self.folder, DJANGO_SETTINGS_MODULE="faults.settings", **changes) as server:
            yield server

    @contextmanager
    def worker(self) -> Iterator[Process]:
        """A Celery worker of one process for all queues."""
        process = self.start_worker()
        try:
            yield process
        finally:
            process.kill()

    def start_worker(self) -> Process:
        command = [
            "-q",
            "-A",
            "config",
            "worker",
            "-c",
            "1",
            "-l",
            "ERROR",
            "--without-gossip",
            "--without-mingle",
            "--without-heartbeat",
        ]
        with (self.folder / "worker.log").open("ab") as log:
            started = subprocess.Popen(
                [sys.executable, "-m", "celery", *command], cwd=ROOT, stdout=log, stderr=log, start_new_session=True,
                env={**os.environ, "PYTHONWARNINGS": "ignore"},
            )  # fmt: skip
        return Process(started)

    def jump(self, seconds: int) -> None:
        """Put the clock of every process forward or back."""
        self.jump_file.write_text(str(seconds))


def wait_until(is_so, seconds: float = START_SECONDS) -> None:
    """Look until it is so.

    Raises:
        TimeoutError: it did not come about.
    """
    give_up_at = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > give_up_at:
            raise TimeoutError(f"{getattr(is_so, '__qualname__', is_so)} did not come about in {seconds} s")
        time.sleep(0.05)
