"""The clock of the doors."""

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from config.settings import base
from office import clock

LATE_IN_SHANGHAI = datetime(2026, 3, 1, 15, 59, 30, tzinfo=UTC)
AFTER_MIDNIGHT_IN_SHANGHAI = datetime(2026, 3, 1, 16, 0, 30, tzinfo=UTC)


@pytest.fixture
def real_time(monkeypatch):
    def stand_at(moment: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return stand_at


def test_without_a_demo_day_the_clock_shows_shanghai_time(settings, real_time):
    settings.DEMO_TODAY = None
    real_time(AFTER_MIDNIGHT_IN_SHANGHAI)

    assert clock.now() == AFTER_MIDNIGHT_IN_SHANGHAI
    assert clock.today() == date(2026, 3, 2)


@pytest.mark.parametrize(
    ("moment", "shown"),
    [(LATE_IN_SHANGHAI, "2014-09-20 23:59:30 +0800"), (AFTER_MIDNIGHT_IN_SHANGHAI, "2014-09-20 00:00:30 +0800")],
)
def test_the_demonstration_keeps_its_day_and_the_real_time_of_day(settings, real_time, moment, shown):
    settings.DEMO_TODAY = date(2014, 9, 20)
    real_time(moment)

    assert clock.now().strftime("%Y-%m-%d %H:%M:%S %z") == shown
    assert clock.today() == settings.DEMO_TODAY
    assert clock.real_now() == moment


def test_production_has_no_demo_day():
    assert base.DEMO_TODAY is None
