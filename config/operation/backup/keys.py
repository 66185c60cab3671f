"""The key of backups: 32 random bytes in Base64, in a file or in the environment. Without it none opens."""

from __future__ import annotations

import base64
import os
from pathlib import Path
from secrets import token_bytes

from django.conf import settings

from config.settings.demands import BACKUP_KEY_BYTES, decoded_key
from office.refusals import Refused


def backup_key() -> bytes:
    """The key of this installation.

    Raises:
        Refused: none is set, or what is set is no key.
    """
    text = settings.BACKUP_KEY
    if settings.BACKUP_KEY_FILE:
        path = Path(settings.BACKUP_KEY_FILE)
        if not path.is_file():
            raise Refused(f"备份密钥文件 {path} 不存在。")
        text = path.read_text(encoding="ascii", errors="replace")
    if not text:
        raise Refused("未设置备份密钥：请用 manage.py backup --new-key 文件 生成，并设置 BACKUP_KEY_FILE。")
    key = decoded_key(text)
    if len(key) != BACKUP_KEY_BYTES:
        raise Refused(f"备份密钥无效：须为 {BACKUP_KEY_BYTES} 字节随机数的 Base64。")
    return key


def new_key(path: Path) -> None:
    """Write a new key where none is yet, readable by its owner alone.

    Raises:
        Refused: a file of that name is there; archives made with it would be lost.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise Refused(f"文件 {path} 已存在，不覆盖：用旧密钥做的备份会因此打不开。") from None
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(base64.b64encode(token_bytes(BACKUP_KEY_BYTES)).decode() + "\n")
