"""What is recorded of typicals, acceptances and years, as an import of history finds it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from unions.kinds import UnionKind
from unions.models import FormerName, Union, User
from unions.selectors.directory import NEAR, Directory, spelling
from vitality.models import (
    AcceptanceResult,
    ImportedApproval,
    InnovationFinding,
    Typical,
    YearOutcome,
)
from vitality.rules.outcome import PaperFact
from vitality.selectors.duplicates import Likeness, likenesses_of_typicals
from vitality.selectors.outcomes import filed_papers


@dataclass
class Snapshot:
    """What a plan is made against.

    Attributes:
        recipients: superior unions by every name they bear or bore, as `spelling` writes it.
        typicals: by the unit's key.
        published: pairs of superior union and year whose outcome is published.
        papers: what was filed here, by year; read as years are asked for.
    """

    directory: Directory
    recipients: dict[str, list[Union]]
    typicals: dict[int, Typical]
    results: dict[tuple[int, int], AcceptanceResult]
    findings: dict[tuple[int, int], InnovationFinding]
    approvals: dict[tuple[int, int, str], ImportedApproval]
    published: set[tuple[int, int]]
    likenesses: Likeness
    papers: dict[int, dict[tuple[int, str], PaperFact]]

    def filed(self, union_id: int, year: int, kind: str) -> PaperFact | None:
        """The plan or measures that a union filed here in a year."""
        if year not in self.papers:
            self.papers[year] = dict(filed_papers(year))
        return self.papers[year].get((union_id, kind))

    def recipient_named(self, name: str) -> tuple[Union | None, str]:
        """The superior union a cell names, or what it should hold."""
        found = self.recipients.get(spelling(name), [])
        today = [union for union in found if spelling(union.name) == spelling(name)] or found
        if len(today) == 1:
            return today[0], ""
        if today:
            return None, f"有 {len(today)} 个工会都符合，请核对名册"
        near = get_close_matches(spelling(name), self.recipients, n=1, cutoff=NEAR)
        hint = f"（是否为“{self.recipients[near[0]][0].name}”？）" if near else ""
        return None, f"应为区市县总工会、开放先导区总工会或产业工会的名称{hint}"

    def filing_superior(self, named: Union, year: int) -> Union | None:
        """The superior union that a named superior is, or lay under on the year's last day."""
        at: Union | None = named
        while at and not UnionKind(at.kind).files_batches:
            at = self.directory.superior_on(at, date(year, 12, 31))
        return at


def snapshot(user: User | None) -> Snapshot:
    """What is recorded: a dozen queries whatever the number of unions."""
    return Snapshot(
        Directory(user),
        _recipients(),
        {each.unit_id: each for each in Typical.objects.select_related("unit", "superior")},
        {(each.typical_id, each.year): each for each in AcceptanceResult.objects.all()},
        {(each.union_id, each.year): each for each in InnovationFinding.objects.all()},
        {(each.union_id, each.year, each.kind): each for each in ImportedApproval.objects.all()},
        set(YearOutcome.objects.values_list("union_id", "year")),
        likenesses_of_typicals(),
        {},
    )


def _recipients() -> dict[str, list[Union]]:
    found: dict[str, list[Union]] = {}
    unions = list(Union.objects.filter(kind__in=[kind for kind in UnionKind if kind.files_batches]).order_by("path"))
    by_id = {union.pk: union for union in unions}
    for union in unions:
        found.setdefault(spelling(union.name), []).append(union)
    for key, name in FormerName.objects.filter(union__in=unions).values_list("union_id", "name"):
        if by_id[key] not in found.setdefault(spelling(name), []):
            found[spelling(name)].append(by_id[key])
    return found
