"""Questions about typical units: the list, and how many each superior union has of those it owes (R-T1, R-T2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from office.years import law_of_year
from policy.citing import Verdict
from policy.documents import Law, parameter
from policy.units import Threshold
from unions.kinds import Category, UnionKind
from unions.models import Union, User
from unions.selectors.classification import classification_of
from vitality.kinds import TypicalKind, TypicalLevel
from vitality.models import Typical
from vitality.rules.shares import TypicalsWon, sector_line, share_verdict, total_verdict
from vitality.selectors.applications import filed_category
from vitality.selectors.outcomes import recipients_of_year
from vitality.selectors.rounds import DOCUMENT


def typicals_seen(user: User) -> QuerySet[Typical]:
    """Every typical in this person's scope with what a list prints."""
    return _with_printed(Typical.objects.visible_to(user))


def _with_printed(typicals: QuerySet[Typical]) -> QuerySet[Typical]:
    return typicals.select_related(
        "unit", "superior", "application__batch__round", "application__province_answer", "application__unit"
    )


def typical_years(user: User, today: date) -> list[int]:
    """The years in which units became typical and those of the project so far, the newest first."""
    years = Typical.objects.visible_to(user).order_by().values_list("year", flat=True).distinct()
    return sorted({*years, *range(parameter("typical_total").first_day.year, today.year + 1)}, reverse=True)


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
        name: what the superior union was called in that year.
        sector_count: sector typicals since the first year that asks for them, not of this year alone (R-T2).
        quota: new enterprise typicals; None where the text sets none for such a union.
        nonpublic_100_quota: of which large non-public enterprises; None where there is no such line.
        sector_quota: sector typicals; None where such a union owes none, or that year is not among the asked.
        verdict: whether the lines that bind in the year are reached, each with what is missing.
    """

    superior: Union
    name: str
    new_count: int
    nonpublic_100_count: int
    sector_count: int
    quota: Threshold | None
    nonpublic_100_quota: Threshold | None
    sector_quota: Threshold | None
    verdict: Verdict

    @property
    def is_met(self) -> bool | None:
        """Whether every line that binds this union is reached; None where none binds it."""
        return self.verdict.met if self.verdict.reasons else None

    @property
    def missing(self) -> str:
        """What is still missing, in words; empty where nothing is."""
        return "；".join(each.shown.split("（")[0] for each in self.verdict.reasons if each.shown.startswith("还差"))


def is_project_year(law: Law) -> bool:
    """Whether the project had begun in the law's year."""
    return "typical_total" in law.provisions


def shares_of_year(user: User | None, year: int) -> list[Share]:
    """Every superior union in this person's scope that owes typicals, with what it has, in the order of the tree.

    Sector typicals are counted from the first year that asks for them up to this one. Empty before the project began.

    Args:
        user: whose scope; None for all.
    """
    law = law_of_year(DOCUMENT, year)
    if not is_project_year(law):
        return []
    first = law.value("sector_typical_window", "first")
    counted = Q(year=year) | Q(kind=TypicalKind.SECTOR, year__gte=first, year__lte=year)
    won = defaultdict(list)
    for typical in (typicals_seen(user) if user else _with_printed(Typical.objects.all())).filter(counted):
        won[typical.superior_id].append(typical)
    seen = set(Union.objects.visible_to(user).values_list("pk", flat=True)) if user else None
    superiors = [union for union in recipients_of_year(year) if seen is None or union.pk in seen]
    return [_share(superior, won[superior.pk], year, law) for superior in superiors]


def _share(superior: Union, won: Sequence[Typical], year: int, law: Law) -> Share:
    kind = UnionKind(superior.kind)
    enterprises = [each for each in won if each.kind == TypicalKind.ENTERPRISE and each.year == year]
    large = [each for each in enterprises if category_of_typical(each, law) == Category.NONPUBLIC_100]
    sectors = sum(each.kind == TypicalKind.SECTOR for each in won)
    return Share(
        superior,
        superior.name_then,  # type: ignore[attr-defined]
        len(enterprises),
        len(large),
        sectors,
        law.threshold_if_any("new_typical_quota", kind),
        law.threshold_if_any("new_typical_nonpublic_quota", kind),
        sector_line(kind, year, law),
        share_verdict(TypicalsWon(kind, year, len(enterprises), len(large), sectors), law),
    )


@dataclass(frozen=True)
class CityTotal:
    """The distinct typical units of the project's years up to one of them, against the city's total (R-T3)."""

    cumulative_count: int
    target: Threshold
    verdict: Verdict

    @property
    def is_met(self) -> bool:
        """Whether the total is reached."""
        return self.target.is_met_by(self.cumulative_count)

    @property
    def percent(self) -> int:
        """Of the total, whole percent rounded down, at most 100: draws the bar."""
        return min(100 * self.cumulative_count // int(self.target.value), 100)


def city_total(year: int) -> CityTotal:
    """All kinds and levels, each unit once, from the first year of the project to this one."""
    law = law_of_year(DOCUMENT, year)
    first, last = law.value("typical_total_window", "first"), law.value("typical_total_window", "last")
    counted = Typical.objects.filter(year__gte=first, year__lte=min(year, last)).order_by()
    count = counted.aggregate(count=Count("unit_id", distinct=True))["count"]
    return CityTotal(count, law.threshold("typical_total"), total_verdict(count, law))


def category_of_typical(typical: Typical, law: Law) -> Category | None:
    """What a typical counts as: by its form as filed, without one by the register."""
    if typical.application:
        return filed_category(typical.application, law)
    return classification_of(typical.unit, law).category
