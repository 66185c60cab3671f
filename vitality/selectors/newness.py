"""Questions about newness (R-T4): has the unit, under this or another name, been typical or applied before?"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from unions.models import FormerName, Union
from vitality.models import Application, Typical

ENDINGS = ("工会委员会", "工会")


@dataclass(frozen=True)
class Namesake:
    """Another union in the register that bears, or bore, a name of the unit; its standing, if it has one."""

    union: Union
    shared_name: str
    typical: Typical | None
    application: Application | None


@dataclass(frozen=True)
class Newness:
    """What the register and the project know that speaks against a unit being new.

    Attributes:
        names: every name looked for: as filed, as registered, and the former ones.
        other_forms: the unit's forms in this and other rounds, without the one looked at and its own copies.
    """

    names: tuple[str, ...]
    typical: Typical | None
    other_forms: tuple[Application, ...]
    namesakes: tuple[Namesake, ...]

    @property
    def is_clear(self) -> bool:
        """Whether nothing was found; the reviewer still vouches for it."""
        return not (self.typical or self.other_forms or self.namesakes)


def newness_of(application: Application) -> Newness:
    """What the reviewer has to know before vouching that the unit is new.

    Looked for in the whole register, whatever the superior union: two units of one name under two superiors show up.
    """
    unit = application.unit
    names = tuple(dict.fromkeys([application.unit_name, unit.name, *_former_names(unit)]))
    typical = Typical.objects.filter(unit=unit).exclude(application=application).select_related("superior").first()
    return Newness(names, typical, tuple(_other_forms(application)), tuple(_namesakes(unit, names)))


def _former_names(unit: Union) -> list[str]:
    return list(unit.former_names.values_list("name", flat=True))


def _other_forms(application: Application) -> QuerySet[Application]:
    own = Q(pk=application.pk) | Q(origin=application.pk) | Q(pk=application.origin_id)
    others = Application.objects.filter(unit=application.unit_id).exclude(own)
    return others.select_related("unit", "batch__superior", "batch__round").order_by("pk")


def _namesakes(unit: Union, names: tuple[str, ...]) -> list[Namesake]:
    wanted = {variant for name in names for variant in _variants(name)}
    formerly = dict(FormerName.objects.filter(name__in=wanted).values_list("union_id", "name"))
    found = Union.objects.filter(Q(name__in=wanted) | Q(pk__in=formerly)).exclude(pk=unit.pk)
    unions = list(found.select_related("superior").order_by("path"))
    typicals = {each.unit_id: each for each in Typical.objects.filter(unit__in=unions)}
    forms = {each.unit_id: each for each in Application.objects.counted().filter(unit__in=unions)}
    return [
        Namesake(union, formerly.get(union.pk, union.name), typicals.get(union.pk), forms.get(union.pk))
        for union in unions
    ]


def _variants(name: str) -> set[str]:
    """The name with and without the endings that offices add or leave out."""
    plain = name.strip()
    for ending in ENDINGS:
        plain = plain.removesuffix(ending)
    return {plain, *(plain + ending for ending in ENDINGS)} if plain else set()
