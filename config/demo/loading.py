"""The whole demonstration, in the order in which it came about."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction

from config.demo import register
from config.demo.accounts import Staff, engage_offices
from config.demo.filings import open_round, play_filings
from config.demo.people import Inventor
from config.demo.script import SHANGHAI, Script
from config.demo.season import Season
from office.models import Notice
from office.notices import mark_read
from unions.kinds import Department
from vitality.services.snapshots import refresh_draft

SEED: Final = 2014
INSTALLED_AT: Final = datetime(2014, 1, 6, 9, 0, tzinfo=SHANGHAI)
ROSTER_AT: Final = datetime(2014, 1, 8, 14, 30, tzinfo=SHANGHAI)
OFFICES_AT: Final = datetime(2014, 1, 10, 9, 30, tzinfo=SHANGHAI)
UNITS_AT: Final = datetime(2014, 9, 17, 10, 5, tzinfo=SHANGHAI)
COUNTED_AT: Final = datetime(2014, 9, 19, 17, 30, tzinfo=SHANGHAI)
# Notices sent until then have been read.
LAST_READ_AT: Final = datetime(2014, 9, 18, 12, 0, tzinfo=SHANGHAI)


@transaction.atomic
def load_demo() -> None:
    """Fill an empty installation; all of it or, if anything fails, nothing."""
    invent = Inventor(SEED)
    staff = Staff(invent)
    register.found(at=INSTALLED_AT)
    register.fill(invent, at=ROSTER_AT)
    engage_offices(staff, at=OFFICES_AT)
    play_spring(staff)
    round = open_round(staff)
    play_filings(staff, round, hired_at=UNITS_AT)
    refresh_draft(year=INSTALLED_AT.year, at=COUNTED_AT)
    mark_read(Notice.objects.filter(created_at__lte=LAST_READ_AT), at=LAST_READ_AT)


def play_spring(staff: Staff) -> None:
    """What befell the register, and the assessment of the year before, until the round was called."""
    script = Script()
    register.schedule_history(script, staff.reviewer(Department.ORGANISATION))
    Season(staff).schedule(script)
    script.play()
