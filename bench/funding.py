"""How long the year plan of 10 000 recipients takes, as a ratio to writing the same rows with bulk_create alone.

    .venv/bin/python -m bench.funding [--json]

The floor: at most twice. The plan reads every fact, applies the rules and writes what is due, with its sealed basis;
the bare run writes copies of the very rows the plan wrote, in the same portions, and does nothing else. Both run on a
database made for this and dropped afterwards; the medians of turns taken alternately are compared. Exits with 1 above
the floor.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from statistics import median
from time import perf_counter

from django.db import transaction
from django.test.utils import setup_databases, teardown_databases

from bench.cities import filled_city
from funding.models import Tranche
from funding.services.computing import CHUNK, compute_due
from office import clock
from unions.kinds import SectorTier, UnionKind
from unions.models import Union
from unions.models.union import path_segment
from vitality.kinds import TypicalKind, TypicalLevel
from vitality.models import Typical

RECIPIENT_COUNT = 10_000
YEAR = 2014
TURNS = 5
MOST_RATIO = 2


def measure() -> dict[str, float]:
    """Seconds of both runs and their ratio."""
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        _fill()
        return _measured()
    finally:
        teardown_databases(databases, verbosity=0)


def _fill() -> None:
    """Sector unions that have just become typical, each with a tranche due."""
    filled_city(union_count=200)
    district = Union.objects.filter(kind=UnionKind.DISTRICT_UNION).first()
    unions = Union.objects.bulk_create(
        Union(
            kind=UnionKind.SECTOR_UNION, name=f"第{number}行业工会", name_pinyin="", superior=district,
            sector_tier=SectorTier.COUNTY, employee_count=9, path=f"~{number}",
        )
        for number in range(RECIPIENT_COUNT)
    )  # fmt: skip
    for union in unions:
        union.path = district.path + path_segment(union.pk)
    Union.objects.bulk_update(unions, ["path"], batch_size=500)
    Typical.objects.bulk_create(
        Typical(unit=union, superior=district, year=YEAR, level=TypicalLevel.CITY, kind=TypicalKind.SECTOR)
        for union in unions
    )


def _measured() -> dict[str, float]:
    plan, bare = [], []
    for _ in range(TURNS):
        plan.append(_timed(lambda: compute_due(year=YEAR, user=None, at=clock.now())))
        rows = list(Tranche.objects.order_by("pk"))
        if len(rows) != RECIPIENT_COUNT:
            raise RuntimeError(f"{len(rows)} tranches for {RECIPIENT_COUNT} recipients")
        _empty()
        for row in rows:
            row.pk = None
        bare.append(_timed(lambda rows=rows: _written(rows)))
        _empty()
    ratio = median(plan) / median(bare)
    figures = {"plan_seconds": median(plan), "bare_seconds": median(bare), "ratio": ratio}
    return {**figures, "meets_floor": ratio <= MOST_RATIO}


def _written(rows: list[Tranche]) -> None:
    for start in range(0, len(rows), CHUNK):
        with transaction.atomic():
            Tranche.objects.bulk_create(rows[start : start + CHUNK])


def _empty() -> None:
    Tranche.objects.all().delete()


def _timed(act: Callable[[], object]) -> float:
    began = perf_counter()
    act()
    return perf_counter() - began


def main() -> int:
    """Print the figures; 1 when the floor is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")
    found = measure()
    if parser.parse_args().json:
        print(json.dumps(found))
    else:
        print(
            f"year plan of {RECIPIENT_COUNT:,} recipients {found['plan_seconds']:.2f} s, the same rows alone"
            f" {found['bare_seconds']:.2f} s: {found['ratio']:.2f} times (at most {MOST_RATIO})"
        )
    return 0 if found["meets_floor"] else 1


if __name__ == "__main__":
    sys.exit(main())
