"""`manage.py export_box SESSION FILE`: write the record of a counted box for a recount elsewhere."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from appraisal.models import AppraisalSession
from appraisal.services.exporting import export_box
from office import clock
from office.refusals import Refused


class Command(BaseCommand):
    """Write one record."""

    help = "导出已计票的票箱核验记录，供 verify_box 独立核验；没有两个开箱码，记录不能打开。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which session, and where to."""
        parser.add_argument("session", type=int, help="评议会编号（评议会页面地址中的数字）")
        parser.add_argument("file", type=Path, help="写到哪个文件（不覆盖已有的）")

    def handle(self, *, session: int, file: Path, **_: Any) -> None:
        """Write the record, never over another file."""
        found = AppraisalSession.objects.filter(pk=session).first()
        if found is None:
            raise CommandError(f"没有编号为 {session} 的评议会。")
        if file.exists():
            raise CommandError(f"文件“{file}”已经存在，请换一个名字。")
        try:
            file.write_bytes(export_box(session=found, user=None, at=clock.now()))
        except Refused as refusal:
            raise CommandError(refusal.sentence) from refusal
        except OSError as error:
            raise CommandError(f"文件“{file}”不能写入：{error.strerror}。") from error
        self.stdout.write(f"已导出到 {file}。")
