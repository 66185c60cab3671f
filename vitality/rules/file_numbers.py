"""The numbers under which papers are filed and found again by their QR code.

Our own scheme, because the texts set none: 大工活力〔year of the round〕, then for a form its annex and its key in
four digits, as 大工活力〔2014〕附1-0012, for a batch 汇 and its key, as 大工活力〔2014〕汇-0003. A number never
changes: year, form and key of a row are fixed from its first day.
"""

from __future__ import annotations

from typing import Final

from vitality.kinds import AnnexForm

PREFIX: Final = "大工活力"
KEY_DIGITS: Final = 4


def form_number(year: int, form: AnnexForm, key: int) -> str:
    """The number of an annex form."""
    return f"{PREFIX}〔{year}〕附{form.value}-{key:0{KEY_DIGITS}d}"


def batch_number(year: int, key: int) -> str:
    """The number of a batch's summary table."""
    return f"{PREFIX}〔{year}〕汇-{key:0{KEY_DIGITS}d}"
