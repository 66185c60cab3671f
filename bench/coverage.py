"""How long sealing a year takes over 100 000 units, as a ratio to one hand-written grouped statement.

    DATABASE_URL=postgres://… .venv/bin/python -m bench.coverage [--json]

Both tell, for each of 2 850 superior unions and each category, how many units are established and how many of them are
standard by the four conditions. The hand-written statement only counts. Ours judges every unit, writes its facts and
verdicts to the snapshot, and then the figures. Medians of turns taken alternately over the same database; exits with 1
above the floor, or where the counts differ.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from statistics import median
from time import perf_counter
from typing import Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext, setup_databases, teardown_databases

from bench.units_of_a_city import YEAR, fill_city
from office import clock
from office.years import law_of_year
from vitality.models import YearSnapshot
from vitality.rules.coverage import snapshot_day
from vitality.selectors.coverage.figures import sealed_figures
from vitality.selectors.coverage.units import DOCUMENT
from vitality.services.snapshots import write_snapshot

UNIT_COUNT, FILER_COUNT = 100_000, 2_850
TURNS, WARM_UP_TURNS = 9, 2
MOST_RATIO, MOST_PAGE_QUERIES = 1.5, 3

Counts = dict[tuple[int, str], tuple[int, int]]

BY_HAND = """
WITH plan AS (
  SELECT p.union_id,
         count(i.id) > 0
         AND count(*) FILTER (WHERE i.progress_percent >= 100 AND i.confirmed_at IS NOT NULL) = count(i.id)
         AND count(*) FILTER (WHERE i.target <> '' AND i.measures <> '' AND i.responsible_person <> ''
                                AND i.due_on IS NOT NULL) = count(i.id)
         AND count(*) FILTER (WHERE i.system = '') >= 1
         AND count(*) FILTER (WHERE i.system = 'org_system') > 0
         AND count(*) FILTER (WHERE i.system = 'democratic_mgmt_system') > 0
         AND (p.mode = '2+x' OR count(*) FILTER (WHERE i.system = 'collective_bargaining_system') > 0) AS is_done
    FROM appraisal_annualplan p LEFT JOIN appraisal_planitem i ON i.plan_id = p.id
   WHERE p.year = %(year)s
   GROUP BY p.union_id, p.mode
), moved AS (
  SELECT DISTINCT ON (union_id) union_id, superior_id FROM unions_formersuperior
   WHERE until_on > %(day)s ORDER BY union_id, until_on
)
SELECT CASE WHEN s.kind = 'township_union' THEN coalesce(sm.superior_id, s.superior_id) ELSE s.id END AS filer,
       CASE WHEN u.ownership_type IN ('1', '9') OR u.is_state_controlled THEN 'public' ELSE 'nonpublic_100' END AS kind,
       count(*) FILTER (WHERE coalesce(plan.is_done, c.plan_implemented) AND c.is_rights_kept AND c.is_welcomed
                          AND a.composite_numerator * 10 >= a.composite_denominator * 7),
       count(*)
  FROM unions_union u
  LEFT JOIN moved um ON um.union_id = u.id
  JOIN unions_union s ON s.id = coalesce(um.superior_id, u.superior_id)
  LEFT JOIN moved sm ON sm.union_id = s.id
  LEFT JOIN plan ON plan.union_id = u.id
  LEFT JOIN appraisal_appraisalsession a
         ON a.union_id = u.id AND a.work_year = %(year)s AND a.verdict = 'valid' AND a.certified_at IS NOT NULL
        AND a.state IN ('counted', 'certified', 'published', 'finished')
  LEFT JOIN appraisal_yearconfirmation c ON c.union_id = u.id AND c.year = %(year)s
 WHERE u.kind = 'grassroots_union'
   AND (u.founded_on IS NULL OR u.founded_on <= %(day)s) AND (u.closed_on IS NULL OR u.closed_on > %(day)s)
   AND (u.ownership_type IN ('1', '9') OR u.is_state_controlled OR u.employee_count >= 100)
 GROUP BY 1, 2
"""


def measure() -> dict[str, float]:
    """Seconds of both and their ratio, over a database made for this run and dropped after it."""
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        fill_city(UNIT_COUNT, FILER_COUNT)
        return _measured()
    finally:
        teardown_databases(databases, verbosity=0)


def _measured() -> dict[str, float]:
    seconds: dict[str, list[float]] = {"by_hand": [], "snapshot": []}
    for turn in range(TURNS + WARM_UP_TURNS):
        counted, by_hand_seconds = _timed(_by_hand)
        _empty_snapshots()
        snapshot, snapshot_seconds = _timed(_write)
        if counted != {key: pair for key, pair in sealed_figures(snapshot).counts.items() if pair[1]}:
            raise ValueError("the snapshot's counts differ from those counted by hand")
        if turn >= WARM_UP_TURNS:
            seconds["by_hand"].append(by_hand_seconds)
            seconds["snapshot"].append(snapshot_seconds)
    by_hand, snapshot = (median(taken) for taken in seconds.values())
    return {
        "units": UNIT_COUNT, "superior_unions": FILER_COUNT, "by_hand_seconds": by_hand,
        "snapshot_seconds": snapshot, "ratio": snapshot / by_hand, "page_queries": _page_queries(),
    }  # fmt: skip


def _timed(work: Callable[[], Any]) -> tuple[Any, float]:
    began = perf_counter()
    found = work()
    return found, perf_counter() - began


def _by_hand() -> Counts:
    day = snapshot_day(YEAR, law_of_year(DOCUMENT, YEAR))
    with connection.cursor() as cursor:
        cursor.execute(BY_HAND, {"year": YEAR, "day": day})
        return {(filer, category): (standard, total) for filer, category, standard, total in cursor.fetchall()}


def _write() -> YearSnapshot:
    """A snapshot of the whole city, committed."""
    law = law_of_year(DOCUMENT, YEAR)
    with transaction.atomic():
        snapshot = YearSnapshot.objects.create(
            year=YEAR, version=1, day=snapshot_day(YEAR, law), law=law.as_json(), computed_at=clock.now()
        )
        write_snapshot(snapshot, law)
        return snapshot


def _empty_snapshots() -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE vitality_snapshotunit, vitality_snapshotfigure, vitality_yearsnapshot")


def _page_queries() -> int:
    """Queries that the report page needs for its figures."""
    with CaptureQueriesContext(connection) as queries:
        sealed_figures(YearSnapshot.objects.latest("version")).of(None)
    return len(queries)


def main() -> int:
    """Measure, print, and judge by the floor."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    as_json = parser.parse_args().json
    if connection.vendor != "postgresql":
        sys.stderr.write("bench.coverage needs PostgreSQL: set DATABASE_URL\n")
        return 2
    found = measure()
    is_met = found["ratio"] <= MOST_RATIO and found["page_queries"] <= MOST_PAGE_QUERIES
    if as_json:
        sys.stdout.write(json.dumps({**found, "most_ratio": MOST_RATIO, "meets_floor": is_met}) + "\n")
    else:
        sys.stdout.write(
            f"{found['units']:,} units under {found['superior_unions']:,} superior unions: by hand "
            f"{found['by_hand_seconds']:.3f} s, written to the snapshot {found['snapshot_seconds']:.3f} s, "
            f"ratio {found['ratio']:.2f} (at most {MOST_RATIO}): {'met' if is_met else 'NOT MET'}\n"
        )
    return 0 if is_met else 1


if __name__ == "__main__":
    sys.exit(main())
