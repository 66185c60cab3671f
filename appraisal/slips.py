"""Slips on paper: ten on a page between cut lines, in no order, without a number. Made in memory and sent once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from appraisal.box.codes import grouped
from office.documents import Mark, QrCode, Words, overprinted

COLUMNS, ROWS = 2, 5
PER_PAGE: Final = COLUMNS * ROWS
WIDTH, HEIGHT = 105.0, 59.4  # millimetres


def slips_pdf(codes: Sequence[str], *, union_name: str, work_year: int, address: str) -> bytes:
    """All slips of a print as one PDF.

    Args:
        codes: in the order in which they are printed.
        address: of the voting page; the QR code carries the slip's code behind "#", where no server sees it.
    """
    ground = {"slips": range(PER_PAGE), "union_name": union_name, "work_year": work_year}
    pages = (codes[start : start + PER_PAGE] for start in range(0, len(codes), PER_PAGE))
    drawn = ([mark for place, code in enumerate(page) for mark in _marks(place, code, address)] for page in pages)
    return overprinted(("appraisal/print/slips.html", ground), drawn)


def _marks(place: int, code: str, address: str) -> Iterator[Mark]:
    left, top = place % COLUMNS * WIDTH, place // COLUMNS * HEIGHT
    yield QrCode(left + 8, top + 18, 34, f"{address}#{code}")
    yield Words(left + 46, top + 30, 8.5, address.partition("://")[2].rstrip("/"))
    yield Words(left + 46, top + 42.5, 16, grouped(code), is_code=True)
