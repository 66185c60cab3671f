"""The clock of the doors: views, commands, tasks and middleware ask here what time it is; nothing beneath them asks.

The demonstration stands on one day: its clock shows the real time of day on `settings.DEMO_TODAY`, so that the round it
shows is always open. At midnight the same day begins again.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from django.conf import settings
from django.utils import timezone

LAST_MONTH_OF_ACCEPTANCE: Final = 3


def now() -> datetime:
    """This moment in Shanghai; in the demonstration the same time of day on its day."""
    moment = timezone.localtime()
    return datetime.combine(settings.DEMO_TODAY, moment.timetz()) if settings.DEMO_TODAY else moment


def real_now() -> datetime:
    """This moment in Shanghai even in the demonstration: to compare with what libraries noted by their own clock."""
    return timezone.localtime()


def today() -> date:
    """The day of `now`."""
    return now().date()


def year_in_question() -> int:
    """The year people are busy with: until the end of March the one before, which is then accepted (2014-31 六4)."""
    day = today()
    return day.year - 1 if day.month <= LAST_MONTH_OF_ACCEPTANCE else day.year
