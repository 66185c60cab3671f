"""The demonstration: SQLite, a file-system broker, invented data and a door into every role."""

from datetime import date

from django.core.management.utils import get_random_secret_key

from .base import *

DEMO = True
# Five days before the first round is due.
DEMO_TODAY = date(2014, 9, 20)


def _installation_secret() -> str:
    """One random secret per installation, made at the first start."""
    keeper = VAR_DIR / "secret_key"
    VAR_DIR.mkdir(exist_ok=True)
    if not keeper.exists():
        keeper.touch(mode=0o600)
        keeper.write_text(get_random_secret_key(), encoding="utf-8")
    return keeper.read_text(encoding="utf-8")


SECRET_KEY = SECRET_KEY or _installation_secret()
