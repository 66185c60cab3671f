"""Nothing but `office.clock` asks the computer for the time (sessions and axes, which are not ours, use their own)."""

import re
from datetime import date
from pathlib import Path

import pytest

from office import clock

ROOT = Path(__file__).resolve().parents[2]
THE_CLOCK = ROOT / "office" / "clock.py"
READS_CLOCK = re.compile(
    r"timezone\.(now|localtime|localdate)\b(?!\(\w)|\b(datetime|date)\.(now|today|utcnow)\b|\btime\.time\(|\bNow\(\)"
    r"|auto_now"
)


def sources() -> list[Path]:
    apps = ("appraisal", "config", "funding", "office", "policy", "scoring", "unions", "vitality")
    return [path for app in apps for path in sorted((ROOT / app).rglob("*.py")) if path != THE_CLOCK]


def test_no_module_but_the_clock_reads_the_time():
    readers = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in sources()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if READS_CLOCK.search(line)
    ]

    assert readers == []


def test_the_search_would_find_a_reader():
    found = ["at=timezone.localtime()", "clock=timezone.now", "date.today()", "auto_now_add=True"]

    assert all(READS_CLOCK.search(line) for line in found)
    assert not READS_CLOCK.search("today = timezone.localdate(at)")


@pytest.mark.parametrize(
    ("day", "year"),
    [(date(2016, 12, 31), 2016), (date(2017, 1, 1), 2016), (date(2017, 3, 31), 2016), (date(2017, 4, 1), 2017)],
)
def test_until_the_end_of_march_the_year_before_is_in_question(settings, day: date, year: int):
    settings.DEMO_TODAY = day

    assert clock.year_in_question() == year
