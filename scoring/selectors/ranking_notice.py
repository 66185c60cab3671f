"""The result of a year as the notice that is printed and sent round."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.timezone import localtime

from scoring.kinds import Award, Honour, NominationState, Pool
from scoring.models import Assessment, Nomination
from scoring.selectors.standings import PoolStanding, honoured, pool_standings
from unions.kinds import UnionKind
from unions.models import Union

NUMERALS: Final = "一二三四五六七八九"


@dataclass(frozen=True)
class Honoured:
    """Those who got one honour in one class."""

    pool: Pool
    honour: Honour
    names: tuple[str, ...]


@dataclass(frozen=True)
class Awarded:
    """Those who were granted one award."""

    award: Award
    nominations: tuple[Nomination, ...]


@dataclass(frozen=True)
class RankingNotice:
    """What the notice prints.

    Attributes:
        day: of publication; before it the day of printing, and the paper says that it is a draft.
    """

    assessment: Assessment
    federation_name: str
    day: date
    pools: tuple[PoolStanding, ...]
    honoured: tuple[Honoured, ...]
    awarded: tuple[Awarded, ...]

    @property
    def is_published(self) -> bool:
        return self.assessment.published_at is not None

    @property
    def numbered(self) -> list[tuple[str, PoolStanding]]:
        """The classes with the numeral of their heading."""
        return list(zip(NUMERALS, self.pools, strict=False))

    @property
    def honour_numeral(self) -> str:
        """The numeral of the heading of the honours."""
        return NUMERALS[len(self.pools)]


def ranking_notice(assessment: Assessment, today: date) -> RankingNotice:
    """The notice of a year."""
    pools = pool_standings(assessment, None)
    published = assessment.published_at
    return RankingNotice(
        assessment,
        Union.objects.filter(kind=UnionKind.CITY_FEDERATION).values_list("name", flat=True).first() or "",
        localtime(published).date() if published else today,
        pools,
        tuple(Honoured(pool, honour, tuple(names)) for pool, honour, names in honoured(pools)),
        _awarded(assessment),
    )


def _awarded(assessment: Assessment) -> tuple[Awarded, ...]:
    granted = Nomination.objects.filter(assessment=assessment, state=NominationState.GRANTED)
    found: Mapping[str, list[Nomination]] = {award: [] for award in Award}
    for each in granted.select_related("card__union"):
        found[each.award].append(each)
    return tuple(Awarded(Award(award), tuple(each)) for award, each in found.items() if each)
