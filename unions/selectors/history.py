"""What a union was called and where it hung on a day: reports of a past year use the name and superior of that year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.timezone import localtime

from office import events
from unions.models import FormerName, FormerSuperior, Union
from unions.rules.particulars import LABELS


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


@dataclass(frozen=True)
class Spell:
    """What held of a union for a while.

    Attributes:
        since: the first day, None where it is not known.
        until: the first day of what came after, None for what holds now.
    """

    words: str
    since: date | None
    until: date | None


def names(union: Union) -> list[Spell]:
    """All names, the present one first."""
    former = [Spell(each.name, each.from_on, each.until_on) for each in FormerName.objects.filter(union=union)]
    return [Spell(union.name, union.named_on, None), *reversed(former)]


def superiors(union: Union) -> list[Spell]:
    """All superiors, the present one first."""
    kept = FormerSuperior.objects.filter(union=union).select_related("superior")
    former = [Spell(str(each.superior), each.from_on, each.until_on) for each in kept]
    return [Spell(str(union.superior or ""), union.placed_on, None), *reversed(former)]


def chairs(union: Union) -> list[Spell]:
    """The chairs the register has noted, the present one first; the days are those on which changes were noted."""
    label = LABELS["chair_name"]
    noted = events.timeline(union).filter(verb__in=("create", "change")).values_list("at", "changes")
    days: list[tuple[date, str]] = []
    for at, changes in noted:
        if isinstance(changes.get(label), list):
            days.append((localtime(at).date(), changes[label][0]))
    spells, until, words = [], None, union.chair_name
    for day, before in days:
        spells.append(Spell(words, day, until))
        until, words = day, before
    spells.append(Spell(words, None, until))
    return [spell for spell in spells if spell.words]
