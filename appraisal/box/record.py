"""The canonical box file: every sealed ballot in an order that tells nothing, and its hash.

A header line, then one ballot in hexadecimal a line, sorted by the SHA-256 of the sealed bytes. Written and read as a
stream, so that a box of any size takes the same memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import file_digest, sha256
from typing import IO

HEADER = b"vitality ballot box 1\n"


def canonical_key(sealed: bytes) -> bytes:
    """By what the ballots of a box file are sorted: 32 bytes."""
    return sha256(sealed).digest()


def write_box(target: IO[bytes], ordered: Iterable[bytes]) -> int:
    """Write the box file of ballots that come in their canonical order; gives their number."""
    target.write(HEADER)
    count = 0
    for sealed in ordered:
        target.write(sealed.hex().encode() + b"\n")
        count += 1
    return count


def box_hash(source: IO[bytes]) -> str:
    """The SHA-256 of a box file from its first byte, 64 hexadecimal digits."""
    source.seek(0)
    return file_digest(source, "sha256").hexdigest()


def sealed_items(source: IO[bytes]) -> Iterator[bytes]:
    """The sealed ballots of a box file, one by one.

    Raises:
        ValueError: not such a file.
    """
    source.seek(0)
    if source.readline() != HEADER:
        raise ValueError("not a ballot box file")
    for line in source:
        yield bytes.fromhex(line.decode())
