"""Processor time of the web processes for a vote and for a page: what capacity is calculated from.

    DATABASE_URL=postgres://… REDIS_URL=redis://… .venv/bin/python -m bench.costs [--json] [--quick]

Seconds on the clock depend on what else a machine does; processor seconds hardly do. PostgreSQL's own come on top.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path

from django.core.management import call_command
from django.test.utils import setup_databases, teardown_databases

from bench.pages import BARE, CLIENTS, cookie, pages, speed
from bench.voters import Vote, closed_loop
from tests.appraisal.conftest import make_hall
from tests.serving import Server, served

TICKS = os.sysconf("SC_CLK_TCK")
MOST_VOTE_TO_BARE = 1.0


def used_seconds(server: Server) -> float:
    """Processor seconds of the workers so far."""
    total = 0
    for process in server.workers():
        fields = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


def measure(votes: int, requests: int) -> dict[str, float]:
    """Milliseconds of processor a vote (form and ballot) and a page."""
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        call_command("load_demo", verbosity=0)
        hall = make_hall(due=votes + CLIENTS * 4).prepare_box()
        hall.step("start_voting")
        ballots = [Vote(hall.poll.slug, code) for code in hall.slips]
        changes = {"DJANGO_SETTINGS_MODULE": "faults.settings", "SERVED_URLS": "bench.bare_register"}
        with tempfile.TemporaryDirectory() as folder, served(Path(folder), **changes) as server:
            return measured(server, ballots, requests)
    finally:
        teardown_databases(databases, verbosity=0)


def measured(server: Server, ballots: list[Vote], requests: int) -> dict[str, float]:
    """Each after a few requests to warm up."""
    warm, rest = ballots[: CLIENTS * 4], ballots[CLIENTS * 4 :]
    closed_loop(server.port, warm, CLIENTS)
    before = used_seconds(server)
    recorded = closed_loop(server.port, rest, CLIENTS).recorded_count
    figures = {"vote_milliseconds": (used_seconds(server) - before) / recorded * 1000}
    signed_in = cookie()
    for name, path in {"bare": BARE, **pages()}.items():
        speed(server.port, path, signed_in, CLIENTS * 2)
        before = used_seconds(server)
        speed(server.port, path, signed_in, requests)
        figures[f"{name}_milliseconds"] = (used_seconds(server) - before) / (requests // CLIENTS * CLIENTS) * 1000
    mean = sum(figures[f"{name}_milliseconds"] for name in pages()) / len(pages())
    vote_ratio = figures["vote_milliseconds"] / figures["bare_milliseconds"]
    return {**figures, "page_milliseconds": mean, "vote_ratio": vote_ratio}


def main() -> int:
    """Measure, print, and judge: a vote, form and all, costs no more than a bare list of fifty rows."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--quick", action="store_true", help="a short run, to see that it works")
    options = parser.parse_args()
    figures = measure(*((200, 40) if options.quick else (1000, 160)))
    met = figures["vote_ratio"] <= MOST_VOTE_TO_BARE
    if options.json:
        print(json.dumps({**figures, "meets_floor": met}))
    else:
        print("\n".join(f"{name:36} {value:12,.2f}" for name, value in figures.items()))
        print(f"floor: a vote costs at most a bare list: {'met' if met else 'NOT MET'}")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
