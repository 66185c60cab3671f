"""How totals spread over a pool, and what share of the attainable points a card reached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import count
from typing import Final

from policy.citing import Basis, cites
from policy.units import percent
from scoring.rules.card import CardTotal
from scoring.rules.scheme import shown_points

NARROWEST: Final = (5, 10, 20)
MOST_BANDS: Final = 12


@dataclass(frozen=True, slots=True)
class Band:
    """How many totals lie from `start` to below the next start, `width` points further."""

    start: int
    count: int
    width: int

    @property
    def label(self) -> str:
        """The band in figures; its end belongs to the next one."""
        return f"{self.start}—{self.start + self.width}"


def distribution(totals: Sequence[Decimal]) -> tuple[Band, ...]:
    """The totals in bands, the lowest first, without a gap between the first and the last.

    A band is five points wide, wider where a low or a very high total would make too many of them.
    """
    if not totals:
        return ()
    lowest, highest = min(totals), max(totals)
    widths = (each * 10**power for power in count() for each in NARROWEST)
    width = next(each for each in widths if highest // each - lowest // each < MOST_BANDS)
    places = [int(total // width) for total in totals]
    return tuple(Band(place * width, places.count(place), width) for place in range(min(places), max(places) + 1))


@cites("2012-55/3.3", rule="R-X4, R-X6")
def attained_share(points: CardTotal) -> Fraction | None:
    """The total as a share of the attainable points; above 1 with bonuses, None where nothing is attainable.

    Shown beside the raw total, which alone decides the rank by the reading chosen.
    """
    return Fraction(points.total) / Fraction(points.attainable) if points.attainable else None


def share_basis(points: CardTotal) -> Basis:
    """How the share came about."""
    inputs = {"总分": points.total, "可得满分": points.attainable}
    formula = f"{shown_points(points.total)} ÷ {shown_points(points.attainable)} ＝ {percent(attained_share(points))}"
    return Basis("R-X6", "2012-55/3.3", inputs, formula)
