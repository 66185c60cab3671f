"""What pages ask of an annex form without their view having to know."""

from __future__ import annotations

from django import template

from vitality.forms.printing import copy_choices
from vitality.kinds import AnnexForm
from vitality.models import Application

register = template.Library()


@register.simple_tag
def copies_to_print(application: Application) -> list[tuple[str, str]]:
    """Which copies of the form can be printed, as pairs of `?copy=` and words."""
    return copy_choices(AnnexForm(application.form), has_plain=True)


@register.simple_tag
def provincial_copy(application: Application) -> Application | None:
    """The provincial form made from a recommended city form."""
    return getattr(application, "successor", None)
