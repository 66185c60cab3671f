"""Coverage of a category in an area, and whether a superior union met it (R-C1, R-C2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil, floor
from typing import Final

from policy.citing import Basis, Reason, Verdict, cites
from policy.documents import Law
from policy.units import Boundary, Threshold, exact, percent, rate
from unions.kinds import Category

CLAUSE: Final = "2014-31/5.2"
COVERED: Final = (Category.PUBLIC, Category.NONPUBLIC_100)
NO_TARGET: Final = "未规定"
# The parameters a figure depends on, in the order of the texts.
PARAMETERS: Final = (
    "optional_item_floor", "implemented_progress", "nonpublic_size_floor", "standard_line", "typical_line",
    "coverage_target", "coverage_snapshot", "coverage_target_scope",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Coverage:
    """The coverage of one category in one area and year.

    Attributes:
        rate: exact; None where the area has no such unit.
        target: None where none is set for the category that year, or none for this area.
        met: None without a target or without a unit.
    """

    category: Category
    standard_count: int
    total_count: int
    rate: Fraction | None
    target: Threshold | None
    met: bool | None
    basis: Basis

    @property
    def target_shown(self) -> str:
        """The target in words, 未规定 without one."""
        return self.target.sentence() if self.target else NO_TARGET

    @property
    def missing_count(self) -> int:
        """How many more units must reach the standard; 0 once met and without a target."""
        return missing_units(self.standard_count, self.total_count, self.target) if self.target else 0


@cites(CLAUSE, rule="R-C1")
def snapshot_day(year: int, law: Law) -> date:
    """The day whose established unions are counted, by the year's reading."""
    return date(year, 12, 31) if law.choice("coverage_snapshot") == "year_end" else date(year, 1, 1)


@cites(CLAUSE, rule="R-C1")
def coverage(category: Category, standard_count: int, total_count: int, law: Law, *, is_city: bool) -> Coverage:
    """The coverage of a category in the whole city, or under one superior union."""
    found = rate(standard_count, total_count)
    target = target_of(category, law, is_city=is_city)
    met = target.is_met_by(found) if target and found is not None else None
    formula = f"{standard_count} ÷ {total_count} = {percent(found)}，目标{target.sentence() if target else NO_TARGET}"
    inputs = {"达标单位": standard_count, "已建工会单位": total_count}
    used = law.as_json([key for key in PARAMETERS if key.startswith("coverage") or key == "standard_line"])
    basis = Basis("R-C1", CLAUSE, inputs, formula, used["parameters"])
    return Coverage(category, standard_count, total_count, found, target, met, basis)


@cites(CLAUSE, rule="R-C2")
def target_of(category: Category, law: Law, *, is_city: bool) -> Threshold | None:
    """The year's target; None where the text sets none, or by the year's reading none for a superior union."""
    if not is_city and law.choice("coverage_target_scope") == "city_only":
        return None
    return law.threshold_if_any("coverage_target", category)


@cites(CLAUSE, rule="R-C2")
def coverage_met_verdict(coverages: Sequence[Coverage]) -> Verdict:
    """Whether each category that has a target and units reaches it; without one such category it does not apply.

    Where it does not apply, `met` is None and every reason says why.
    """
    judged = [each for each in coverages if each.met is not None]
    shown = judged or list(coverages)
    return Verdict(tuple(Reason(f"coverage_{each.category}", each.met, _shown(each), CLAUSE) for each in shown))


def _shown(found: Coverage) -> str:
    if found.target is None:
        return f"{found.category.label}本年度目标未规定"
    if found.rate is None:
        return f"没有{found.category.label}，不适用"
    counts = f"{found.standard_count}/{found.total_count}"
    return f"{found.category.label} {counts} = {percent(found.rate)}，应{found.target.sentence()}"


@cites(CLAUSE, rule="R-C2")
def missing_units(standard_count: int, total_count: int, target: Threshold) -> int:
    """How many more of the counted units must reach the standard; 0 once met, and where there is no unit at all."""
    needed = exact(target.value) * total_count
    count = floor(needed) + 1 if target.boundary is Boundary.MORE_THAN else ceil(needed)
    return max(count - standard_count, 0) if total_count else 0
