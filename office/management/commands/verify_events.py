"""`manage.py verify_events`: was anything in the event log changed, left out or put in?"""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from office.chain import walk_chain


class Command(BaseCommand):
    """Walks the chain from its first event; exit code 1 if anything does not fit."""

    help = "核对操作日志的摘要链：每条记录是否与写入时一致，有无缺漏。有不符时退出码为 1。"

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the result in one line, the faults below it."""
        report = walk_chain()
        self.stdout.write(report.sentence)
        for fault in report.faults:
            self.stdout.write(f"  {fault}")
        if report.faults:
            sys.exit(1)
