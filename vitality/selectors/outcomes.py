"""The outcome of a year as facts for the money: live until it is published, from then on as it was sealed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Q

from office.years import law_of_year
from policy.citing import Reason
from policy.documents import Law
from unions.kinds import SectorTier, UnionKind
from unions.models import Union
from vitality.kinds import PaperKind, PaperState, TypicalKind, TypicalLevel
from vitality.models import (
    AcceptanceResult,
    ImportedApproval,
    InnovationFinding,
    Typical,
    UnionPaper,
    YearOutcome,
)
from vitality.rules.outcome import (
    Ground,
    PaperFact,
    all_typicals_pass_ground,
    approved_typicals_ground,
    coverage_ground,
    innovation_ground,
    paper_ground,
)
from vitality.selectors.coverage_facts import CoverageMet, coverage_met
from vitality.selectors.rounds import DOCUMENT


@dataclass(frozen=True)
class RecipientYear:
    """A superior union's year as the money asks for it. Each fact is None while unknown; `grounds` say why.

    Attributes:
        kind: a UnionKind's value.
        has_approved_typicals: whether at least one enterprise typical was won in the year.
        all_typicals_pass: of the enterprise typicals won in the year.
        coverage: whether every category with a target is reached; see `is_coverage_applicable`.
        is_coverage_applicable: False where the year sets no target, or no denominator is above zero.
        grounds: by the name of the fact: the reason with its clause, and who must act.
        is_frozen: whether the year's outcome has been published.
    """

    union_id: int
    kind: str
    year: int
    is_plan_approved: bool | None
    are_safeguards_approved: bool | None
    has_approved_typicals: bool | None
    all_typicals_pass: bool | None
    coverage: bool | None
    is_coverage_applicable: bool
    is_innovative: bool | None
    grounds: Mapping[str, Ground]
    is_frozen: bool = False

    def as_json(self) -> dict[str, Any]:
        """The facts as a published outcome keeps them."""
        grounds = {
            name: {"reason": ground.reason.as_json(), "who": ground.who} for name, ground in self.grounds.items()
        }
        return {
            "union_id": self.union_id, "kind": self.kind, "year": self.year,
            "is_coverage_applicable": self.is_coverage_applicable, "grounds": grounds,
        }  # fmt: skip

    @classmethod
    def of(
        cls, union_id: int, kind: str, year: int, grounds: Mapping[str, Ground], *, is_applicable: bool, **more: Any
    ) -> RecipientYear:
        """The year that its grounds tell."""
        facts: dict[str, Any] = {name: ground.met for name, ground in grounds.items()}
        return cls(
            union_id=union_id, kind=kind, year=year, grounds=grounds, is_coverage_applicable=is_applicable,
            **facts, **more,
        )  # fmt: skip

    @classmethod
    def from_json(cls, sealed: Mapping[str, Any]) -> RecipientYear:
        """The year as it was sealed."""
        grounds = {
            name: Ground(Reason.from_json(each["reason"]), each["who"]) for name, each in sealed["grounds"].items()
        }
        return cls.of(
            sealed["union_id"], sealed["kind"], sealed["year"], grounds,
            is_applicable=sealed["is_coverage_applicable"], is_frozen=True,
        )  # fmt: skip


@dataclass(frozen=True)
class SectorTypicalYears:
    """A sector typical and its acceptances.

    Attributes:
        level: a TypicalLevel's value; tier: a SectorTier's value, empty where the register has none.
        acceptance: for each year in which it is accepted; None where there is no result yet.
        is_province_approved: whether the province confirmed it.
    """

    typical_id: int
    union_id: int
    superior_id: int
    level: str
    tier: str
    first_year: int
    acceptance: Mapping[int, bool | None]
    is_province_approved: bool

    @property
    def is_below_county(self) -> bool:
        """Whether it works below the county, where no money of the city goes."""
        return self.tier == SectorTier.SUB_COUNTY


def recipient_years(year: int) -> dict[int, RecipientYear]:
    """Every superior union's year, by its key, in the order of the tree; a handful of queries whatever their number."""
    frozen = {each.union_id: each.sealed["facts"] for each in YearOutcome.objects.filter(year=year)}
    live = _Live(year)
    return {
        union.pk: RecipientYear.from_json(frozen[union.pk]) if union.pk in frozen else live.year_of(union)
        for union in live.recipients
    }


def live_recipient_years(year: int) -> dict[int, RecipientYear]:
    """The same from the records of today, published or not: what a publication seals."""
    live = _Live(year)
    return {union.pk: live.year_of(union) for union in live.recipients}


def recipients_of_year(year: int) -> list[Union]:
    """The superior unions that took part in a year: open in it, in the order of the tree.

    Each is annotated with `name_then`, its name on the year's last day.
    """
    kinds = [kind for kind in UnionKind if kind.files_batches]
    was_open = Q(closed_on=None) | Q(closed_on__year__gt=year)
    then = Union.objects.as_of(date(year, 12, 31))
    return list(then.filter(was_open, kind__in=kinds).order_by("path"))


def sector_typicals() -> list[SectorTypicalYears]:
    """Every sector typical with its acceptances, in the order of the years; two queries."""
    columns = ("pk", "unit_id", "superior_id", "level", "unit__sector_tier", "year")
    typicals = Typical.objects.filter(kind=TypicalKind.SECTOR).order_by("year", "pk").values_list(*columns)
    results: dict[int, dict[int, bool]] = defaultdict(dict)
    for key, year, is_passed in AcceptanceResult.objects.filter(typical__kind=TypicalKind.SECTOR).values_list(
        "typical_id", "year", "is_passed"
    ):
        results[key][year] = is_passed
    awaited = _Awaited()
    return [
        SectorTypicalYears(
            key, unit_id, superior_id, level, tier, year, {**awaited[year], **results.get(key, {})},
            level == TypicalLevel.PROVINCIAL,
        )
        for key, unit_id, superior_id, level, tier, year in typicals
    ]  # fmt: skip


class _Awaited(dict[int, Mapping[int, None]]):
    """For a year in which a unit becomes a sector typical: the years of its acceptances, none of them known yet."""

    def __missing__(self, first_year: int) -> Mapping[int, None]:
        count = years_of_sector(law_of_year(DOCUMENT, first_year))
        self[first_year] = dict.fromkeys(range(first_year, first_year + count))
        return self[first_year]


def years_of_sector(law: Law) -> int:
    """For how many years a sector typical is accepted: as many as its money has parts."""
    return len(law.entries("m5_tranches"))


class _Live:
    """A year as the records tell it now; each question is asked once."""

    def __init__(self, year: int) -> None:
        self.year = year

    def year_of(self, union: Union) -> RecipientYear:
        """One union's year."""
        won = self.won[union.pk]
        coverage = self.coverage[union.pk]
        finding = self.findings.get(union.pk)
        grounds = {
            "is_plan_approved": self._paper(union.pk, PaperKind.IMPLEMENTATION_PLAN),
            "are_safeguards_approved": self._paper(union.pk, PaperKind.SAFEGUARD_MEASURES),
            "has_approved_typicals": approved_typicals_ground(len(won)),
            "all_typicals_pass": all_typicals_pass_ground([self.results.get(key) for key in won]),
            "coverage": coverage_ground(coverage.met, coverage.reasons),
            "is_innovative": innovation_ground(
                finding.is_innovative if finding else None, finding.reason if finding else ""
            ),
        }
        return RecipientYear.of(union.pk, union.kind, self.year, grounds, is_applicable=coverage.applies)

    def _paper(self, union_id: int, kind: PaperKind) -> Ground:
        return paper_ground(kind, self.papers.get((union_id, kind)) or PaperFact(None))

    @cached_property
    def recipients(self) -> list[Union]:
        return recipients_of_year(self.year)

    @cached_property
    def won(self) -> dict[int, list[int]]:
        """The enterprise typicals that each union won in the year."""
        found: dict[int, list[int]] = defaultdict(list)
        rows = Typical.objects.filter(year=self.year, kind=TypicalKind.ENTERPRISE)
        for superior, key in rows.values_list("superior_id", "pk"):
            found[superior].append(key)
        return found

    @cached_property
    def results(self) -> dict[int, bool]:
        return dict(AcceptanceResult.objects.filter(year=self.year).values_list("typical_id", "is_passed"))

    @cached_property
    def findings(self) -> dict[int, InnovationFinding]:
        return {each.union_id: each for each in InnovationFinding.objects.filter(year=self.year)}

    @cached_property
    def papers(self) -> dict[tuple[int, str], PaperFact]:
        """Papers filed here, and above them what an import recorded; an approval counts whichever says so."""
        imported = ImportedApproval.objects.filter(year=self.year).values_list("union_id", "kind", "is_approved")
        found = {(union, kind): PaperFact(is_approved) for union, kind, is_approved in imported}
        for fact in filed_papers(self.year):
            found[fact[0]] = fact[1]
        return found

    @cached_property
    def coverage(self) -> Mapping[int, CoverageMet]:
        return coverage_met([union.pk for union in self.recipients], self.year)


def filed_papers(year: int) -> Iterable[tuple[tuple[int, str], PaperFact]]:
    """The plans and measures of a year's rounds by union and kind; of several the approved one comes last."""
    rows = UnionPaper.objects.filter(round__year=year).values_list("union_id", "kind", "state")
    for union, kind, state in sorted(rows, key=lambda row: row[2] == PaperState.APPROVED):
        is_approved = True if state == PaperState.APPROVED else None
        yield (union, kind), PaperFact(is_approved, PaperState(state).label, state == PaperState.FILED)
