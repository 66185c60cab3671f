"""`manage.py backup`: the whole installation as one encrypted archive."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.operation.backup import backup_key, make_backup
from config.operation.backup.making import prune
from office import clock
from office.refusals import Refused


class Command(BaseCommand):
    """Database, evidence and keys; says where the archive is and what is in it."""

    help = "备份数据库、佐证资料与密钥为一个加密文件。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to, and how many to keep."""
        parser.add_argument("--to", type=Path, help="存放文件夹，默认为 BACKUP_DIR")
        parser.add_argument("--keep", type=int, default=0, help="只保留最近几份，默认全部保留")

    def handle(self, **options: Any) -> None:
        """Make it, and thin out the earlier ones."""
        try:
            folder = options["to"] or Path(settings.BACKUP_DIR)
            made = make_backup(key=backup_key(), folder=folder, at=clock.real_now())
            removed = prune(folder, options["keep"]) if options["keep"] > 0 else []
        except Refused as refusal:
            raise CommandError(refusal.sentence) from None
        size = made.size_bytes / 1024**2
        self.stdout.write(f"已备份 {made.row_count:,} 行、{made.file_count:,} 个文件，共 {size:.1f} MB：{made.path}")
        if removed:
            self.stdout.write(f"已删除较早的 {len(removed)} 份。")
