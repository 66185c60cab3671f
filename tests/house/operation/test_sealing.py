"""A sealed stream opens whole with its own key, and not at all otherwise."""

from __future__ import annotations

from io import BytesIO

import pytest

from config.operation.backup.sealing import MAGIC, PIECE_BYTES, SALT_BYTES, TAG_BYTES, Opened, Sealed
from office.refusals import Refused

KEY = b"k" * 32
HEADER = len(MAGIC) + SALT_BYTES
WHOLE_PIECE = PIECE_BYTES + TAG_BYTES


def sealed(plain: bytes, key: bytes = KEY) -> bytes:
    target = BytesIO()
    stream = Sealed(target, key)
    for start in range(0, len(plain), 300_000):
        stream.write(plain[start : start + 300_000])
    stream.finish()
    return target.getvalue()


def opened(content: bytes, key: bytes = KEY) -> bytes:
    return Opened(BytesIO(content), key).readall()


@pytest.mark.parametrize("size", [0, 1, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 3 * PIECE_BYTES])
def test_what_was_sealed_opens(size: int):
    plain = bytes(range(256)) * (size // 256) + b"x" * (size % 256)
    assert opened(sealed(plain)) == plain


def test_another_key_opens_nothing():
    with pytest.raises(Refused, match="密钥不对"):
        opened(sealed(b"secret"), b"o" * 32)


def test_another_file_is_said_to_be_none():
    with pytest.raises(Refused, match="不是本系统的备份文件"):
        opened(b"PK\x03\x04" + b"0" * 100)


THREE = sealed(b"a" * (2 * PIECE_BYTES + 5))
PIECES = [THREE[HEADER + WHOLE_PIECE * number : HEADER + WHOLE_PIECE * (number + 1)] for number in range(3)]
SPOILED = {
    "the last piece is missing": [PIECES[0], PIECES[1]],
    "a piece in the middle is missing": [PIECES[0], PIECES[2]],
    "two pieces are exchanged": [PIECES[1], PIECES[0], PIECES[2]],
    "a piece is doubled": [PIECES[0], PIECES[0], PIECES[1], PIECES[2]],
    "one bit is another": [PIECES[0], bytes([PIECES[1][0] ^ 1]) + PIECES[1][1:], PIECES[2]],
    "the end is cut off": [PIECES[0], PIECES[1], PIECES[2][:-1]],
    "something is added": [*PIECES, b"x"],
}


@pytest.mark.parametrize("case", SPOILED)
def test_nothing_spoiled_opens(case: str):
    with pytest.raises(Refused, match="打不开"):
        opened(THREE[:HEADER] + b"".join(SPOILED[case]))
