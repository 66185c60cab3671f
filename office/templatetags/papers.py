"""Tags for printed papers."""

from django import template

from office.documents.codes import qr_svg

register = template.Library()


@register.simple_tag
def qr(text: str) -> str:
    """The QR code of a text as the `src` of an `img`; see `office.documents.qr_svg`."""
    return qr_svg(text)
