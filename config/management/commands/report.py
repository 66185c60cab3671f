"""`manage.py report KIND --year Y`: the figures of a year, for programs (`--json`) and for people."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.reports import REPORTS
from office.spreadsheets.cells import FIRST_YEAR, LAST_YEAR


class Command(BaseCommand):
    """Print one report; with --json exactly one object and nothing else stands on standard output."""

    help = "打印一个年度的报表。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which report, of which year, and how to print it."""
        parser.add_argument("kind", choices=sorted(REPORTS), metavar="KIND", help="、".join(sorted(REPORTS)))
        parser.add_argument("--year", type=int, required=True, help="年度，如 2015")
        parser.add_argument("--json", action="store_true", help="在标准输出上只打印一个 JSON 对象")

    def handle(self, *, kind: str, year: int, **options: Any) -> None:
        """Compute and print."""
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise CommandError(f"年度应在 {FIRST_YEAR} 至 {LAST_YEAR} 之间。")
        report = REPORTS[kind]
        found = report.of_year(year)
        if options["json"]:
            self.stdout.write(json.dumps(found.as_json(), ensure_ascii=False, indent=2))
            return
        self.stdout.write("\t".join(column.label for column in report.table.columns))
        for row in found.rows:
            self.stdout.write("\t".join(column.shown(column.of(row)) for column in report.table.columns))
        self.stdout.write(f"共 {len(found.rows):,} 行。")
