"""The key of backups: 32 random bytes in Base64, in a file or in the environment. Without it none opens."""

from __future__ import annotations

from pathlib import Path

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
        raise Refused("未设置备份密钥：请用 openssl rand -base64 32 生成，存入文件，并设置 BACKUP_KEY_FILE。")
    key = decoded_key(text)
    if len(key) != BACKUP_KEY_BYTES:
        raise Refused(f"备份密钥无效：须为 {BACKUP_KEY_BYTES} 字节随机数的 Base64。")
    return key
