"""How long the register's table takes over 10 000 unions, as a ratio to a bare view that lists the same 50 rows.

    .venv/bin/python -m bench.register [--json]

The floor: the page in less than 150 ms of server time, and at most three times the bare view. Both go through the same
middleware, for the same person; the medians of turns taken alternately are compared. Exits with 1 above the floor.
"""

from __future__ import annotations

import argparse
import json
import sys
from statistics import median
from time import perf_counter

from django.test import Client
from django.test.utils import override_settings, setup_databases, teardown_databases

from bench.cities import filled_city
from office import clock
from unions.kinds import Department, RoleKind
from unions.models import Post, Union, User

UNION_COUNT = 10_000
TURNS = 40
WARM_UP_TURNS = 5
MOST_SECONDS = 0.150
MOST_RATIO = 3
PAGE, BARE = "/unions/", "/bare/"


def measure() -> dict[str, float]:
    """Seconds of both pages and their ratio, over a database made for this run and dropped after it."""
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        with override_settings(ROOT_URLCONF="bench.bare_register", ALLOWED_HOSTS=["testserver"]):
            return _measured(_signed_in(filled_city(UNION_COUNT)))
    finally:
        teardown_databases(databases, verbosity=0)


def _signed_in(city: Union) -> Client:
    """A browser of the city department that keeps the register."""
    user = User.objects.create(
        username="bench", full_name="测试", must_change_password=False, password_changed_at=clock.now()
    )
    Post.objects.create(
        user=user,
        union=city,
        role=RoleKind.DEPARTMENT_REVIEWER,
        department=Department.ORGANISATION,
        from_on=clock.today(),
    )
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _measured(client: Client) -> dict[str, float]:
    seconds: dict[str, list[float]] = {PAGE: [], BARE: []}
    for turn in range(TURNS + WARM_UP_TURNS):
        for path, taken in seconds.items():
            took = _timed(client, path)
            if turn >= WARM_UP_TURNS:
                taken.append(took)
    page, bare = median(seconds[PAGE]), median(seconds[BARE])
    return {"page_seconds": page, "bare_seconds": bare, "ratio": page / bare}


def _timed(client: Client, path: str) -> float:
    began = perf_counter()
    status = client.get(path).status_code
    if status != 200:
        raise RuntimeError(f"{path} answered {status}")
    return perf_counter() - began


def main() -> int:
    """Measure, print, and judge by the floor."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    found = measure()
    meets_floor = found["page_seconds"] < MOST_SECONDS and found["ratio"] <= MOST_RATIO
    if options.json:
        print(json.dumps({"unions": UNION_COUNT, **found, "meets_floor": meets_floor}))
    else:
        page, bare = (found[key] * 1000 for key in ("page_seconds", "bare_seconds"))
        print(
            f"register of {UNION_COUNT:,} unions: {page:.1f} ms; bare view: {bare:.1f} ms; ratio {found['ratio']:.2f}"
        )
        floor = f"under {MOST_SECONDS * 1000:.0f} ms and at most {MOST_RATIO} times the bare view"
        print(f"floor: {floor}: {'met' if meets_floor else 'NOT MET'}")
    return 0 if meets_floor else 1


if __name__ == "__main__":
    sys.exit(main())
