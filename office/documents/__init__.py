"""Papers: templates rendered to PDF in the look of an official document."""

from .codes import qr_svg
from .overprint import Mark, QrCode, Words, overprinted
from .rendering import Paper, Progress, render_batch, render_pdf

__all__ = ["Mark", "Paper", "Progress", "QrCode", "Words", "overprinted", "qr_svg", "render_batch", "render_pdf"]
