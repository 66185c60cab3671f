"""The report of a year's typicals: one row per superior union that owes some, and one for the whole city."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from office.report_object import report_object
from office.years import law_of_year
from policy.documents import Law
from unions.models import User
from vitality.selectors.rounds import DOCUMENT
from vitality.selectors.typicals import CityTotal, Share, city_total, is_project_year, shares_of_year

WHOLE_CITY: Final = "全市"
PARAMETERS: Final = (
    "nonpublic_size_floor", "typical_total", "typical_total_window", "new_typical_quota",
    "new_typical_nonpublic_quota", "sector_typical_quota", "sector_typical_window",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TypicalsRow:
    """One superior union's year, or the whole city's; a quota is None where the text sets none.

    Attributes:
        cumulative, target: distinct typical units of the project and their total; only in the city's row.
    """

    superior: str
    new: int
    new_nonpublic_100: int
    quota: int | None
    quota_nonpublic_100: int | None
    sector: int
    met: bool | None
    missing: str = ""
    cumulative: int | None = None
    target: int | None = None

    def as_json(self) -> dict[str, Any]:
        """The row as `report typicals` prints it."""
        row: dict[str, Any] = {
            name: getattr(self, name)
            for name in ("superior", "new", "new_nonpublic_100", "quota", "quota_nonpublic_100", "sector")
        }
        if self.target is not None:
            row |= {"cumulative": self.cumulative, "target": self.target}
        return {**row, "met": self.met}


@dataclass(frozen=True, slots=True)
class TypicalsReport:
    """All rows of a year with the parameters they were judged by."""

    year: int
    rows: tuple[TypicalsRow, ...]
    law: Law

    def as_json(self) -> dict[str, Any]:
        """The object that `report typicals --json` prints."""
        return report_object(self.year, self.rows, self.law, PARAMETERS)


def typicals_report(year: int, user: User | None) -> TypicalsReport:
    """Every superior union that owes typicals; the city's row only for those who see the whole city.

    Args:
        user: whose scope; None for all.
    """
    law, shares = law_of_year(DOCUMENT, year), shares_of_year(user, year)
    rows = [_row(share) for share in shares]
    if is_project_year(law) and (user is None or (user.post and user.post.is_at_city)):
        rows.append(_city_row(shares, city_total(year)))
    return TypicalsReport(year, tuple(rows), law)


def _row(share: Share) -> TypicalsRow:
    return TypicalsRow(
        share.name,
        share.new_count,
        share.nonpublic_100_count,
        int(share.quota.value) if share.quota else None,
        int(share.nonpublic_100_quota.value) if share.nonpublic_100_quota else None,
        share.sector_count,
        share.is_met,
        share.missing,
    )


def _city_row(shares: list[Share], total: CityTotal) -> TypicalsRow:
    return TypicalsRow(
        WHOLE_CITY,
        sum(share.new_count for share in shares),
        sum(share.nonpublic_100_count for share in shares),
        None,
        None,
        sum(share.sector_count for share in shares),
        total.is_met,
        "；".join(each.shown.split("（")[0] for each in total.verdict.unmet),
        total.cumulative_count,
        int(total.target.value),
    )
