"""Ten minutes at half of what the site can do, with a look at its memory every few seconds: it has to stay flat.

    DATABASE_URL=postgres://… REDIS_URL=redis://… ./dev soak [--minutes 10]

Votes and staff pages, each at a quarter of the rate measured in the first seconds, so half of the machine for both.
Flat: over the second half of the time the memory of all processes of the web server grows by less than a twentieth. The
load has to be held to the end, and no answer may be an error.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from time import perf_counter
from uuid import UUID

from django.core.management import call_command
from django.db import connection
from django.test.utils import setup_databases, teardown_databases

from bench.pages import cookie, pages, speed
from bench.voters import Tally, Vote, _open_line, _vote, closed_loop
from tests.appraisal.conftest import make_hall
from tests.serving import Server, served

LOOK_EVERY_SECONDS = 5
MOST_GROWTH = 0.05
TRIAL_VOTES = 400
TRIAL_PAGES = 160
# A soak that held less than this part of the load it set out to hold says nothing.
LEAST_HELD = 0.95


@dataclass
class Load:
    """What was sent, and how the server was meanwhile."""

    tally: Tally = field(default_factory=Tally)
    page_count: int = 0
    page_faults: int = 0
    megabytes: list[float] = field(default_factory=list)


def megabytes(server: Server) -> float:
    """Proportional memory of master and workers; shared pages count once."""
    processes = [server.process.pid, *server.workers()]
    total = 0
    for process in processes:
        text = Path(f"/proc/{process}/smaps_rollup").read_text("utf-8")
        total += next(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:"))
    return total / 1024


async def voters(port: int, votes: list[Vote], per_second: float, until: float, load: Load) -> None:
    """Votes at a steady pace, eight connections kept."""
    lines = [await _open_line(port) for _ in range(8)]
    free = asyncio.Queue()
    for line in lines:
        free.put_nowait(line)
    began, pending = perf_counter(), set()

    async def one(vote: Vote) -> None:
        line = await free.get()
        await _vote(line, vote, load.tally)
        free.put_nowait(line)

    for number, vote in enumerate(votes):
        await asyncio.sleep(max(0.0, began + number / per_second - perf_counter()))
        if perf_counter() > until:
            break
        task = asyncio.create_task(one(vote))
        pending.add(task)
        task.add_done_callback(pending.discard)
    await asyncio.gather(*pending)


async def readers(port: int, paths: list[str], signed_in: str, per_second: float, until: float, load: Load) -> None:
    """Staff pages at a steady pace, one after the other."""
    line, began, number = await _open_line(port), perf_counter(), 0
    while perf_counter() < until:
        await asyncio.sleep(max(0.0, began + number / per_second - perf_counter()))
        path = paths[number % len(paths)]
        answer = await line.ask(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {signed_in}\r\n\r\n".encode())
        load.page_count += 1
        load.page_faults += b" 200 " not in answer[:20]
        number += 1


def voting_hall(size: int) -> tuple[UUID, list[Vote]]:
    """The key of a poll that is open, and a vote for each of its slips."""
    hall = make_hall(due=size).prepare_box()
    hall.step("start_voting")
    return hall.poll.pk, [Vote(hall.poll.slug, code) for code in hall.slips or ()]


async def looker(server: Server, until: float, load: Load) -> None:
    """The memory, now and then."""
    while perf_counter() < until:
        load.megabytes.append(megabytes(server))
        await asyncio.sleep(LOOK_EVERY_SECONDS)


def soak(server: Server, seconds: float) -> dict[str, float]:
    """Measure the most, then hold half of it."""
    _, trial = voting_hall(TRIAL_VOTES)
    most_votes = closed_loop(server.port, trial, 8).votes_per_second
    signed_in, paths = cookie(), list(pages().values())
    most_pages = median(speed(server.port, path, signed_in, TRIAL_PAGES // 10 * 2, 4) for path in paths)
    # Half of the machine for both together: a quarter of the most of each.
    votes_per_second, pages_per_second = most_votes / 4, most_pages / 4
    poll, votes = voting_hall(int(votes_per_second * seconds))
    load, until = Load(), perf_counter() + seconds

    async def run() -> None:
        await asyncio.gather(
            voters(server.port, votes, votes_per_second, until, load),
            readers(server.port, paths, signed_in, pages_per_second, until, load),
            looker(server, until, load),
        )

    asyncio.run(run())
    half = load.megabytes[len(load.megabytes) // 2 :]
    third = max(1, len(half) // 3)
    before, after = median(half[:third]), median(half[-third:])
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM appraisal_boxitem WHERE poll = %s", [poll])
        items = cursor.fetchone()[0]
    return {
        "seconds": seconds, "votes_per_second": votes_per_second, "pages_per_second": pages_per_second,
        "votes": load.tally.recorded_count, "vote_failures": len(load.tally.failures), "pages": load.page_count,
        "page_failures": load.page_faults, "votes_lost": load.tally.recorded_count - items,
        "megabytes_first": load.megabytes[0], "megabytes_half": before, "megabytes_end": after,
        "growth": after / before - 1, "held": min(
            load.tally.recorded_count / (votes_per_second * seconds), load.page_count / (pages_per_second * seconds)
        ),
    }  # fmt: skip


def main() -> int:
    """Run, print, judge."""
    parser = argparse.ArgumentParser(prog="./dev soak", description="以实测上限的一半持续加压，看内存是否增长。")
    parser.add_argument("--minutes", type=float, default=10, help="持续几分钟")
    parser.add_argument("--json", action="store_true", help="结果打印为 JSON")
    options = parser.parse_args()
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        call_command("load_demo", verbosity=0)
        with (
            tempfile.TemporaryDirectory() as folder,
            served(Path(folder), DJANGO_SETTINGS_MODULE="faults.settings") as server,
        ):
            figures = soak(server, options.minutes * 60)
    finally:
        teardown_databases(databases, verbosity=0)
    bad = figures["vote_failures"] + figures["page_failures"] + abs(figures["votes_lost"])
    is_flat = figures["growth"] <= MOST_GROWTH and figures["held"] >= LEAST_HELD and not bad
    if options.json:
        print(json.dumps({**figures, "meets_floor": is_flat}))
    else:
        print("\n".join(f"{name:24} {value:12,.2f}" for name, value in figures.items()))
        print(f"load held, memory flat, no failure: {'met' if is_flat else 'NOT MET'}")
    return 0 if is_flat else 1


if __name__ == "__main__":
    sys.exit(main())
