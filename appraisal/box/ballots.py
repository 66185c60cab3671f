"""One ballot as bytes of a fixed length, so that a sealed one tells nothing by its size."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

BALLOT_BYTES = 2048
COMMENT_MOST_CHARACTERS = 500


class BallotRefused(ValueError):
    """The ballot cannot go into the box as it is; the text says why in Chinese."""


@dataclass(frozen=True, slots=True)
class Ballot:
    """One member's answers by question key, and an optional opinion."""

    answers: Mapping[str, str]
    comment: str = ""


def packed(ballot: Ballot) -> bytes:
    """The ballot as exactly `BALLOT_BYTES` bytes: JSON padded with spaces.

    Raises:
        BallotRefused: the opinion is longer than 500 characters.
    """
    if len(ballot.comment) > COMMENT_MOST_CHARACTERS:
        over = len(ballot.comment)
        raise BallotRefused(f"意见最多 {COMMENT_MOST_CHARACTERS} 个字，现有 {over} 个字。")
    content = {"a": dict(sorted(ballot.answers.items())), "c": ballot.comment}
    plain = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    if len(plain) > BALLOT_BYTES:
        raise BallotRefused("选票内容过长，请缩短意见。")
    return plain.ljust(BALLOT_BYTES)


def unpacked(plain: bytes) -> Ballot:
    """The ballot that was packed."""
    content = json.loads(plain)
    return Ballot(content["a"], content["c"])
