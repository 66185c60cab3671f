"""Ranks and honours of a pool (R-X6, R-X7). Ties are told, never broken."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from policy.citing import Basis, Reason, cites
from scoring.kinds import Honour, Pool
from scoring.rules.card import CardTotal
from scoring.rules.scheme import shown_points
from scoring.rules.terms import Terms

SCALED: Final = "scaled"
CLAUSE: Final = "2012-55/4"


@dataclass(frozen=True, slots=True)
class Contender:
    """A card to be ranked; `name` is whatever tells it from the others."""

    name: Hashable
    pool: Pool
    points: CardTotal


@dataclass(frozen=True, slots=True)
class Placed:
    """A card with its place.

    Attributes:
        tied_count: how many share the rank, itself included.
        honour: None too where a tie across a limit waits for the leading group.
        is_boundary_tie: some of those who share the rank would get another honour than the others, were it broken.
    """

    contender: Contender
    rank: int
    tied_count: int
    honour: Honour | None
    is_boundary_tie: bool

    @property
    def last_place(self) -> int:
        """The last of the places that those who share the rank take up together."""
        return self.rank + self.tied_count - 1

    @property
    def basis(self) -> Basis:
        """Why this rank."""
        points = self.contender.points
        inputs = {"总分": points.total, "可得满分": points.attainable, "并列": self.tied_count}
        tied = f"，{self.tied_count} 家并列" if self.tied_count > 1 else ""
        return Basis("R-X6", "2012-55/3.3", inputs, f"总分 {shown_points(points.total)} → 第 {self.rank} 名{tied}")

    @property
    def reason(self) -> Reason:
        """The honour, or why there is none yet."""
        if self.is_boundary_tie:
            places = f"第 {self.rank} 至 {self.last_place} 名并列，跨越荣誉名次界线，由领导小组决定"
            return Reason("boundary_tie", None, places, CLAUSE)
        words = f"第 {self.rank} 名：{self.honour.label if self.honour else '不在荣誉名次内'}"
        return Reason("honour", self.honour is not None, words, CLAUSE)


def measure(points: CardTotal, terms: Terms) -> Decimal | Fraction:
    """What is compared: the raw total, or by the other reading its share of the attainable points."""
    if terms.ranking_basis != SCALED:
        return points.total
    return Fraction(points.total) / Fraction(points.attainable) if points.attainable else Fraction(0)


@cites("2012-55/3.3", CLAUSE, rule="R-X6, R-X7")
def ranking(
    contenders: Sequence[Contender], terms: Terms, decided: Mapping[Hashable, Honour | None] | None = None
) -> list[Placed]:
    """Every card with its rank in its pool (1, 2, 2, 4) and its honour; by pool, then by rank.

    Args:
        decided: what the leading group gave to those whom the places do not decide about: boundary ties, and
            the whole industrial pool where it has no places of its own.
    """
    placed = []
    for pool in Pool:
        members = [(measure(each.points, terms), each) for each in contenders if each.pool is pool]
        members.sort(key=lambda pair: pair[0], reverse=True)
        placed += _pool_ranking(pool, members, terms, decided or {})
    return placed


def _pool_ranking(
    pool: Pool,
    members: Sequence[tuple[Decimal | Fraction, Contender]],
    terms: Terms,
    decided: Mapping[Hashable, Honour | None],
) -> list[Placed]:
    placed, start = [], 0
    while start < len(members):
        end = start
        while end < len(members) and members[end][0] == members[start][0]:
            end += 1
        first, last = _by_place(pool, start + 1, terms), _by_place(pool, end, terms)
        is_boundary = first is not last
        for _, each in members[start:end]:
            honour = decided.get(each.name) if is_boundary or not has_places(pool, terms) else first
            placed.append(Placed(each, start + 1, end - start, honour, is_boundary))
        start = end
    return placed


def has_places(pool: Pool, terms: Terms) -> bool:
    """Whether the places decide about honours in this pool; else the leading group does."""
    return pool is Pool.DISTRICT or terms.industrial_honours != "none"


def _by_place(pool: Pool, place: int, terms: Terms) -> Honour | None:
    if not has_places(pool, terms):
        return None
    if place <= terms.excellent_last:
        return Honour.EXCELLENT
    is_advanced = place <= terms.advanced_last and (pool is Pool.DISTRICT or terms.industrial_honours == "same_places")
    return Honour.ADVANCED if is_advanced else None
