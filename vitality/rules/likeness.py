"""When two names of units may mean one unit (R-T4)."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from fractions import Fraction
from typing import Final

from policy.citing import cites

ENDINGS: Final = ("工会委员会", "联合工会", "行业工会", "工会")
LEGAL_FORMS: Final = re.compile(r"(股份|责任|有限|集团|公司|总公司|分公司|大连市?|辽宁省?)")
MARKS: Final = re.compile(r"[\s()（）【】\[\]·.,，、—\-_“”\"']+")
NEARLY: Final = Fraction(4, 5)
LEAST_SIGNS: Final = 3


def normal_name(name: str) -> str:
    """A name without brackets, white space, the union's ending, and the words that firms share."""
    plain = MARKS.sub("", name)
    for ending in ENDINGS:
        if plain.endswith(ending) and len(plain) > len(ending):
            plain = plain.removesuffix(ending)
            break
    return LEGAL_FORMS.sub("", plain) or plain


@cites("2014-31/5.1", rule="R-T4")
def alike(first: str, second: str) -> bool:
    """Whether two different normal names are close enough for a person to look: long, and nearly all signs agree.

    Names that differ in a number only (第一, 第二; 3 号) are different units.
    """
    if first == second or min(len(first), len(second)) < LEAST_SIGNS:
        return False
    # Most names share so few signs that nothing further need be looked at.
    shared = sum(sign in second for sign in first)
    if not _is_nearly_all(shared, first, second) or _numbers(first) != _numbers(second):
        return False
    matched = sum(block.size for block in SequenceMatcher(None, first, second, autojunk=False).get_matching_blocks())
    return _is_nearly_all(matched, first, second)


def _is_nearly_all(agreeing: int, first: str, second: str) -> bool:
    return 2 * agreeing * NEARLY.denominator >= NEARLY.numerator * (len(first) + len(second))


def _numbers(name: str) -> list[str]:
    return re.findall(r"[0-9一二三四五六七八九十]+", name)
