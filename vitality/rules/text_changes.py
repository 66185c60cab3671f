"""What changed between two writings of a text, clause by clause, for people to see at a glance."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from policy.kinds import Kind

# A clause ends with its punctuation; single characters would give confetti in Chinese.
CLAUSES: Final = re.compile(r"[^，。；：、！？\n]*[，。；：、！？\n]+|[^，。；：、！？\n]+")


class PieceKind(Kind):
    """Whether a piece stands in both writings, only in the new one, or only in the old one."""

    KEPT = "kept", "未改"
    ADDED = "added", "新增"
    DROPPED = "dropped", "删去"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of clauses of one kind."""

    kind: PieceKind
    text: str


def pieces(before: str, after: str) -> tuple[Piece, ...]:
    """The new text with what was dropped in its old place; kept and added pieces joined give the new text exactly."""
    old, new = CLAUSES.findall(before), CLAUSES.findall(after)
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return tuple(piece for _, *span in steps for piece in _pieces(old, new, *span))


def _pieces(old: list[str], new: list[str], old_from: int, old_to: int, new_from: int, new_to: int) -> Iterator[Piece]:
    dropped, added = "".join(old[old_from:old_to]), "".join(new[new_from:new_to])
    if dropped == added:
        yield Piece(PieceKind.KEPT, added)
        return
    if dropped:
        yield Piece(PieceKind.DROPPED, dropped)
    if added:
        yield Piece(PieceKind.ADDED, added)
