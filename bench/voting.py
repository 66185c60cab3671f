"""How fast members vote, against a bare Django view; and how fast a box opens.

    DATABASE_URL=postgres://… REDIS_URL=redis://… .venv/bin/python -m bench.voting [--json] [--quick]

Real gunicorn (two workers of four threads) over PostgreSQL with its pool, `synchronous_commit` on, one access log
each. Both sides take turns in one run; the ratios are medians of each turn's. Exits with 1 where a floor is missed.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from statistics import median, quantiles

from django.db import connection
from django.test.utils import setup_databases, teardown_databases

from appraisal.models import BoxItem, Slip
from bench.opening import opening_figures
from bench.voters import Tally, Vote, closed_loop, open_loop
from tests.appraisal.conftest import Hall, make_hall
from tests.serving import served

LEAST_RATIO = 0.8
LEAST_ONE_POLL_RATIO = 0.95
MOST_OPENING_SECONDS = 2.0
VOTERS_PER_SECOND = 200
POLL_COUNT = 30
CLIENTS = (8, 32)


@dataclass(frozen=True)
class Size:
    """How much is measured."""

    turns: int
    votes_a_turn: int
    open_loop_votes: int
    boxes: tuple[int, ...]

    @property
    def slips(self) -> int:
        """Slips of one poll for everything: two sides and the one-poll side at each number of clients, warm-up."""
        return (self.turns + 1) * self.votes_a_turn * 3 * len(CLIENTS) + self.open_loop_votes


WHOLE = Size(turns=31, votes_a_turn=150, open_loop_votes=3000, boxes=(5_000, 100_000))
QUICK = Size(turns=5, votes_a_turn=100, open_loop_votes=600, boxes=(1_000,))


class Votes:
    """Slips that were not used yet, of one poll or taken in turn from many."""

    def __init__(self, halls: list[Hall]) -> None:
        self.left = self._all(halls)

    def _all(self, halls: list[Hall]) -> Iterator[Vote]:
        stacks = [(hall.poll.slug, iter(hall.slips)) for hall in halls]
        while True:
            for slug, slips in stacks:
                yield Vote(slug, next(slips))

    def take(self, count: int) -> list[Vote]:
        """The next slips."""
        return list(islice(self.left, count))


def turns_taken(size: Size, sides: dict[str, Callable[[], Tally]]) -> dict[str, list[float]]:
    """Votes per second of each side turn by turn, after one turn to warm up; who goes first changes every turn."""
    found: dict[str, list[float]] = {name: [] for name in sides}
    for turn in range(size.turns + 1):
        for name in list(sides)[:: -1 if turn % 2 else 1]:
            tally = sides[name]()
            if tally.failures:
                raise RuntimeError(f"{name}: {len(tally.failures)} votes failed, first: {tally.failures[0]}")
            if turn:
                found[name].append(tally.votes_per_second)
    return found


def _ratio(ours: list[float], theirs: list[float]) -> float:
    """The median of the ratios within each turn: what else the machine does at the time falls out."""
    return median(one / other for one, other in zip(ours, theirs, strict=True))


def voting_figures(size: Size, folder: Path) -> dict[str, float]:
    """Ratios at each number of clients, and the open loop."""
    one = Votes([_opened(size.slips)])
    many = Votes([_opened(size.slips // POLL_COUNT) for _ in range(POLL_COUNT)])
    bare = {"SERVED_BARE": "true", "SERVED_URLS": "bench.bare_ballots"}
    figures: dict[str, float] = {}
    with served(folder) as ours, served(folder, **bare) as floor:
        for clients in CLIENTS:
            speeds = turns_taken(
                size,
                {
                    "floor": lambda n=clients: closed_loop(floor.port, one.take(size.votes_a_turn), n),
                    "one": lambda n=clients: closed_loop(ours.port, one.take(size.votes_a_turn), n),
                    "many": lambda n=clients: closed_loop(ours.port, many.take(size.votes_a_turn), n),
                },
            )
            figures |= {f"{name}_votes_per_second_{clients}": median(taken) for name, taken in speeds.items()}
            figures[f"ratio_{clients}"] = _ratio(speeds["one"], speeds["floor"])
            figures[f"one_poll_ratio_{clients}"] = _ratio(speeds["one"], speeds["many"])
        figures |= _arriving(open_loop(ours.port, one.take(size.open_loop_votes), VOTERS_PER_SECOND))
    figures["used_slips"] = Slip.objects.filter(state="used").count()
    figures["box_items"] = BoxItem.objects.count()
    return figures


def _opened(due_count: int) -> Hall:
    hall = make_hall(due=due_count).prepare_box()
    hall.step("start_voting")
    return hall


def _arriving(tally: Tally) -> dict[str, float]:
    def p(part: int, seconds: list[float]) -> float:
        return quantiles(seconds, n=100)[part - 1] * 1000

    return {
        "open_loop_failures": len(tally.failures),
        "page_p50_milliseconds": p(50, tally.page_seconds),
        "page_p99_milliseconds": p(99, tally.page_seconds),
        "cast_p50_milliseconds": p(50, tally.cast_seconds),
        "cast_p99_milliseconds": p(99, tally.cast_seconds),
    }


def is_met(figures: dict[str, float]) -> bool:
    """Whether every floor holds; the open loop is only reported."""
    return (
        all(figures[f"ratio_{clients}"] >= LEAST_RATIO for clients in CLIENTS)
        and all(figures[f"one_poll_ratio_{clients}"] >= LEAST_ONE_POLL_RATIO for clients in CLIENTS)
        and figures["used_slips"] == figures["box_items"]
        and figures.get("opening_seconds_5000", 0.0) < MOST_OPENING_SECONDS
    )


def measure(size: Size) -> dict[str, float]:
    """Everything, over a database made for this run and dropped after it."""
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        with tempfile.TemporaryDirectory() as folder:
            return voting_figures(size, Path(folder)) | opening_figures(size.boxes)
    finally:
        teardown_databases(databases, verbosity=0)


def main() -> int:
    """Measure, print, and judge by the floors."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--quick", action="store_true", help="a short run, to see that it works")
    options = parser.parse_args()
    if connection.vendor != "postgresql":
        sys.exit("set DATABASE_URL to a PostgreSQL database; the numbers of SQLite say nothing about a hall")
    figures = measure(QUICK if options.quick else WHOLE)
    met = is_met(figures)
    if options.json:
        print(json.dumps({**figures, "meets_floor": met}))
    else:
        print("\n".join(f"{name:36} {value:12,.2f}" for name, value in figures.items()))
        print(f"floors: {'met' if met else 'NOT MET'}")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
