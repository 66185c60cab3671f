"""What people have to write when they decide: not nothing, and no more than its column keeps."""

from __future__ import annotations

from typing import Final

from office.refusals import Refused

LONGEST: Final = 500


def written_reason(words: str, *, field: str, missing: str, is_needed: bool = True) -> str:
    """The words without white space at the ends.

    Args:
        missing: the sentence for one who wrote nothing although it `is_needed`.

    Raises:
        Refused: at the field, for no words or too many.
    """
    words = words.strip()
    if is_needed and not words:
        raise Refused(missing, fields={field: missing})
    if len(words) > LONGEST:
        sentence = f"不超过 {LONGEST} 字，现有 {len(words)} 字。"
        raise Refused(f"理由{sentence}", fields={field: sentence})
    return words
