"""Questions about typical units: the list, and how many each superior union has of those it owes (R-T1, R-T2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from office.years import law_of_year
from policy.documents import Law
from policy.units import Threshold
from unions.kinds import Category, UnionKind
from unions.models import Union, User
from unions.selectors.classification import classification_of
from vitality.kinds import TypicalKind, TypicalLevel
from vitality.models import Typical
from vitality.selectors.applications import filed_category
from vitality.selectors.rounds import DOCUMENT


def typicals_seen(user: User) -> QuerySet[Typical]:
    """Every typical in this person's scope with what a list prints."""
    return Typical.objects.visible_to(user).select_related(
        "unit", "superior", "application__batch__round", "application__province_answer", "application__unit"
    )


def typical_years(user: User) -> list[int]:
    """The years in which units became typical, the newest first."""
    years = Typical.objects.visible_to(user).order_by("-year").values_list("year", flat=True)
    return list(years.distinct())


def typical_superiors(user: User) -> list[tuple[str, str]]:
    """The superior unions that won typicals, as pairs of key and name, in the order of the tree."""
    won = Typical.objects.visible_to(user).order_by("superior__path")
    return [(str(key), name) for key, name in won.values_list("superior_id", "superior__name").distinct()]


@dataclass(frozen=True)
class TypicalCounts:
    """How many typicals of a list are of which level and kind."""

    total_count: int
    provincial_count: int
    city_count: int
    sector_count: int


def typical_counts(typicals: QuerySet[Typical]) -> TypicalCounts:
    """The figures of a list, in one query."""
    counted = typicals.order_by().aggregate(
        total_count=Count("pk"),
        provincial_count=Count("pk", filter=Q(level=TypicalLevel.PROVINCIAL)),
        city_count=Count("pk", filter=Q(level=TypicalLevel.CITY)),
        sector_count=Count("pk", filter=Q(kind=TypicalKind.SECTOR)),
    )
    return TypicalCounts(**counted)


@dataclass(frozen=True)
class Share:
    """What one superior union has of what it owes in a year.

    Attributes:
        sector_count: sector typicals of all years in which they are asked for, not of this year alone (R-T2).
        quota: new enterprise typicals; None where the text sets none for such a union.
        nonpublic_100_quota: of which large non-public enterprises; None where there is no such line.
        sector_quota: sector typicals; None where such a union owes none, or that year is not among the asked.
    """

    superior: Union
    new_count: int
    nonpublic_100_count: int
    sector_count: int
    quota: Threshold | None
    nonpublic_100_quota: Threshold | None
    sector_quota: Threshold | None

    @property
    def is_met(self) -> bool | None:
        """Whether every line that binds this union is reached; None where none binds it."""
        pairs = (
            (self.quota, self.new_count),
            (self.nonpublic_100_quota, self.nonpublic_100_count),
            (self.sector_quota, self.sector_count),
        )
        lines = [line.is_met_by(count) for line, count in pairs if line]
        return all(lines) if lines else None


def shares_of_year(user: User, year: int) -> list[Share]:
    """Every superior union in this person's scope that owes typicals, with what it has, in the order of the tree."""
    kinds = [kind for kind in UnionKind if kind.files_batches]
    law = law_of_year(DOCUMENT, year)
    window = range(law.value("sector_typical_window", "first"), law.value("sector_typical_window", "last") + 1)
    won = defaultdict(list)
    for typical in typicals_seen(user).filter(Q(year=year) | Q(kind=TypicalKind.SECTOR, year__in=window)):
        won[typical.superior_id].append(typical)
    superiors = Union.objects.visible_to(user).filter(kind__in=kinds, closed_on=None).order_by("path")
    return [_share(superior, won[superior.pk], year, law, year in window) for superior in superiors]


def _share(superior: Union, won: Sequence[Typical], year: int, law: Law, asks_for_sectors: bool) -> Share:
    enterprises = [each for each in won if each.kind == TypicalKind.ENTERPRISE and each.year == year]
    large = [each for each in enterprises if category_of_typical(each, law) == Category.NONPUBLIC_100]
    return Share(
        superior,
        len(enterprises),
        len(large),
        sum(each.kind == TypicalKind.SECTOR for each in won),
        law.threshold_if_any("new_typical_quota", superior.kind),
        law.threshold_if_any("new_typical_nonpublic_quota", superior.kind),
        law.threshold_if_any("sector_typical_quota", superior.kind) if asks_for_sectors else None,
    )


def category_of_typical(typical: Typical, law: Law) -> Category | None:
    """What a typical counts as: by its form as filed, without one by the register."""
    if typical.application:
        return filed_category(typical.application, law)
    return classification_of(typical.unit, law).category
