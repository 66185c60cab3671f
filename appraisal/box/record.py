"""The canonical box file: every sealed ballot in an order that tells nothing, and its hash."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

HEADER = b"vitality ballot box 1\n"


def box_file(sealed_items: Iterable[bytes]) -> bytes:
    """The sealed ballots, one in hexadecimal a line, sorted by their SHA-256 under a header line."""
    ordered = sorted(sealed_items, key=lambda item: sha256(item).digest())
    return HEADER + b"".join(item.hex().encode() + b"\n" for item in ordered)


def box_hash(file: bytes) -> str:
    """The SHA-256 of a box file, 64 hexadecimal digits."""
    return sha256(file).hexdigest()


def sealed_items(file: bytes) -> list[bytes]:
    """The sealed ballots of a box file.

    Raises:
        ValueError: not such a file.
    """
    if not file.startswith(HEADER):
        raise ValueError("not a ballot box file")
    return [bytes.fromhex(line.decode()) for line in file[len(HEADER) :].splitlines()]
