"""What a union was called and where it hung on a day: reports of a past year use the name and superior of that year."""

from __future__ import annotations

from datetime import date

from unions.models import FormerName, FormerSuperior, Union


def name_on(union: Union, day: date) -> str:
    """The name on a day; before the first known name, the first known."""
    former = FormerName.objects.filter(union=union, until_on__gt=day).order_by("until_on").first()
    return former.name if former else union.name


def superior_on(union: Union, day: date) -> Union | None:
    """The superior on a day; before the first known one, the first known."""
    former = (
        FormerSuperior.objects.filter(union=union, until_on__gt=day)
        .select_related("superior")
        .order_by("until_on")
        .first()
    )
    return former.superior if former else union.superior
