"""Faults in the middle of a vote: the servers die, freeze, fill up or lose their clock."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from time import sleep

from django.db import connection

from appraisal.models import BoxItem, Comment, Result, Slip
from appraisal.services.counting import open_box
from bench.voters import Vote, closed_loop
from faults.ground import Ground
from faults.outcome import Outcome
from tests.appraisal.ballots.storm import Storm
from tests.appraisal.conftest import AT, Hall, make_hall
from tests.serving import Server

VOTERS = 240
BEFORE = 40
FROZEN_SECONDS = 3
ROOM_BYTES = 8 * 1024**2


def open_hall(due: int) -> Hall:
    hall = make_hall(due=due).prepare_box()
    hall.step("start_voting")
    return hall


def counted(name: str, storm: Storm, note: str = "") -> Outcome:
    """Close and open the box, and compare what is in it with what people were told."""
    hall, poll = storm.hall, storm.hall.poll.pk
    used, items = Slip.objects.filter(poll=poll, state="used").count(), BoxItem.objects.filter(poll=poll).count()
    hall.refresh()
    hall.give_superiors()
    hall.step("stop_voting", present_count=storm.hall.session.due_count, issued_count=storm.hall.session.due_count)
    open_box(session=hall.session, given_codes=hall.opening_codes[:2], user=hall.leader, at=AT)
    texts = Comment.objects.filter(poll=poll).values_list("text", flat=True)
    numbers = [int(text.removeprefix("意见")) for text in texts]
    results = {
        (question, option): count
        for question, option, count in Result.objects.filter(poll=poll).values_list(
            "question", "option", "ballot_count"
        )
    }
    good = results.get(("chair", "satisfied"), 0), results.get(("committee", "basically_satisfied"), 0)
    meant = sum(1 for number in numbers if number % 3), len(numbers)
    return Outcome(
        name=name,
        tried=storm.hall.session.due_count,
        acknowledged=len(storm.acknowledged),
        lost=len(storm.acknowledged - set(numbers)),
        doubled=len(numbers) - len(set(numbers)),
        wrong=abs(used - items) + abs(good[0] - meant[0]) + abs(good[1] - meant[1]),
        note=note,
    )


def under(ground: Ground, name: str, mischief: Callable[[Storm, Server], None], *, restart: bool = False) -> Outcome:
    """A storm with mischief in the middle; afterwards those without an answer press once more."""
    storm = Storm(open_hall(VOTERS), 0)
    with ground.web() as server:
        storm.port = server.port
        phones = storm.rage(range(VOTERS))
        storm.wait_for(BEFORE)
        mischief(storm, server)
        phones.shutdown()
        left = len(storm.left_alone)
        if not restart:
            again(storm, server.port)
    if restart:
        with ground.web() as server:
            again(storm, server.port)
    return counted(name, storm, f"{left} without an answer at first")


def again(storm: Storm, port: int) -> None:
    """A few rounds: a server that has just come back may still refuse the first ones."""
    for _ in range(10):
        if storm.left_alone:
            storm.repeat(port)


def web_killed(ground: Ground) -> Outcome:
    return under(ground, "votes: web killed", lambda _, server: server.kill(), restart=True)


def process_killed(ground: Ground) -> Outcome:
    def mischief(storm: Storm, server: Server) -> None:
        for count in (BEFORE, 2 * BEFORE, 3 * BEFORE):
            storm.wait_for(count)
            os.kill(server.workers()[0], signal.SIGKILL)

    return under(ground, "votes: web processes killed in turn", mischief)


def database_killed(ground: Ground) -> Outcome:
    def mischief(*_: object) -> None:
        ground.cluster.kill()
        connection.close()
        ground.cluster.start()

    return under(ground, "votes: PostgreSQL killed", mischief)


def redis_killed(ground: Ground) -> Outcome:
    def mischief(storm: Storm, _: Server) -> None:
        ground.redis.kill()
        storm.wait_for(2 * BEFORE)  # votes go on without it
        ground.redis.start()

    return under(ground, "votes: Redis killed", mischief)


def database_slow(ground: Ground) -> Outcome:
    """PostgreSQL stands still for seconds, as on a disk that hangs."""

    def mischief(*_: object) -> None:
        master = ground.cluster.process.pid
        found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(master)], capture_output=True, text=True, check=True)
        processes = [master, *map(int, found.stdout.split())]
        for process in processes:
            os.kill(process, signal.SIGSTOP)
        sleep(FROZEN_SECONDS)
        for process in processes:
            os.kill(process, signal.SIGCONT)

    return under(ground, f"votes: PostgreSQL frozen for {FROZEN_SECONDS} s", mischief)


def clock_jumps(ground: Ground) -> Outcome:
    def mischief(storm: Storm, _: Server) -> None:
        ground.jump(86_400)
        storm.wait_for(2 * BEFORE)
        ground.jump(-86_400)
        storm.wait_for(3 * BEFORE)
        ground.jump(0)

    return under(ground, "votes: clock jumps a day on and back", mischief)


@contextmanager
def narrow_disk(ground: Ground):
    """The ballot table, with what earlier votes left in it, lies on a disk that has a few megabytes more."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_total_relation_size(%s)", [BoxItem._meta.db_table])
        size = cursor.fetchone()[0] + ROOM_BYTES
    with tempfile.TemporaryDirectory(prefix="narrow-") as name:
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size},mode=0777", "tmpfs", name], check=True)
        try:
            yield Path(name)
        finally:
            subprocess.run(["umount", "--lazy", name], check=True)


def disk_full(ground: Ground) -> Outcome:
    """The ballots' table on a full disk: nobody may be told that the ballot is in the box."""
    with narrow_disk(ground) as folder:
        (folder / "space").mkdir(mode=0o777)
        if os.geteuid() == 0:
            subprocess.run(["chown", "postgres", str(folder / "space")], check=True)
        move_ballots(f"LOCATION '{folder / 'space'}'")
        try:

            def mischief(storm: Storm, _: Server) -> None:
                filler = folder / "filler"
                with filler.open("wb", buffering=0) as file:
                    try:
                        while True:
                            file.write(b"\0" * 4096)
                    except OSError:
                        pass
                sleep(2)
                filler.unlink()

            return under(ground, "votes: disk full, then room again", mischief)
        finally:
            move_ballots("")


def move_ballots(location: str) -> None:
    """The table of ballots to a tablespace of its own, or back."""
    table = BoxItem._meta.db_table
    with connection.cursor() as cursor:
        if location:
            cursor.execute(f"CREATE TABLESPACE narrow {location}")
            cursor.execute(f"ALTER TABLE {table} SET TABLESPACE narrow")
        else:
            cursor.execute(f"ALTER TABLE {table} SET TABLESPACE pg_default")
            cursor.execute("DROP TABLESPACE narrow")


def thousand_at_once(ground: Ground) -> Outcome:
    """A thousand phones, each with its own connection, at the same moment."""
    count = 1000
    hall = open_hall(count)
    with ground.web() as server:
        tally = closed_loop(server.port, [Vote(hall.poll.slug, code) for code in hall.slips[:count]], count)
    poll = hall.poll.pk
    used, items = Slip.objects.filter(poll=poll, state="used").count(), BoxItem.objects.filter(poll=poll).count()
    slowest = max(tally.cast_seconds, default=0)
    return Outcome(
        "votes: 1 000 at once", count, tally.recorded_count, max(0, tally.recorded_count - items),
        max(0, items - used), abs(used - items) + len(tally.failures),
        f"{tally.votes_per_second:.0f} votes/s, slowest answer {slowest:.1f} s",
    )  # fmt: skip


SCENARIOS = (
    web_killed, process_killed, database_killed, redis_killed, database_slow, disk_full, clock_jumps, thousand_at_once,
)  # fmt: skip
