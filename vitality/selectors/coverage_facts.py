"""Whether superior unions met their coverage in a year: the fact that year outcome and money ask for (R-C2)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from policy.citing import Basis, Reason
from vitality.rules.coverage import coverage_met_verdict
from vitality.selectors.coverage.figures import year_figures


@dataclass(frozen=True, slots=True)
class CoverageMet:
    """One superior union's year.

    Attributes:
        met: None exactly where coverage does not apply (不适用): no target that year, or no unit to be covered.
        reasons: per category, with numbers and clause.
        bases: how each category's figure came about.
        is_sealed: whether the year is sealed; else the facts are those of this moment and may still change.
    """

    union_id: int
    year: int
    met: bool | None
    reasons: tuple[Reason, ...]
    bases: tuple[Basis, ...]
    is_sealed: bool

    @property
    def applies(self) -> bool:
        """Whether there is a target to be met."""
        return self.met is not None


def coverage_met(union_ids: Iterable[int], year: int) -> dict[int, CoverageMet]:
    """The coverage of districts, pilot zones and industrial unions; sealed where the year is, else as things stand.

    The queries do not grow with the number of unions: two for a sealed year, six for any other.
    """
    figures = year_figures(year)
    found = {}
    for union_id in dict.fromkeys(union_ids):
        coverages = figures.of(union_id) if figures.filers else ()
        verdict = coverage_met_verdict(coverages)
        is_judged = any(each.met is not None for each in coverages)
        bases = tuple(each.basis for each in coverages)
        met = verdict.met if is_judged else None
        found[union_id] = CoverageMet(union_id, year, met, verdict.reasons, bases, figures.snapshot is not None)
    return found
