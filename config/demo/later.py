"""The demonstration of 10 March 2017: a city that took the system up in January, with three years to look back on."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any, Final

from django.db import connection, transaction

from appraisal.services.importing import APPRAISALS, import_appraisals
from config.demo import register
from config.demo.accounts import Staff, engage_offices, engage_units
from config.demo.money import play_money
from config.demo.past_workbooks import appraisals_workbook, history_workbook
from config.demo.past_years import PastYears
from config.demo.people import Inventor
from config.demo.roster import Extent
from config.demo.script import SHANGHAI
from office.models import Notice
from office.notices import mark_read
from office.spreadsheets import read_layout, read_sheet
from unions.kinds import SectorTier, UnionKind
from unions.models import Union
from vitality.services.history import HISTORY, import_history
from vitality.services.snapshots import refresh_draft, seal_by_hand

THE_DAY: Final = date(2017, 3, 10)
SEED: Final = 2017
ALL: Final = Extent(times=3)
INSTALLED_AT: Final = datetime(2017, 1, 4, 9, 0, tzinfo=SHANGHAI)
ROSTER_AT: Final = datetime(2017, 1, 5, 14, 30, tzinfo=SHANGHAI)
OFFICES_AT: Final = datetime(2017, 1, 6, 9, 30, tzinfo=SHANGHAI)
MEETINGS_AT: Final = datetime(2017, 1, 16, 10, 0, tzinfo=SHANGHAI)
RESULTS_AT: Final = datetime(2017, 2, 13, 15, 20, tzinfo=SHANGHAI)
SEALED_AT: Final = datetime(2017, 2, 15, 9, 30, tzinfo=SHANGHAI)
COUNTED_AT: Final = datetime(2017, 3, 9, 17, 30, tzinfo=SHANGHAI)
LAST_READ_AT: Final = datetime(2017, 2, 21, 12, 0, tzinfo=SHANGHAI)
ROSTER_FILE: Final = "2017年大连市工会名册（演示）.xlsx"
MEETINGS_FILE: Final = "2014—2016年度双述双评结果（演示数据）.xlsx"
RESULTS_FILE: Final = "2014—2016年度典型验收结果（演示数据）.xlsx"
SECTOR: Final = "行业"


@transaction.atomic
def load_later_demo(extent: Extent = ALL) -> None:
    """Fill an empty installation; all of it or, if anything fails, nothing."""
    invent = Inventor(SEED, brands="brand_first_of_many")
    staff = Staff(invent)
    register.found(at=INSTALLED_AT)
    register.fill(invent, at=ROSTER_AT, extent=extent, file_name=ROSTER_FILE)
    engage_offices(staff, at=OFFICES_AT, extent=extent)
    engage_units(staff, _places(), at=OFFICES_AT + timedelta(hours=2), extent=extent)
    _import_past(PastYears(invent.chance), staff)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # so that the database knows how much there is now before years are counted
    for number, year in enumerate((2014, 2015, 2016)):
        seal_by_hand(year=year, user=staff.reviewer(), at=SEALED_AT + timedelta(minutes=20 * number))
    play_money(staff)
    refresh_draft(year=THE_DAY.year, at=COUNTED_AT)
    mark_read(Notice.objects.filter(created_at__lte=LAST_READ_AT), at=LAST_READ_AT)


def _import_past(past: PastYears, staff: Staff) -> None:
    meetings = import_appraisals(
        reading=read_sheet(BytesIO(appraisals_workbook(past)), APPRAISALS), user=staff.reviewer(), at=MEETINGS_AT,
        today=MEETINGS_AT.date(), source=MEETINGS_FILE,
    )  # fmt: skip
    _refuse(meetings)
    reading: Any = read_layout(BytesIO(history_workbook(past)), HISTORY)
    results = import_history(
        reading=reading, user=staff.reviewer(), at=RESULTS_AT, today=RESULTS_AT.date(), source=RESULTS_FILE
    )
    _refuse(results)


def _refuse(plan: Any) -> None:
    """A workbook of the demonstration has no errors; one that has is named cell by cell."""
    if plan.errors:
        raise ValueError("\n".join(f"{each.place} {each.value} {each.expected}" for each in plan.errors))


def _places() -> dict[str, Union]:
    """What the table of accounts calls the units: those of a federation by number, the sector union by its sort."""
    places: dict[str, Union] = {}
    units = Union.objects.filter(kind=UnionKind.GRASSROOTS_UNION).order_by("pk")
    sectors = Union.objects.filter(kind=UnionKind.SECTOR_UNION, sector_tier__in=[SectorTier.CITY, SectorTier.COUNTY])
    for superior in {unit.superior for unit in units.select_related("superior")}:
        under = [unit for unit in units if unit.superior_id == superior.pk]
        places |= {f"{superior}/{number}": unit for number, unit in enumerate(under, start=1)}
    return places | {f"{sector.superior}/{SECTOR}": sector for sector in sectors.select_related("superior")}
