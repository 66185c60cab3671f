"""Codes printed on papers, so that a signed scan finds its file again."""

import segno


def qr_svg(text: str) -> str:
    """A QR code as a `data:` URI of an SVG image, for the `src` of an `img`.

    Args:
        text: what a scanner reads; the same text always gives the same image.

    Raises:
        ValueError: for an empty text, which no scanner could tell from a smudge.
    """
    if not text:
        raise ValueError("a QR code needs a text")
    return segno.make(text, error="m", micro=False).svg_data_uri(border=0, omitsize=True)
