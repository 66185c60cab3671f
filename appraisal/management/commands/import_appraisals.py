"""The import of meetings held on paper by command."""

from __future__ import annotations

from appraisal.services.importing import APPRAISALS, AppraisalPlan, import_appraisals, plan_appraisals, snapshot
from office import clock
from office.imports.commands import ImportCommand
from office.spreadsheets import SheetReading


class Command(ImportCommand):
    """Check a workbook of appraisal results and import it."""

    help = "导入双述双评结果（xlsx，纸质评议）。有错误时不导入任何内容，并以 1 退出。"
    sheet, noun, measure = APPRAISALS, "双述双评结果", "场"

    # The demonstration stands on one day of 2014; meetings that real people have held may be later.

    def planned(self, reading: SheetReading) -> AppraisalPlan:
        """What the import would record in the whole tree."""
        return plan_appraisals(reading, snapshot(None), today=clock.real_now().date())

    def carried_out(self, reading: SheetReading, source: str) -> AppraisalPlan:
        """The import, in nobody's name."""
        today = clock.real_now().date()
        return import_appraisals(reading=reading, user=None, at=clock.now(), today=today, source=source)
