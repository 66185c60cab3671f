"""What addresses and forms give by number: keys, and the version a page was made from."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest

KEY_DIGITS: Final = 19  # of the largest key; longer ones no database takes


def number(typed: str | None) -> int:
    """A key as an address or a form gives it; 0, which no row has, for anything else."""
    return int(typed) if typed and typed.isascii() and typed.isdigit() and len(typed) < KEY_DIGITS else 0


def version_seen(request: HttpRequest) -> int:
    """The revision the page was made from; one no record has, where the page sends none."""
    typed = request.POST.get("version", "")
    return number(typed) if typed else -1
