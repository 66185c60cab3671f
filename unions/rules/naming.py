"""How names sort and are searched."""

from __future__ import annotations

from typing import Final

from pypinyin import lazy_pinyin

FULL_LENGTH: Final = 270


def pinyin_of(name: str) -> str:
    """The name in pinyin, then its initials, both without spaces: "zhongshanqu zsq"; at most 400 characters.

    Sorting follows the sound; searching finds either form. Latin letters stay, in lower case.
    """
    syllables = lazy_pinyin(name.lower(), errors="default")
    initials = "".join(syllable[:1] for syllable in syllables)
    return f"{''.join(syllables)[:FULL_LENGTH]} {initials[:129]}"
