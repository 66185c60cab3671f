"""One ballot as bytes of a fixed length, so that a sealed one tells nothing by its size."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

COMMENT_MOST_CHARACTERS = 500
MOST_ADDITIONAL_ITEMS = 10
# 500 signs of four bytes, and the answers on two subjects and ten additional items with short keys: always room.
BALLOT_BYTES = 2560
# What cannot be printed, reverses the line, or stands where bytes were no text at all.
NO_TEXT_CATEGORIES = frozenset({"Cc", "Cs"})
NO_TEXT_SIGNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\ufffd\ufffe\uffff")
LINE_SIGNS = frozenset("\n\t")


class BallotRefused(ValueError):
    """The ballot cannot go into the box as it is; the text says why in Chinese."""


@dataclass(frozen=True, slots=True)
class Ballot:
    """One member's answers by question key, and an optional opinion."""

    answers: Mapping[str, str]
    comment: str = ""


def opinion(typed: str) -> str:
    """An opinion as it goes into the box: lines end one way, nothing stands around it.

    Raises:
        BallotRefused: longer than 500 characters, or signs that are no text.
    """
    text = typed.replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(text) > COMMENT_MOST_CHARACTERS:
        raise BallotRefused(f"意见最多 {COMMENT_MOST_CHARACTERS} 个字，现有 {len(text)} 个字，请缩短后再投。")
    if any(_is_no_text(sign) for sign in text):
        raise BallotRefused("意见中有无法显示的字符，请删去后再投。")
    return text


def _is_no_text(sign: str) -> bool:
    return sign in NO_TEXT_SIGNS or (unicodedata.category(sign) in NO_TEXT_CATEGORIES and sign not in LINE_SIGNS)


def packed(ballot: Ballot) -> bytes:
    """The ballot as exactly `BALLOT_BYTES` bytes: JSON padded with spaces.

    Raises:
        BallotRefused: the opinion is longer than 500 characters, or there are far too many items.
    """
    content = {"a": dict(sorted(ballot.answers.items())), "c": opinion(ballot.comment)}
    plain = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    if len(plain) > BALLOT_BYTES:
        raise BallotRefused("选票内容过长，请缩短意见。")
    return plain.ljust(BALLOT_BYTES)


def unpacked(plain: bytes) -> Ballot:
    """The ballot that was packed."""
    content = json.loads(plain)
    return Ballot(content["a"], content["c"])
