"""Codes on paper: what opens the box (any two of three) and what admits one ballot (a slip)."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import combinations

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

CODE_DIGITS = 12
MOST_TYPED_SIGNS = 60  # what is longer was not typed from a slip, and is not looked at
# scrypt with N=2^15, r=8: about a tenth of a second and 32 MB for each guess at a code.
SCRYPT_COST, SCRYPT_BLOCK, SCRYPT_LANES = 2**15, 8, 1
NONCE_BYTES = 12
SALT_BYTES = 16


class CodeRefused(ValueError):
    """A code is not one; the text says why in Chinese."""


@dataclass(frozen=True, slots=True)
class WrappedKey:
    """The private key under the codes of one pair of holders (0, 1, 2)."""

    pair: tuple[int, int]
    salt: bytes
    nonce: bytes
    wrapped: bytes


def digits_of(typed: str) -> str:
    """The digits of a code as typed: spaces, dashes and full-width digits are understood.

    Raises:
        CodeRefused: not 12 digits.
    """
    if len(typed) > MOST_TYPED_SIGNS:
        raise CodeRefused(f"应为 {CODE_DIGITS} 位数字。")
    digits = "".join(str(int(sign)) for sign in typed if sign.isdecimal())
    rest = [sign for sign in typed if not sign.isdecimal() and sign not in " 　-－—"]
    if len(digits) != CODE_DIGITS or rest:
        raise CodeRefused(f"应为 {CODE_DIGITS} 位数字。")
    return digits


def grouped(code: str) -> str:
    """A code as printed: 4-4-4."""
    return "-".join(code[start : start + 4] for start in range(0, CODE_DIGITS, 4))


# Opening codes -------------------------------------------------------------------------------------


def new_opening_codes() -> tuple[str, str, str]:
    """Three codes of 12 random digits, for the three holders; shown once, never kept."""
    first, second, third = (f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}" for _ in range(3))
    return first, second, third


def wrap(private_key: bytes, codes: Sequence[str]) -> list[WrappedKey]:
    """The private key wrapped once for each pair of holders, so that any two of three open it."""
    return [_wrapped(private_key, codes, pair) for pair in combinations(range(len(codes)), 2)]


def _wrapped(private_key: bytes, codes: Sequence[str], pair: tuple[int, int]) -> WrappedKey:
    salt, nonce = secrets.token_bytes(SALT_BYTES), secrets.token_bytes(NONCE_BYTES)
    key = _pair_key([codes[holder] for holder in pair], salt)
    return WrappedKey(pair, salt, nonce, ChaCha20Poly1305(key).encrypt(nonce, private_key, None))


def unwrap(wrapped: Sequence[WrappedKey], given: Sequence[str]) -> bytes:
    """The private key from two codes, in either order.

    Raises:
        CodeRefused: not two codes of 12 digits, or they do not open the box together.
    """
    codes = [digits_of(code) for code in given]
    if len(codes) != 2:
        raise CodeRefused("须输入两个开箱码。")
    for item in wrapped:
        try:
            return ChaCha20Poly1305(_pair_key(codes, item.salt)).decrypt(item.nonce, item.wrapped, None)
        except InvalidTag:
            continue
    raise CodeRefused("这两个开箱码不能打开票箱，请核对后重新输入。")


def _pair_key(pair: Sequence[str], salt: bytes) -> bytes:
    """One key for one pair, whichever of the two is typed first."""
    kdf = Scrypt(salt=salt, length=32, n=SCRYPT_COST, r=SCRYPT_BLOCK, p=SCRYPT_LANES)
    return kdf.derive("/".join(sorted(pair)).encode())


# Slips ---------------------------------------------------------------------------------------------


def new_slip_codes(count: int) -> list[str]:
    """Different codes of 11 random digits and a check digit, in no order that means anything."""
    found: set[str] = set()
    while len(found) < count:
        body = f"{secrets.randbelow(10 ** (CODE_DIGITS - 1)):0{CODE_DIGITS - 1}d}"
        found.add(body + check_digit(body))
    codes = list(found)
    secrets.SystemRandom().shuffle(codes)
    return codes


def check_digit(body: str) -> str:
    """The digit that makes a Luhn number of the 11 digits before it: one wrong digit is always noticed."""
    total = 0
    for place, sign in enumerate(reversed(body)):
        doubled = int(sign) * (2 if place % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return str(-total % 10)


def slip_digits(typed: str) -> str:
    """The digits of a slip's code as typed.

    Raises:
        CodeRefused: not 12 digits, or mistyped.
    """
    digits = digits_of(typed)
    if check_digit(digits[:-1]) != digits[-1]:
        raise CodeRefused("票码输入有误，请对照票面核对。")
    return digits


def slip_mac(code: str, secret: bytes, poll: str) -> bytes:
    """What the database knows of a slip: an HMAC under the installation's secret, 32 bytes."""
    return hmac.digest(secret, f"slip {poll} {code}".encode(), sha256)
