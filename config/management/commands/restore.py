"""`manage.py restore ARCHIVE`: an installation from its encrypted archive, checked before and proved after."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import ProgrammingError
from psycopg.errors import InsufficientPrivilege

from config.operation.backup import backup_key, check_backup, restore_backup
from config.operation.backup.restoring import write_keys
from office.refusals import Refused

NOT_THE_OWNER: Final = (
    "DATABASE_URL 中的数据库账号不是表的属主，不能恢复，没有改动任何内容；"
    "请以属主运行：DATABASE_URL=postgres://属主:密码@主机/库 ./dev manage restore …"
)


class Command(BaseCommand):
    """Refuses to overwrite anything unless told to."""

    help = "从加密备份恢复数据库、佐证资料与密钥；先核对整个备份，恢复后再核对操作日志。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which archive, and how far to go."""
        parser.add_argument("archive", type=Path, help="备份文件")
        parser.add_argument("--check", action="store_true", help="只核对备份，不恢复")
        parser.add_argument("--replace", action="store_true", help="清除这里已有的全部资料，以备份代替")
        keys = Path(settings.BASE_DIR) / "var" / "restored-keys.env"
        parser.add_argument("--keys-to", type=Path, default=keys, help="备份中的密钥与现用不同时，写入这个文件")

    def handle(self, *, archive: Path, **options: Any) -> None:
        """Check, or check and restore."""
        if not archive.is_file():
            raise CommandError(f"文件 {archive} 不存在。")
        try:
            if options["check"]:
                found = check_backup(archive, backup_key())
                count = sum(found.counts.values())
                self.stdout.write(f"备份完好：{found.head['made_at']}，{count:,} 行、{found.file_count:,} 个文件。")
                return
            done = restore_backup(archive, backup_key(), replace=options["replace"])
        except Refused as refusal:
            raise CommandError(refusal.sentence) from None
        except ProgrammingError as fault:
            if not isinstance(fault.__cause__, InsufficientPrivilege):
                raise
            raise CommandError(NOT_THE_OWNER) from None
        self.stdout.write(f"已恢复 {done.row_count:,} 行、{done.file_count:,} 个文件。{''.join(done.sentences)}")
        if done.changed_keys:
            write_keys(options["keys_to"], done.changed_keys)
            names = "、".join(done.changed_keys)
            self.stdout.write(f"备份中的 {names} 与现用的不同，已写入 {options['keys_to']}；启动前请改用备份中的密钥。")
