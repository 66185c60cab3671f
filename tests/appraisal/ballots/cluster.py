"""A PostgreSQL of our own, to be killed: the one of the test run must not die."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event
from time import monotonic

import psycopg
from django.core.management import call_command
from django.db import connection

from tests.serving import free_port

START_SECONDS = 60


class Cluster:
    """A cluster in a folder, durable as in production; run as `postgres` where we are root, which it refuses to be."""

    def __init__(self, folder: Path, parameters: Sequence[str] = ()) -> None:
        self.folder, self.data, self.port = folder, folder / "data", free_port()
        self.parameters = ["listen_addresses=127.0.0.1", f"unix_socket_directories={folder}", *parameters]
        self.as_whom = (
            ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.geteuid() == 0 else []
        )

    def make(self) -> None:
        """Lay out the files."""
        if self.as_whom:
            shutil.chown(self.folder, "postgres", "postgres")
        command = ["initdb", f"--pgdata={self.data}", "--username=postgres", "--auth=trust", "--encoding=UTF8"]
        subprocess.run([*self.as_whom, *command], cwd=self.folder, check=True, stdout=subprocess.DEVNULL)

    def start(self) -> None:
        """Start, or recover after a kill; back when it takes connections."""
        options = ["-p", str(self.port), *(part for each in self.parameters for part in ("-c", each))]
        with (self.folder / "postgres.log").open("ab") as log:
            command = [*self.as_whom, "postgres", "-D", str(self.data), *options]
            self.process = subprocess.Popen(command, cwd=self.folder, stdout=log, stderr=log)
        pause, give_up_at = Event(), monotonic() + START_SECONDS
        while not self._takes_connections():
            if monotonic() > give_up_at or self.process.poll() is not None:
                raise RuntimeError((self.folder / "postgres.log").read_text("utf-8", errors="replace"))
            pause.wait(0.1)

    def _takes_connections(self) -> bool:
        with suppress(psycopg.OperationalError):
            psycopg.connect(host="127.0.0.1", port=self.port, user="postgres", dbname="postgres").close()
            return True
        return False

    def kill(self) -> None:
        """SIGKILL to the postmaster and every process under it."""
        master = self.process.pid
        os.kill(master, signal.SIGSTOP)  # or it would have another child before the last is dead
        found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(master)], capture_output=True, text=True, check=True)
        for process in [*map(int, found.stdout.split()), master]:
            os.kill(process, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """Leave nothing running."""
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait()


@contextmanager
def own_cluster(*parameters: str) -> Iterator[Cluster]:
    """Everything this process and its servers do with the database happens on a cluster of its own meanwhile.

    Args:
        parameters: of PostgreSQL, as `log_statement=all`.
    """
    before = dict(connection.settings_dict)
    with tempfile.TemporaryDirectory(prefix="cluster-") as name:
        cluster = Cluster(Path(name), parameters)
        cluster.make()
        cluster.start()
        connection.close()
        connection.settings_dict |= {"HOST": "127.0.0.1", "PORT": cluster.port, "NAME": "postgres", "PASSWORD": ""}
        connection.settings_dict |= {"USER": "postgres", "OPTIONS": {}}
        try:
            call_command("migrate", verbosity=0)
            yield cluster
        finally:
            connection.close()
            connection.settings_dict |= before
            cluster.stop()
