"""What the site's own service was like: pages by hour, slow statements by day. No person, no address, no vote.

Processes count by themselves and add up here every few seconds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction
from hashlib import sha256
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import F, Model
from django.db.models.functions import Greatest

from office.models import ServiceHour, SlowQuery

WINDOW: Final = timedelta(days=28)
KEPT: Final = timedelta(days=35)
# Of a thousand pages at most one may fail, of a hundred at most five may take longer than a second.
MOST_FAULTS: Final = Fraction(1, 1000)
MOST_SLOW: Final = Fraction(5, 100)
SLOW_PAGE_MILLISECONDS: Final = 1000
LONGEST_STATEMENT: Final = 2000
PLACEHOLDERS: Final = re.compile(r"\(\s*%s(?:\s*,\s*%s)+\s*\)")
COLUMN_LIST: Final = re.compile(r'(?<=SELECT )"[^()]*?(?= FROM )')
VALUES: Final = re.compile(r"'(?:[^']|'')*'|\b\d+(?:\.\d+)?\b")


@dataclass
class Counted:
    """How often, how long together, how long at most; of pages also how many failed or were slow."""

    count: int = 0
    milliseconds: int = 0
    longest: int = 0
    faults: int = 0
    slow: int = 0

    def add(self, took: int) -> None:
        """One more that took so many milliseconds."""
        self.count += 1
        self.milliseconds += took
        self.longest = max(self.longest, took)


@dataclass
class Tally:
    """The counts of one process since they were last kept."""

    pages: dict[str, Counted] = field(default_factory=dict)
    statements: dict[tuple[str, str], Counted] = field(default_factory=dict)

    def request(self, route: str, took: int, *, is_fault: bool) -> None:
        """One answered request."""
        counted = self.pages.setdefault(route, Counted())
        counted.add(took)
        counted.faults += is_fault
        counted.slow += took > SLOW_PAGE_MILLISECONDS

    def slow_query(self, statement: str, took: int, route: str) -> None:
        """One statement above the limit; its values and lists of plain columns are left out."""
        shape = VALUES.sub("?", COLUMN_LIST.sub("…", PLACEHOLDERS.sub("(…)", statement)))[:LONGEST_STATEMENT]
        self.statements.setdefault((shape, route), Counted()).add(took)

    def keep(self, *, at: datetime) -> None:
        """Add everything to the record."""
        hour = at.replace(minute=0, second=0, microsecond=0)
        for route, counted in self.pages.items():
            _add(ServiceHour, {"hour": hour, "route": route[:200]}, counted)
        for (shape, route), counted in self.statements.items():
            key = {"day": at.date(), "digest": sha256(shape.encode()).hexdigest()}
            _add(SlowQuery, key, counted, statement=shape, route=route[:200])


def _add(model: type[Model], key: dict[str, Any], counted: Counted, **first: Any) -> None:
    """Add to the row with this key, or make it; another process may be making it at the same moment."""
    sums = {"count": counted.count, "milliseconds": counted.milliseconds}
    if model is ServiceHour:
        sums |= {"fault_count": counted.faults, "slow_count": counted.slow}
    rows = model._default_manager.filter(**key)
    changes = {name: F(name) + value for name, value in sums.items()}
    changes["longest_milliseconds"] = Greatest(F("longest_milliseconds"), counted.longest)
    if rows.update(**changes):
        return
    try:
        with transaction.atomic():
            model._default_manager.create(**key, **first, **sums, longest_milliseconds=counted.longest)
    except IntegrityError:
        rows.update(**changes)


def forget_old(*, at: datetime) -> int:
    """Drop what is older than any page shows; says how many rows went."""
    hours, _ = ServiceHour.objects.filter(hour__lt=at - KEPT).delete()
    statements, _ = SlowQuery.objects.filter(day__lt=(at - KEPT).date()).delete()
    return hours + statements


@dataclass(frozen=True)
class Budget:
    """What a promise allows and what of it is used up."""

    request_count: int
    bad_count: int
    most: Fraction

    @property
    def good_rate(self) -> Fraction | None:
        """The share that was good; None while nothing was asked."""
        return 1 - Fraction(self.bad_count, self.request_count) if self.request_count else None

    @property
    def allowed_count(self) -> int:
        """How many bad ones the promise allows among so many."""
        return int(self.request_count * self.most)

    @property
    def is_kept(self) -> bool | None:
        """Whether the promise holds; None while nothing was asked."""
        return self.bad_count <= self.request_count * self.most if self.request_count else None

    @property
    def used_rate(self) -> Fraction | None:
        """The share of the allowed bad ones that happened."""
        return Fraction(self.bad_count) / (self.request_count * self.most) if self.request_count else None


@dataclass(frozen=True)
class Page:
    """One template over the window."""

    route: str
    count: int
    fault_count: int
    slow_count: int
    mean_milliseconds: int
    longest_milliseconds: int


@dataclass(frozen=True)
class ServiceReport:
    """The last four weeks."""

    answering: Budget
    speed: Budget
    pages: tuple[Page, ...]
    days: tuple[tuple[date, int, int, int], ...]
    statements: tuple[SlowQuery, ...]


def service_report(*, at: datetime, most_pages: int = 15, most_statements: int = 20) -> ServiceReport:
    """How the promises were kept, the pages that failed or lingered most, and the slowest statements."""
    hours = list(ServiceHour.objects.filter(hour__gte=at - WINDOW).values_list(*COLUMNS))
    total = sum(row[2] for row in hours)
    pages = sorted(_pages(hours), key=lambda page: (-page.fault_count, -page.slow_count, -page.mean_milliseconds))
    statements = SlowQuery.objects.filter(day__gte=(at - WINDOW).date()).order_by("-milliseconds")
    return ServiceReport(
        answering=Budget(total, sum(row[4] for row in hours), MOST_FAULTS),
        speed=Budget(total, sum(row[5] for row in hours), MOST_SLOW),
        pages=tuple(pages[:most_pages]),
        days=tuple(_days(hours, at)),
        statements=tuple(statements[:most_statements]),
    )


COLUMNS: Final = ("hour", "route", "count", "milliseconds", "fault_count", "slow_count", "longest_milliseconds")


def _pages(hours: Iterable[tuple]) -> Iterable[Page]:
    found: dict[str, list[tuple]] = {}
    for row in hours:
        found.setdefault(row[1], []).append(row)
    for route, rows in found.items():
        count = sum(row[2] for row in rows)
        mean = -(-sum(row[3] for row in rows) // count)
        yield Page(
            route, count, sum(row[4] for row in rows), sum(row[5] for row in rows), mean, max(row[6] for row in rows)
        )


def _days(hours: Iterable[tuple], at: datetime) -> Iterable[tuple[date, int, int, int]]:
    found: dict[date, list[int]] = {}
    for row in hours:
        sums = found.setdefault(row[0].astimezone(at.tzinfo).date(), [0, 0, 0])
        for place, value in enumerate((row[2], row[4], row[5])):
            sums[place] += value
    return ((day, *sums) for day, sums in sorted(found.items(), reverse=True))
