"""The demonstration of 10 March 2017: three years to look back on, each handed in from paper as it went by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from io import BytesIO
from typing import Any, Final

from django.db import connection, transaction

from appraisal.services.importing import APPRAISALS, import_appraisals
from config.demo import register
from config.demo.accounts import Staff, engage_offices, engage_units
from config.demo.campaigns import schedule_acceptance, schedule_interim_review
from config.demo.guidance import schedule_organisation
from config.demo.money import schedule_releases
from config.demo.past_guidance import schedule_past_guidance
from config.demo.past_seasons import schedule_past_seasons
from config.demo.past_workbooks import appraisals_workbook, awards_workbook, results_workbook
from config.demo.past_years import PastYears
from config.demo.people import Inventor
from config.demo.roster import Extent
from config.demo.script import Script, moment
from config.demo.spending import schedule_spending
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
INSTALLED_AT: Final = moment(2014, 1, 6, 9)
ROSTER_AT: Final = moment(2014, 1, 8, 14, 30)
OFFICES_AT: Final = moment(2014, 1, 10, 9, 30)
UNITS_AT: Final = moment(2014, 1, 10, 11, 30)
COUNTED_AT: Final = moment(2017, 3, 9, 17, 30)
LAST_READ_AT: Final = moment(2017, 2, 21, 12)
SECTOR: Final = "行业"


@transaction.atomic
def load_later_demo(extent: Extent = ALL) -> None:
    """Fill an empty installation; all of it or, if anything fails, nothing."""
    invent = Inventor(SEED, brands="brand_first_of_many")
    staff, script = Staff(invent), Script()
    register.found(at=INSTALLED_AT)
    register.fill(invent, at=ROSTER_AT, extent=extent)
    engage_offices(staff, at=OFFICES_AT, extent=extent)
    engage_units(staff, _places(), at=UNITS_AT, extent=extent)
    past = PastYears(invent.chance)
    for year in past.years:
        Paper(year, past, staff).schedule(script)
        schedule_releases(year, staff, script, until=THE_DAY)
    schedule_organisation(staff, script)
    schedule_past_guidance(past, staff, script, until=moment(THE_DAY.year, THE_DAY.month, THE_DAY.day, 0))
    schedule_spending(staff, script, until=THE_DAY)
    schedule_interim_review(staff, script)
    schedule_acceptance(past, staff, script)
    schedule_past_seasons(staff, script)
    script.play()
    refresh_draft(year=THE_DAY.year, at=COUNTED_AT)
    mark_read(Notice.objects.filter(created_at__lte=LAST_READ_AT), at=LAST_READ_AT)


@dataclass(frozen=True)
class Paper:
    """A year that was kept on paper, handed in by workbooks: the awards in it, meetings and results after it."""

    year: int
    past: PastYears
    staff: Staff

    def schedule(self, script: Script) -> None:
        """Note what is handed in; the last year's results are being found by a campaign."""
        after = self.year + 1
        script.at(moment(self.year, 10, 20, 10), self.hand_in_awards)
        script.at(moment(after, 1, 16, 10), self.hand_in_meetings)
        if self.year != self.past.years[-1]:
            script.at(moment(after, 2, 13, 15, 20), self.hand_in_results)
        script.at(moment(after, 2, 15, 9, 30), partial(_seal, self.year, self.staff))

    def hand_in_awards(self, at: datetime) -> None:
        """Typicals and approvals."""
        self._hand_in(awards_workbook(self.past, self.year), f"{self.year} 年典型与批准情况（演示数据）.xlsx", at)

    def hand_in_results(self, at: datetime) -> None:
        """Acceptances and findings."""
        self._hand_in(results_workbook(self.past, self.year), f"{self.year} 年度验收结果（演示数据）.xlsx", at)

    def hand_in_meetings(self, at: datetime) -> None:
        """The meetings."""
        reading = read_sheet(BytesIO(appraisals_workbook(self.past, self.year)), APPRAISALS)
        plan = import_appraisals(
            reading=reading, user=self.staff.reviewer(), at=at, today=at.date(),
            source=f"{self.year} 年度双述双评结果（演示数据）.xlsx",
        )  # fmt: skip
        _refuse(plan)

    def _hand_in(self, workbook: bytes, source: str, at: datetime) -> None:
        reading: Any = read_layout(BytesIO(workbook), HISTORY)
        plan = import_history(reading=reading, user=self.staff.reviewer(), at=at, today=at.date(), source=source)
        _refuse(plan)


def _seal(year: int, staff: Staff, at: datetime) -> None:
    """Seal a year; the database is told first how much there is now, else it counts by a poor plan."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    seal_by_hand(year=year, user=staff.reviewer(), at=at)


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
