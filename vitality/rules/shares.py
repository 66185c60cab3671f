"""What a superior union still owes of new typicals, and the city of its total (R-T1, R-T2, R-T3)."""

from __future__ import annotations

from dataclasses import dataclass

from policy.citing import Reason, Verdict, cites
from policy.documents import Law
from policy.units import Threshold
from unions.kinds import UnionKind

CLAUSE = "2014-31/5.1"


@dataclass(frozen=True, slots=True)
class TypicalsWon:
    """What a superior union has by the end of a year.

    Attributes:
        new_count: enterprise typicals of this year; nonpublic_100_count: large non-public enterprises among them.
        sector_count: sector typicals since the first year that asks for them.
    """

    kind: UnionKind
    year: int
    new_count: int
    nonpublic_100_count: int
    sector_count: int


@cites(CLAUSE, rule="R-T1")
def share_verdict(won: TypicalsWon, law: Law) -> Verdict:
    """Whether the year's lines are reached, each with what is missing. Sector typicals count toward their own line.

    A line of three years binds in the last of them; until then a missing sector typical is only a reminder.
    """
    lines = (
        (law.threshold_if_any("new_typical_quota", won.kind), won.new_count, "new", "新典型", ""),
        (
            law.threshold_if_any("new_typical_nonpublic_quota", won.kind),
            won.nonpublic_100_count, "nonpublic_100", "百人以上非公企业", "",
        ),
    )  # fmt: skip
    reasons = [_reason(line, count, code, noun) for line, count, code, noun, _ in lines if line]
    return Verdict((*reasons, *_sector_reasons(won, law)))


def sector_line(kind: UnionKind, year: int, law: Law) -> Threshold | None:
    """The sector typicals that such a union owes; None where it owes none, or the year is outside the three."""
    first, last = law.value("sector_typical_window", "first"), law.value("sector_typical_window", "last")
    return law.threshold_if_any("sector_typical_quota", kind) if first <= year <= last else None


@cites(CLAUSE, rule="R-T2")
def _sector_reasons(won: TypicalsWon, law: Law) -> tuple[Reason, ...]:
    line, last = sector_line(won.kind, won.year, law), law.value("sector_typical_window", "last")
    if line is None:
        return ()
    found = _reason(line, won.sector_count, "sector", "行业典型")
    if found.met or won.year == last:
        return (found,)
    return (Reason("sector", True, f"{found.shown}，{last} 年底前补齐", CLAUSE),)


def _reason(line: Threshold, count: int, code: str, noun: str) -> Reason:
    gap = line.gap(count)
    told = f"还差 {gap} 个{noun}" if gap else f"{noun}个数已符合"
    return Reason(code, line.is_met_by(count), f"{told}（应{line.sentence()}，已有 {count} 个）", CLAUSE)


@cites(CLAUSE, rule="R-T3")
def total_verdict(distinct_count: int, law: Law) -> Verdict:
    """Whether the distinct typical units of the project's years reach the city's total."""
    return Verdict((_reason(law.threshold("typical_total"), distinct_count, "total", "典型"),))
