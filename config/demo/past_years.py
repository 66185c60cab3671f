"""What the years 2014 to 2016 were like for every unit of the demonstration of 2017, invented and always the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import count
from random import Random
from typing import Any, Final

from config.demo.reading import texts
from office.years import law_of_year
from unions.kinds import Category, SectorTier, UnionKind
from unions.models import Union
from vitality.rules.coverage import COVERED

DOCUMENT: Final = "2014-31"
TAKING_PART: Final = [UnionKind.GRASSROOTS_UNION, UnionKind.JOINT_GRASSROOTS_UNION]
# Behind those that are standard come units that lack one condition, then units that lack two; the rest held no meeting.
ONE_LACKS, TWO_LACK = 22, 34
CONDITIONS: Final = ("composite", "rights", "plan", "welcome")
STRONG, FAIR = range(82, 98), range(70, 80)
WEAK: Final = range(56, 69)


@dataclass(frozen=True)
class Place:
    """A unit with the federation it files under, and its rank among that one's units of its category, in percent."""

    unit: Union
    filer: Union
    category: Category
    rank: int


@dataclass(frozen=True)
class UnitYear:
    """One unit's year: its composite in whole percent and the conditions it lacks."""

    place: Place
    year: int
    percent: int
    lacks: frozenset[str]


@dataclass(frozen=True)
class TypicalWon:
    """A unit that became typical in a year, and whether it passed that year's acceptance."""

    place: Place
    year: int
    is_passed: bool


class PastYears:
    """The invented years; everything is drawn in the order of the register."""

    def __init__(self, chance: Random) -> None:
        self.told, self.chance = texts("past_years"), chance
        self.years: list[int] = self.told["years"]

    @cached_property
    def places(self) -> list[Place]:
        """Every unit that takes part, in the order of the register."""
        law, last_day = law_of_year(DOCUMENT, self.years[-1]), date(self.years[-1], 12, 31)
        units: Any = Union.objects.filter(kind__in=TAKING_PART, closed_on=None).with_filer_then(last_day)
        filers = Union.objects.in_bulk()
        alike: dict[tuple[int, Category], list[Union]] = defaultdict(list)
        for unit in units.with_classification(law).select_related("superior").order_by("pk"):
            alike[unit.filer_then_id, Category(unit.category)].append(unit)
        return [
            Place(unit, filers[filer], category, 100 * index // len(group))
            for (filer, category), group in alike.items()
            for index, unit in enumerate(self.chance.sample(group, len(group)))
        ]

    @cached_property
    def typicals(self) -> list[TypicalWon]:
        """The enterprise typicals of the years, the strongest units of each federation first."""
        by_filer: dict[Union, list[Place]] = defaultdict(list)
        for place in sorted(self.places, key=lambda place: place.rank):
            by_filer[place.filer].append(place)
        number, found = count(1), []
        for year_index, year in enumerate(self.years):
            for filer, left in by_filer.items():
                for place in self._won(filer, left, year_index):
                    left.remove(place)
                    found.append(TypicalWon(place, year, next(number) % self.told["falls"]["every"] > 0))
        return found

    @cached_property
    def typical_since(self) -> Mapping[int, int]:
        """The year in which a unit became typical, by the unit's key."""
        return {won.place.unit.pk: won.year for won in self.typicals}

    @cached_property
    def unit_years(self) -> Mapping[int, list[UnitYear]]:
        """The units that held their meeting, with how it ended, by year."""
        found: dict[int, list[UnitYear]] = {year: [] for year in self.years}
        for each in self._unit_years():
            found[each.year].append(each)
        return found

    @cached_property
    def sectors(self) -> list[tuple[Place, int]]:
        """The sector unions of city and county that became typical, shared out among the years."""
        tiers = [SectorTier.CITY, SectorTier.COUNTY]
        found: Any = Union.objects.filter(kind=UnionKind.SECTOR_UNION, sector_tier__in=tiers, closed_on=None)
        sectors = found.select_related("superior").order_by("pk")
        return [
            (Place(sector, sector.superior, Category.NOT_COUNTED, 0), self.years[index % len(self.years)])
            for index, sector in enumerate(sectors)
        ]

    def _unit_years(self) -> Iterator[UnitYear]:
        fallen = {(won.place.unit.pk, won.year) for won in self.typicals if not won.is_passed}
        turn = count()
        for index, year in enumerate(self.years):
            for sector, since in self.sectors:
                if since <= year:
                    yield UnitYear(sector, year, self.chance.choice(STRONG), frozenset())
            for place in self.places:
                behind = place.rank - self._reached(place, index)
                if (place.unit.pk, year) in fallen:
                    yield UnitYear(place, year, self.told["falls"]["percent"], frozenset())
                elif behind < 0 or self.typical_since.get(place.unit.pk, year + 1) <= year:
                    yield UnitYear(place, year, self._percent_of_standard(place, year), frozenset())
                elif behind < TWO_LACK:
                    first = next(turn)
                    lacks = {CONDITIONS[(first + more) % 4] for more in range(1 if behind < ONE_LACKS else 2)}
                    percent = self.chance.choice(WEAK if "composite" in lacks else FAIR)
                    yield UnitYear(place, year, percent, frozenset(lacks))

    def zeal(self, filer: Union) -> int:
        """How far a federation is ahead of the others, in points."""
        return int(self.told["zeal"][filer.name])

    def is_innovative(self, filer: Union, year: int) -> bool:
        """Whether a federation's year was found innovative."""
        return bool(self.zeal(filer) >= self.told["innovative"]["from_points"][self.years.index(year)])

    def _reached(self, place: Place, year_index: int) -> int:
        key = place.category.value if place.category in COVERED else "others"
        return int(self.told["reached"][key][year_index]) + self.zeal(place.filer)

    def _percent_of_standard(self, place: Place, year: int) -> int:
        is_typical = self.typical_since.get(place.unit.pk, year + 1) <= year
        return self.chance.choice(STRONG if is_typical or place.rank % 3 else FAIR)

    def _won(self, filer: Union, left: list[Place], year_index: int) -> list[Place]:
        told = self.told["typicals"]
        missing = -min(self.zeal(filer), 0) // told["points_for_one_missing"]
        wanted = max(told[filer.kind][year_index] - missing, 0)
        large = [place for place in left if place.category == Category.NONPUBLIC_100][: told["nonpublic_100"]]
        others = [place for place in left if place not in large]
        return [*large[:wanted], *others[: max(wanted - len(large), 0)]]
