"""What decides the tranches of a year, pulled from the project's own selectors: approvals, acceptances, coverage."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from funding.kinds import Condition, RulingKind, TrancheKind
from funding.models import Ruling
from funding.rules.schedule import SectorFacts, TrancheVerdict, YearFacts, sector_tranches, yearly_tranches
from policy.documents import Law
from unions.kinds import SectorTier, UnionKind
from vitality.kinds import TypicalLevel
from vitality.selectors.outcomes import RecipientYear, SectorTypicalYears, recipient_years, sector_typicals

DOCUMENT: Final = "2014-31"
# The grounds of the outcome that speak of a condition, in the outcome's own words.
GROUNDS: Final = {
    Condition.PLAN_APPROVED: "is_plan_approved",
    Condition.SAFEGUARDS_APPROVED: "are_safeguards_approved",
    Condition.TYPICALS_APPROVED: "has_approved_typicals",
    Condition.ALL_TYPICALS_PASS: "all_typicals_pass",
    Condition.COVERAGE_MET: "coverage",
    Condition.INNOVATIVE: "is_innovative",
}


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who may get money in a year, and the facts that decide it."""

    union_id: int
    facts: YearFacts | SectorFacts

    def tranches(self, year: int, law: Law) -> tuple[TrancheVerdict, ...]:
        """What the year brings."""
        if isinstance(self.facts, YearFacts):
            return yearly_tranches(self.facts, law)
        return sector_tranches(self.facts, year, law)


def recipients_of(year: int, union_ids: Collection[int] | None = None) -> list[Recipient]:
    """Every recipient of a year, superior unions before sector unions; a fixed number of queries.

    Args:
        union_ids: only these unions.
    """
    waived, wanted = _waived(year), None if union_ids is None else set(union_ids)
    found = [*_superiors(recipient_years(year).values(), waived), *_sectors(sector_typicals(), year)]
    return found if wanted is None else [each for each in found if each.union_id in wanted]


def _superiors(years: Iterable[RecipientYear], waived: dict[int, frozenset[TrancheKind]]) -> Iterator[Recipient]:
    for year in years:
        facts = YearFacts(
            UnionKind(year.kind),
            is_plan_approved=year.is_plan_approved,
            are_safeguards_approved=year.are_safeguards_approved,
            are_typicals_approved=year.has_approved_typicals,
            all_typicals_pass=year.all_typicals_pass,
            is_coverage_applicable=year.is_coverage_applicable,
            is_coverage_met=year.coverage,
            is_innovative=year.is_innovative,
            released_without_coverage=waived[year.union_id],
            told={condition: year.grounds[name].reason.shown for condition, name in GROUNDS.items()},
        )
        yield Recipient(year.union_id, facts)


def _sectors(typicals: Iterable[SectorTypicalYears], year: int) -> Iterator[Recipient]:
    for typical in typicals:
        if typical.first_year > year:
            continue
        facts = SectorFacts(
            typical.first_year,
            SectorTier(typical.tier) if typical.tier else None,
            is_provincial=typical.level == TypicalLevel.PROVINCIAL,
            is_province_approved=typical.is_province_approved,
            acceptances={each: passed for each, passed in typical.acceptance.items() if passed is not None},
        )
        yield Recipient(typical.union_id, facts)


def _waived(year: int) -> dict[int, frozenset[TrancheKind]]:
    """The tranches that the leading group releases although coverage does not apply, by union."""
    found: dict[int, set[TrancheKind]] = defaultdict(set)
    decided = Ruling.objects.filter(year=year, kind=RulingKind.RELEASE_WITHOUT_COVERAGE)
    for union_id, kind in decided.values_list("union_id", "tranche_kind"):
        found[union_id].add(TrancheKind(kind))
    return defaultdict(frozenset, {union_id: frozenset(kinds) for union_id, kinds in found.items()})
