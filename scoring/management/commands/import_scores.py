"""The import of achieved values by command."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from office import clock
from office.imports.commands import ImportCommand
from office.imports.plans import ImportPlan, RefusedFile
from office.refusals import Refused
from office.spreadsheets import SheetReading
from scoring.kinds import Stage
from scoring.services.importing import SCORES, import_scores, plan_scores, snapshot


class Command(ImportCommand):
    """Check a workbook of achieved values and import it into one column of a year's cards."""

    help = "导入百分考核实现值（xlsx）。有错误时不导入任何内容，并以 1 退出。"
    sheet, noun, measure = SCORES, "百分考核实现值", "个"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, the year, the column, and how to answer."""
        super().add_arguments(parser)
        parser.add_argument("--year", type=int, required=True, help="考核年度，如 2013")
        parser.add_argument(
            "--stage", required=True, choices=[stage.value for stage in Stage],
            help="栏目：self 自评、department 部门审核、final 综合评定",
        )  # fmt: skip

    def handle(self, *, file: Path, dry_run: bool, **options: Any) -> None:
        """Print the report; exit with 1 where there are errors."""
        self.year, self.stage = options["year"], Stage(options["stage"])
        super().handle(file=file, dry_run=dry_run, **options)

    def planned(self, reading: SheetReading) -> ImportPlan:
        """What the import would record."""
        return plan_scores(reading, snapshot(self.year, self.stage, None))

    def carried_out(self, reading: SheetReading, source: str) -> ImportPlan:
        """The import, in nobody's name."""
        try:
            return import_scores(
                reading=reading, year=self.year, stage=self.stage, user=None, at=clock.now(), source=source
            )
        except Refused as refusal:
            return RefusedFile(refusal.sentence)
