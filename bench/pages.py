"""Pages a second of the ten most used pages, as a share of a bare view that lists 50 rows behind the same middleware.

    DATABASE_URL=postgres://… REDIS_URL=redis://… .venv/bin/python -m bench.pages [--json] [--quick]

Real gunicorn (two workers of four threads) over the demonstration's city; every page takes turns with the bare one.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import geometric_mean, median
from time import perf_counter

from django.core.management import call_command
from django.test import Client
from django.test.utils import setup_databases, teardown_databases
from django.urls import reverse

from bench.voters import _open_line
from office import clock
from tests.serving import served
from unions.kinds import Department, RoleKind
from unions.models import Post, Union, User
from vitality.models import Application, Round

BARE = "/bare/"
CLIENTS = 8
# A page with all of the house around its rows does more than a list without any.
LEAST_RATIO = 0.15


def pages() -> dict[str, str]:
    """The ten, by what they are."""
    round, application = Round.objects.latest("pk"), Application.objects.order_by("pk").first()
    unit = Union.objects.filter(kind="grassroots").order_by("pk").first() or Union.objects.latest("pk")
    return {
        "work_desk": reverse("home"),
        "register": reverse("unions:union_list"),
        "tree": reverse("unions:union_tree"),
        "unit": reverse("unions:union_detail", args=[unit.pk]),
        "rounds": reverse("vitality:round_list"),
        "forms": reverse("vitality:application_list", args=[round.pk]),
        "form": reverse("vitality:application_detail", args=[application.pk]),
        "reviews": reverse("vitality:review_list"),
        "sessions": reverse("appraisal:session_list"),
        "jobs": reverse("office:job_list"),
    }


def cookie() -> str:
    """A browser of the city department that reviews."""
    post = Post.objects.filter(
        role=RoleKind.DEPARTMENT_REVIEWER, department=Department.DEMOCRATIC_MANAGEMENT, to_on=None
    ).first()
    User.objects.filter(pk=post.user_id).update(must_change_password=False, password_changed_at=clock.now())
    client = Client()
    client.force_login(post.user, backend="django.contrib.auth.backends.ModelBackend")
    return f"sessionid={client.cookies['sessionid'].value}"


def speed(port: int, path: str, cookie: str, count: int, clients: int = CLIENTS) -> float:
    """Pages a second over so many kept connections.

    Raises:
        RuntimeError: for any answer but 200.
    """
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n\r\n".encode()

    async def client(shares: int) -> None:
        line = await _open_line(port)
        for _ in range(shares):
            answer = await line.ask(request)
            if b" 200 " not in answer[:20]:
                raise RuntimeError(f"{path}: {answer[:60]!r}")
        line.transport.close()

    async def run() -> None:
        await asyncio.gather(*(client(count // clients) for _ in range(clients)))

    began = perf_counter()
    asyncio.run(run())
    return count // clients * clients / (perf_counter() - began)


def measure(turns: int, count: int) -> dict[str, float]:
    """Pages a second and ratios, over a database made for this run and dropped after it."""
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        call_command("load_demo", verbosity=0)
        changes = {"DJANGO_SETTINGS_MODULE": "faults.settings", "SERVED_URLS": "bench.bare_register"}
        with tempfile.TemporaryDirectory() as folder, served(Path(folder), **changes) as server:
            return measured(server.port, turns, count)
    finally:
        teardown_databases(databases, verbosity=0)


def measured(port: int, turns: int, count: int) -> dict[str, float]:
    """Each page beside the bare one in every turn; medians."""
    known, signed_in = pages(), cookie()
    figures: dict[str, float] = {}
    bare: list[float] = []
    for name, path in known.items():
        ratios, speeds = [], []
        speed(port, path, signed_in, CLIENTS * 2)
        for _ in range(turns):
            floor, ours = speed(port, BARE, signed_in, count), speed(port, path, signed_in, count)
            ratios.append(ours / floor)
            speeds.append(ours)
            bare.append(floor)
        figures |= {f"{name}_pages_per_second": median(speeds), f"{name}_ratio": median(ratios)}
    figures["bare_pages_per_second"] = median(bare)
    figures["mean_ratio"] = geometric_mean([figures[f"{name}_ratio"] for name in known])
    return figures


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and judge by the floor."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--quick", action="store_true", help="a short run, to see that it works")
    options = parser.parse_args(arguments)
    figures = measure(*((1, 40) if options.quick else (5, 160)))
    met = figures["mean_ratio"] >= LEAST_RATIO
    if options.json:
        print(json.dumps({**figures, "meets_floor": met}))
    else:
        print("\n".join(f"{name:36} {value:12,.2f}" for name, value in figures.items()))
        print(f"floor: mean ratio at least {LEAST_RATIO}: {'met' if met else 'NOT MET'}")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
