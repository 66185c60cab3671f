"""Papers: templates rendered to PDF in the look of an official document."""

from .codes import qr_svg
from .rendering import Paper, Progress, render_batch, render_pdf

__all__ = ["Paper", "Progress", "qr_svg", "render_batch", "render_pdf"]
