"""The roster import by command."""

from __future__ import annotations

from office import clock
from office.imports.commands import ImportCommand
from office.spreadsheets import SheetReading
from unions.services.roster import ROSTER, RosterPlan, import_roster, plan_roster, snapshot


class Command(ImportCommand):
    """Check a roster workbook and import it."""

    help = "导入工会名册（xlsx）。有错误时不导入任何内容，并以 1 退出。"
    sheet, noun = ROSTER, "工会名册"

    # The demonstration stands on one day of 2014; a new name or superior holds from the day it was really imported,
    # so that past years keep theirs.

    def planned(self, reading: SheetReading) -> RosterPlan:
        """What the import would do to the whole tree."""
        return plan_roster(reading, snapshot(None))

    def carried_out(self, reading: SheetReading, source: str) -> RosterPlan:
        """The import, in nobody's name."""
        return import_roster(reading=reading, user=None, at=clock.real_now(), source=source)
