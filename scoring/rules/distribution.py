"""How totals spread over a pool, and what share of the attainable points a card reached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from policy.citing import Basis, cites
from policy.units import percent
from scoring.rules.card import CardTotal
from scoring.rules.scheme import shown_points

BAND_WIDTH: Final = 5


@dataclass(frozen=True, slots=True)
class Band:
    """How many totals lie from `start` to below the next start."""

    start: int
    count: int

    @property
    def label(self) -> str:
        """The band in figures; its end belongs to the next one."""
        return f"{self.start}—{self.start + BAND_WIDTH}"


def distribution(totals: Sequence[Decimal]) -> tuple[Band, ...]:
    """The totals in bands of five points, the lowest first, without a gap between the first and the last."""
    if not totals:
        return ()
    places = [int(total // BAND_WIDTH) for total in totals]
    return tuple(Band(place * BAND_WIDTH, places.count(place)) for place in range(min(places), max(places) + 1))


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
