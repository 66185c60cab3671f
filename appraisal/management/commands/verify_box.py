"""`manage.py verify_box RECORD`: recount an exported box, independently of the code that counted it."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from getpass import getpass
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from appraisal.box.verifying import Finding, RecordUnreadable, verify


class Command(BaseCommand):
    """Check a record against itself and against its ballots; any difference ends with 1."""

    help = "核验导出的票箱记录：检查台账和票箱摘要，用两个开箱码重新计票，与公布的结果逐项比对。有不符时以 1 退出。"
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The record, and the codes for those who cannot type them in."""
        parser.add_argument("record", type=Path, help="票箱核验记录（.json）")
        parser.add_argument("--codes", nargs=2, metavar="CODE", help="两个开箱码；不写则提示输入，不显示在屏幕上")

    def handle(self, *, record: Path, codes: list[str] | None, **_: Any) -> None:
        """Print each finding and the verdict."""
        try:
            content = json.loads(record.read_text(encoding="utf-8"))
            findings = verify(content, codes or [getpass(f"第{place}个开箱码：") for place in "一二"])
        except OSError as error:
            raise CommandError(f"文件“{record}”无法读取：{error.strerror}。") from error
        except (RecordUnreadable, UnicodeDecodeError, json.JSONDecodeError) as unreadable:
            raise CommandError(f"不能核验：{unreadable}") from unreadable
        for finding in findings:
            self.stdout.write(f"{'✓' if finding.is_met else '✗'} {finding.shown}")
        self._conclude(content, findings)

    def _conclude(self, content: dict[str, Any], findings: list[Finding]) -> None:
        wrong_count = sum(not finding.is_met for finding in findings)
        if wrong_count:
            self.stdout.write(f"结论：有 {wrong_count} 处不符，该记录与公布的结果不能互相印证。")
            sys.exit(1)
        self.stdout.write(f"结论：{len(content['box'])} 张选票重新计票，与公布的结果完全一致。")
