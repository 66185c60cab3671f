"""Thousands of small printed pieces that differ in a code only: one laid-out page, drawn over many times.

Plumbing of our own because WeasyPrint takes some 0.2 s for a page of QR codes (two minutes for 5 500 slips): here it
lays out the page once, with everything that is the same on all, and pypdf writes the codes over copies of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Final

import segno
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, StreamObject

from .rendering import Paper, render_pdf

POINTS_PER_MM: Final = 72 / 25.4
# Any mask makes a readable code; choosing the prettiest of eight takes most of the time. One version, one size.
MASK: Final = 3
BACKGROUND: Final = "/Background"
FONTS: Final = {"/Code": "/Courier-Bold", "/Small": "/Helvetica"}


@dataclass(frozen=True, slots=True)
class Words:
    """A line of ASCII signs; its left end at `x`, its foot at `y` from the top, in millimetres; `size` in points."""

    x: float
    y: float
    size: float
    text: str
    is_code: bool = False


@dataclass(frozen=True, slots=True)
class QrCode:
    """A QR code of `side` millimetres, its upper left corner at (x, y) from the top left of the page."""

    x: float
    y: float
    side: float
    text: str


Mark = Words | QrCode


def overprinted(background: Paper, pages: Iterable[Sequence[Mark]]) -> bytes:
    """A PDF of one page for each sequence of marks, each drawn over the first page of the background.

    Raises:
        ValueError: marks of QR codes that are not all of about one length, or a text that is not ASCII.
    """
    ground = PdfReader(BytesIO(render_pdf(*background))).pages[0]
    width, height = float(ground.mediabox.width), float(ground.mediabox.height)
    writer = PdfWriter()
    resources = DictionaryObject(
        {
            NameObject("/XObject"): DictionaryObject({NameObject(BACKGROUND): _form(writer, ground)}),
            NameObject("/Font"): DictionaryObject(
                {NameObject(name): writer._add_object(_font(base)) for name, base in FONTS.items()}
            ),
        }
    )
    for marks in pages:
        page = writer.add_blank_page(width, height)
        page[NameObject("/Resources")] = resources
        drawn = "\n".join([f"{BACKGROUND} Do", *(_drawn(mark, height) for mark in marks)])
        stream = StreamObject()
        stream.set_data(drawn.encode("ascii"))
        page[NameObject("/Contents")] = writer._add_object(stream.flate_encode())
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def _form(writer: PdfWriter, ground: DictionaryObject) -> object:
    """The background as an object that every page draws."""
    form = StreamObject()
    form.set_data(ground.get_contents().get_data())  # type: ignore[attr-defined]
    form.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Form"),
            NameObject("/BBox"): ground["/MediaBox"],
            NameObject("/Resources"): ground["/Resources"].clone(writer),  # type: ignore[attr-defined]
        }
    )
    return writer._add_object(form.flate_encode())


def _font(base: str) -> DictionaryObject:
    """One of the faces that every PDF reader has."""
    return DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject(base),
        }
    )


def _drawn(mark: Mark, height: float) -> str:
    return _words(mark, height) if isinstance(mark, Words) else _qr(mark, height)


def _words(mark: Words, height: float) -> str:
    escaped = mark.text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    x, y = mark.x * POINTS_PER_MM, height - mark.y * POINTS_PER_MM
    face = "/Code" if mark.is_code else "/Small"
    return f"BT {face} {mark.size:g} Tf {x:.2f} {y:.2f} Td ({escaped}) Tj ET"


def _qr(mark: QrCode, height: float) -> str:
    """The dark modules as rectangles, one for each run in a row, in a system whose unit is one module."""
    matrix = segno.make(mark.text, error="m", micro=False, mask=MASK, boost_error=False).matrix
    module = mark.side * POINTS_PER_MM / len(matrix)
    x, top = mark.x * POINTS_PER_MM, height - mark.y * POINTS_PER_MM
    runs = (f"{start} {row} {length} 1 re" for row, line in enumerate(matrix) for start, length in _runs(line))
    return f"q {module:.4f} 0 0 {-module:.4f} {x:.2f} {top:.2f} cm {' '.join(runs)} f Q"


def _runs(line: Iterable[int]) -> list[tuple[int, int]]:
    """Where dark runs begin in a row of modules, and how long they are."""
    found: list[tuple[int, int]] = []
    for place, is_dark in enumerate(line):
        if not is_dark:
            continue
        start, length = found[-1] if found else (-1, 0)
        if start + length == place:
            found[-1] = (start, length + 1)
        else:
            found.append((place, 1))
    return found
