"""The demonstration: SQLite, a file-system broker, invented data and a door into every role."""

import base64
import secrets
from datetime import date

from django.core.management.utils import get_random_secret_key

from .base import *

DEMO = True
# Five days before the first round is due; `./dev run --day` asks for the other one.
DEMO_TODAY = date.fromisoformat(env("DEMO_TODAY", default="2014-09-20"))


def _installation_secret() -> str:
    """One random secret per installation, made at the first start."""
    keeper = VAR_DIR / "secret_key"
    VAR_DIR.mkdir(exist_ok=True)
    if not keeper.exists():
        keeper.touch(mode=0o600)
        keeper.write_text(get_random_secret_key(), encoding="utf-8")
    return keeper.read_text(encoding="utf-8")


SECRET_KEY = SECRET_KEY or _installation_secret()


def _backup_key_file() -> str:
    """A key for backups of the demonstration, made at the first start; a real site makes its own."""
    keeper = VAR_DIR / "backup.key"
    if not keeper.exists():
        keeper.touch(mode=0o600)
        keeper.write_text(base64.b64encode(secrets.token_bytes(32)).decode(), encoding="ascii")
    return str(keeper)


BACKUP_KEY_FILE = BACKUP_KEY_FILE or _backup_key_file()
