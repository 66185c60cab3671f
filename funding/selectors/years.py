"""Which years have money in them."""

from __future__ import annotations

from datetime import date
from typing import Final

from funding.models import LedgerEntry, Tranche
from policy.documents import parameter

# A year's facts may still be decided in the year after it.
YEARS_BACK: Final = 1


def first_year() -> int:
    """The year in which the schedule came into force."""
    return parameter("m1_tranches").first_day.year


def years_to_compute(today: date) -> list[int]:
    """The years the nightly run looks at: this one, the one before, and those with something not yet paid."""
    from_year = max(first_year(), today.year - YEARS_BACK)
    pending = Tranche.objects.living().exclude(state="paid").values_list("year", flat=True).order_by()
    return sorted({*range(from_year, today.year + 1), *pending})


def years_shown(today: date) -> list[int]:
    """The years a page offers, the newest first."""
    booked = LedgerEntry.objects.order_by("-booked_on").values_list("booked_on__year", flat=True)[:1]
    last = max([today.year, first_year(), *booked])
    return list(range(last, first_year() - 1, -1))
