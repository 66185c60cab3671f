"""Totals over a season's ballots, against one SQL statement that counts as many plain rows.

    DATABASE_URL=postgres://… .venv/bin/python -m bench.tally [--json] [--quick] [--whole]

The floor is what a site with a row per vote would do: one GROUP BY over the rows. Ours adds up the counts that were
written once at each opening. Ten million ballots with --whole, else one million; 500 ballots a poll.
"""

from __future__ import annotations

import argparse
import json
import sys
from statistics import median
from time import perf_counter

from django.db import connection
from django.db.models import Sum
from django.test.utils import setup_databases, teardown_databases

from appraisal.models import Result

BALLOTS_A_POLL = 500
ANSWERS = ("satisfied", "basically_satisfied", "dissatisfied", "unknown")
TURNS = 5
MOST_RATIO = 1.0
FILL_PLAIN = """
CREATE TABLE bench_plain AS SELECT (n / %s)::int AS poll, (n %% 4)::smallint AS answer FROM generate_series(0, %s - 1) n
"""
FILL_OURS = """
INSERT INTO appraisal_result (poll, question, option, ballot_count)
SELECT md5(p::text)::uuid, 'chair',
       (ARRAY['satisfied', 'basically_satisfied', 'dissatisfied', 'unknown'])[a + 1], %s / 4
FROM generate_series(0, %s - 1) p, generate_series(0, 3) a
"""
COUNT_PLAIN = "SELECT answer, count(*) FROM bench_plain GROUP BY answer"


def measure(ballots: int) -> dict[str, float]:
    """Seconds of both and their ratio; the totals must agree."""
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        with connection.cursor() as cursor:
            cursor.execute(FILL_PLAIN, [BALLOTS_A_POLL, ballots])
            cursor.execute(FILL_OURS, [BALLOTS_A_POLL, ballots // BALLOTS_A_POLL])
            cursor.execute("ANALYZE")
        floor, ours = [], []
        for _ in range(TURNS):
            plain, took = timed(count_plain)
            floor.append(took)
            summed, took = timed(count_ours)
            ours.append(took)
            if sorted(plain.values()) != sorted(summed.values()):
                raise RuntimeError(f"{plain} is not {summed}")
        return {
            "ballots": ballots, "floor_seconds": median(floor), "tally_seconds": median(ours),
            "ratio": median(ours) / median(floor),
        }  # fmt: skip
    finally:
        teardown_databases(databases, verbosity=0)


def timed(task) -> tuple[dict, float]:
    began = perf_counter()
    return task(), perf_counter() - began


def count_plain() -> dict[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(COUNT_PLAIN)
        return dict(cursor.fetchall())


def count_ours() -> dict[str, int]:
    found = Result.objects.filter(question="chair").values_list("option").annotate(Sum("ballot_count"))
    return {option: int(count) for option, count in found}


def main() -> int:
    """Measure, print, and judge by the floor."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--quick", action="store_true", help="a short run, to see that it works")
    parser.add_argument("--whole", action="store_true", help="ten million ballots")
    options = parser.parse_args()
    if connection.vendor != "postgresql":
        sys.exit("set DATABASE_URL to a PostgreSQL database")
    figures = measure(100_000 if options.quick else 10_000_000 if options.whole else 1_000_000)
    met = figures["ratio"] <= MOST_RATIO
    if options.json:
        print(json.dumps({**figures, "meets_floor": met}))
    else:
        print("\n".join(f"{name:36} {value:12,.4f}" for name, value in figures.items()))
        print(f"floor: at most one SQL over plain rows: {'met' if met else 'NOT MET'}")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
