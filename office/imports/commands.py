"""The import by command: the same service as on the page, for nobody's scope but the whole tree."""

from __future__ import annotations

import json
import sys
from abc import ABC, abstractmethod
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from office.imports.plans import ImportPlan, RefusedFile
from office.spreadsheets import Book, CellProblem, Sheet, SheetRefused, read_layout

MOST_SHOWN = 200


class ImportCommand(ABC, BaseCommand):
    """Check a workbook and import it; errors stop the whole import and the command ends with 1.

    A command gives its sheet and how a reading is planned and carried out.
    """

    sheet: Sheet | Book
    noun: str = "工作簿"
    measure: str = "个"

    @abstractmethod
    def planned(self, reading: Any) -> ImportPlan:
        """What the import would do, without doing it."""

    @abstractmethod
    def carried_out(self, reading: Any, source: str) -> ImportPlan:
        """The import done, unless there are errors."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, and how to answer."""
        parser.add_argument("file", type=Path, help=f"{self.noun}（.xlsx）")
        parser.add_argument("--dry-run", action="store_true", help="只核对，不写入")
        parser.add_argument("--json", action="store_true", help="在标准输出上只打印一个 JSON 对象")

    def handle(self, *, file: Path, dry_run: bool, **options: Any) -> None:
        """Print the report; exit with 1 where there are errors."""
        is_json = options["json"]
        try:
            plan = self._plan(file, is_dry_run=dry_run, is_silent=is_json)
        except SheetRefused as refusal:
            plan = RefusedFile(str(refusal))
        if is_json:
            self.stdout.write(json.dumps(plan.as_json(dry_run=dry_run), ensure_ascii=False, indent=2))
        else:
            self._print(plan, is_dry_run=dry_run)
        if plan.errors:
            sys.exit(1)

    def _plan(self, file: Path, *, is_dry_run: bool, is_silent: bool) -> ImportPlan:
        try:
            reading = read_layout(file, self.sheet, progress=None if is_silent else self._progress)
        except OSError as error:
            raise SheetRefused(f"文件“{file}”无法读取：{error.strerror}。") from error
        return self.planned(reading) if is_dry_run else self.carried_out(reading, file.name)

    def _progress(self, done: int, total: int) -> None:
        self.stderr.write(f"已读 {done:,} / {total:,} 行")

    def _print(self, plan: ImportPlan, *, is_dry_run: bool) -> None:
        for title, problems in (("错误", plan.errors), ("提示", plan.warnings)):
            self._print_problems(title, problems)
        if plan.ignored_columns:
            self.stdout.write(f"未采用的列：{'、'.join(plan.ignored_columns)}")
        if plan.errors:
            self.stdout.write(f"共 {plan.row_count:,} 行，有 {len(plan.errors):,} 处错误，没有导入任何内容。")
            return
        done, unit = "将" if is_dry_run else "已", self.measure
        self.stdout.write(
            f"共 {plan.row_count:,} 行：{done}新增 {plan.created_count:,} {unit}，"
            f"{done}变更 {plan.changed_count:,} {unit}，未变 {plan.unchanged_count:,} {unit}。"
        )

    def _print_problems(self, title: str, problems: tuple[CellProblem, ...]) -> None:
        if not problems:
            return
        self.stdout.write(f"{title} {len(problems):,} 处：")
        self.stdout.write("单元格\t列\t内容\t说明")
        for each in problems[:MOST_SHOWN]:
            place = each.place if each.row else "文件"
            self.stdout.write(f"{place}\t{each.column}\t{each.value}\t{each.expected}")
        if len(problems) > MOST_SHOWN:
            self.stdout.write(f"…… 其余 {len(problems) - MOST_SHOWN:,} 处请用 --json 查看。")
