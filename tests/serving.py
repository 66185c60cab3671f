"""A real gunicorn over the database of this process, to be loaded, killed and searched."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from django.conf import settings
from django.db import connection

START_SECONDS = 60
WORKERS, THREADS = 2, 4


@dataclass
class Server:
    """A running gunicorn with its port and the file of everything it says."""

    process: subprocess.Popen
    port: int
    log: Path

    def workers(self) -> list[int]:
        """The process numbers of the workers that live now."""
        found = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(self.process.pid)], capture_output=True, text=True, check=False
        )
        return [int(line) for line in found.stdout.split()]

    def kill(self) -> None:
        """End master and workers without a word (SIGKILL to the whole group)."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def database_url() -> str:
    """The address of the database this process works on."""
    at = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{at['NAME']}"
    return f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT'] or 5432}/{at['NAME']}"


def free_port() -> int:
    """A port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def served(folder: Path, **changes: str) -> Iterator[Server]:
    """A server in a session of its own; `folder` takes its log and its temporary files, `changes` its environment."""
    port = free_port()
    log = folder / f"server-{port}.log"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.serving_settings",
        "DATABASE_URL": database_url(),
        "SECRET_KEY": settings.SECRET_KEY,
        "FILE_STORE_DIR": str(settings.FILE_STORE_DIR),
        "TMPDIR": str(folder),
        **changes,
    }
    options = f"--workers {WORKERS} --worker-class gthread --threads {THREADS} --keep-alive 30 --no-control-socket"
    options += " --access-logfile - --logger-class config.access_log.AccessLog"
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", *options.split(), "config.wsgi"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=settings.BASE_DIR, env=environment, stdout=output, stderr=output, start_new_session=True
        )
    server = Server(process, port, log)
    try:
        _wait_until_it_answers(server)
        yield server
    finally:
        server.kill()


def _wait_until_it_answers(server: Server) -> None:
    give_up_at = time.monotonic() + START_SECONDS
    while time.monotonic() < give_up_at:
        if server.process.poll() is not None:
            break
        with suppress(OSError):
            line = HTTPConnection("127.0.0.1", server.port, timeout=START_SECONDS)
            line.request("GET", "/v/")
            line.getresponse().read()
            return
        time.sleep(0.05)
    raise RuntimeError(f"the server did not start:\n{server.log.read_text('utf-8')}")
