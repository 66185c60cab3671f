"""The import of past years' results by command."""

from __future__ import annotations

from office import clock
from office.imports.commands import ImportCommand
from office.spreadsheets import BookReading
from vitality.services.history import HISTORY, HistoryPlan, import_history, plan_history, snapshot


class Command(ImportCommand):
    """Check a workbook of past years' typicals, acceptances and findings, and import it."""

    help = "导入往年典型、验收和认定结果（xlsx，工作表：典型、验收、单位年度）。有错误时不导入任何内容，并以 1 退出。"
    sheet, noun, measure = HISTORY, "往年结果", "条"

    # The demonstration stands on one day of 2014; results that real people have reached may be later.

    def planned(self, reading: BookReading) -> HistoryPlan:
        """What the import would record in the whole tree."""
        return plan_history(reading, snapshot(None), today=clock.real_now().date())

    def carried_out(self, reading: BookReading, source: str) -> HistoryPlan:
        """The import, in nobody's name."""
        today = clock.real_now().date()
        return import_history(reading=reading, user=None, at=clock.now(), today=today, source=source)
