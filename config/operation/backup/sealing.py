"""A stream sealed in pieces: nothing of it can be read, changed, moved or cut off without being noticed.

Layout: magic, salt of 16 bytes, then pieces of 1 MiB each with a tag of 16 bytes (ChaCha20-Poly1305). Key: HKDF-SHA-256
of the site's key and the salt. Nonce: the number of the piece and whether it is the last (the STREAM construction), so
that a missing, doubled or moved piece, or a missing end, does not open.
"""

from __future__ import annotations

import io
from secrets import token_bytes
from typing import IO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from office.refusals import Refused

MAGIC: Final = b"UVB1"
SALT_BYTES: Final = 16
TAG_BYTES: Final = 16
PIECE_BYTES: Final = 1024 * 1024
KEY_BYTES: Final = 32


def _cipher(key: bytes, salt: bytes) -> ChaCha20Poly1305:
    derived = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=salt, info=b"union vitality backup").derive(key)
    return ChaCha20Poly1305(derived)


def _nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])


class Sealed(io.RawIOBase):
    """What is written here arrives sealed in `target`; the end is only marked by `finish`."""

    def __init__(self, target: IO[bytes], key: bytes) -> None:
        salt = token_bytes(SALT_BYTES)
        self.target, self.cipher, self.header = target, _cipher(key, salt), MAGIC + salt
        self.waiting, self.number = bytearray(), 0
        target.write(self.header)

    def writable(self) -> bool:
        """Always."""
        return True

    def write(self, piece: bytes) -> int:  # type: ignore[override]
        """Take bytes; a piece is sealed once it is certain that another follows."""
        self.waiting += piece
        while len(self.waiting) > PIECE_BYTES:
            self._seal(bytes(self.waiting[:PIECE_BYTES]), is_last=False)
            del self.waiting[:PIECE_BYTES]
        return len(piece)

    def finish(self) -> None:
        """Seal what is left as the last piece."""
        self._seal(bytes(self.waiting), is_last=True)
        self.waiting.clear()

    def _seal(self, plain: bytes, *, is_last: bool) -> None:
        self.target.write(self.cipher.encrypt(_nonce(self.number, is_last=is_last), plain, self.header))
        self.number += 1


class Opened(io.RawIOBase):
    """What stands sealed in `source`, piece by piece; nothing is given out before its tag was checked.

    Raises:
        Refused: another key, another kind of file, or not as it was written.
    """

    def __init__(self, source: IO[bytes], key: bytes) -> None:
        self.header = source.read(len(MAGIC) + SALT_BYTES)
        if not self.header.startswith(MAGIC) or len(self.header) != len(MAGIC) + SALT_BYTES:
            raise Refused("这不是本系统的备份文件。")
        self.source, self.cipher = source, _cipher(key, self.header[len(MAGIC) :])
        self.ready, self.number, self.is_over = b"", 0, False
        self.following = source.read(PIECE_BYTES + TAG_BYTES)

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill the buffer as far as one piece reaches; 0 at the marked end."""
        while not self.ready and not self.is_over:
            self._open_next()
        count = min(len(buffer), len(self.ready))
        buffer[:count], self.ready = self.ready[:count], self.ready[count:]
        return count

    def _open_next(self) -> None:
        piece, self.following = self.following, self.source.read(PIECE_BYTES + TAG_BYTES)
        self.is_over = not self.following
        try:
            self.ready = self.cipher.decrypt(_nonce(self.number, is_last=self.is_over), piece, self.header)
        except InvalidTag:
            cause = "密钥不对，或文件已损坏" if self.number == 0 else f"第 {self.number + 1} 段已损坏或文件不完整"
            raise Refused(f"备份打不开：{cause}。") from None
        self.number += 1
