"""Sealing to a poll's public key with HPKE (RFC 9180: X25519, HKDF-SHA256, ChaCha20-Poly1305)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from appraisal.box.ballots import Ballot, packed, unpacked

SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)


@dataclass(frozen=True, slots=True)
class KeyPair:
    """A poll's keys as raw bytes, 32 each. The private one lives only until it is wrapped."""

    private: bytes
    public: bytes


def new_key_pair() -> KeyPair:
    """Fresh keys for one poll."""
    key = X25519PrivateKey.generate()
    return KeyPair(key.private_bytes_raw(), key.public_key().public_bytes_raw())


def seal(ballot: Ballot, public_key: bytes, poll: str) -> bytes:
    """A ballot that only the private key opens; always the same length, never twice the same bytes.

    Args:
        poll: bound into the seal, so that a ballot moved to another poll's box does not open.
    """
    key = X25519PublicKey.from_public_bytes(public_key)
    return SUITE.encrypt(packed(ballot), key, info=_info(poll))


def unsealer(private_key: bytes, poll: str) -> Callable[[bytes], Ballot]:
    """What turns sealed items of a poll into ballots; the key is read once, which is nearly half the work.

    The function raises `cryptography.exceptions.InvalidTag` for an item of another key or poll, or a changed one.
    """
    key, info = X25519PrivateKey.from_private_bytes(private_key), _info(poll)
    return lambda sealed: unpacked(SUITE.decrypt(sealed, key, info=info))


def unseal(sealed: bytes, private_key: bytes, poll: str) -> Ballot:
    """The ballot in one sealed item.

    Raises:
        cryptography.exceptions.InvalidTag: another key, another poll, or bytes that were changed.
    """
    return unsealer(private_key, poll)(sealed)


def _info(poll: str) -> bytes:
    return f"vitality ballot box 1 {poll}".encode()
