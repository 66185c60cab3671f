"""`manage.py verify_ledger`: was anything in the ledger changed, and does it agree with releases and audits?"""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from funding.selectors.ledger import verify_ledger


class Command(BaseCommand):
    """Walks the ledger from its first entry; exit code 1 if anything does not fit."""

    help = "核对经费台账：摘要链是否完整，批准与拨付是否与款项一致，余额与签审是否相符。有不符时退出码为 1。"

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the result in one line, the faults below it."""
        report = verify_ledger()
        self.stdout.write(report.sentence)
        for fault in report.faults:
            self.stdout.write(f"  {fault}")
        if report.faults:
            sys.exit(1)
