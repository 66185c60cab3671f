"""When the campaigns of a year are held, and which typicals they look at (六4)."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from policy.citing import Reason, cites
from policy.documents import Law
from vitality.kinds import CampaignKind, TypicalKind
from vitality.rules.outcome import is_accepted_in

CLAUSE = "2014-31/6.4"


@dataclass(frozen=True, slots=True)
class CampaignDates:
    """A campaign that the text asks for: `year` is the year it judges, or for the other kinds in which it is held."""

    kind: CampaignKind
    year: int
    starts_on: date
    ends_on: date


@cites(CLAUSE)
def campaigns_of_year(year: int, law: Law) -> tuple[CampaignDates, ...]:
    """What is due for a year: the interim review once, a midyear inspection in each year after, the acceptance.

    Args:
        law: of that year.
    """
    first, last = law.value("interim_review_window", "first"), law.value("interim_review_window", "last")
    found = [CampaignDates(CampaignKind.INTERIM, year, first, last)] if first.year == year else []
    if year >= last.year:
        found.append(_in_months(CampaignKind.MIDYEAR, year, year, "midyear_inspection_months", law))
    found.append(_in_months(CampaignKind.ACCEPTANCE, year, year + 1, "acceptance_months", law))
    return tuple(found)


def _in_months(kind: CampaignKind, year: int, held_in: int, key: str, law: Law) -> CampaignDates:
    first, last = law.value(key, "first"), law.value(key, "last")
    return CampaignDates(kind, year, date(held_in, first, 1), date(held_in, last, monthrange(held_in, last)[1]))


@cites(CLAUSE)
def looks_at(kind: CampaignKind, year: int, typical_kind: TypicalKind, typical_year: int, sector_years: int) -> bool:
    """Whether a campaign looks at a typical.

    An acceptance judges enterprise typicals in the year they were won, and sector typicals in each year their money
    runs. The others look at every typical there is: an interim review at those won before its year.
    """
    if kind == CampaignKind.INTERIM:
        return typical_year < year
    if kind == CampaignKind.MIDYEAR:
        return typical_year <= year
    if typical_kind == TypicalKind.SECTOR:
        return is_accepted_in(typical_year, year, sector_years)
    return typical_year == year


@cites(CLAUSE)
def start_reasons(starts_on: date, today: date) -> tuple[Reason, ...]:
    """What stands in the way of a start: its first day has not come."""
    if today >= starts_on:
        return ()
    return (Reason("too_early", False, f"考评自 {starts_on} 起进行，今天是 {today}", CLAUSE),)
