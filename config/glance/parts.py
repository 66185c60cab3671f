"""What a part of the overview is made of: numbers, each with the list it counts."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils.http import urlencode

from office.kinds import Tone


@dataclass(frozen=True)
class Number:
    """One number of the overview.

    Attributes:
        url: the list it counts, filtered to just that; empty where nothing is counted.
        target: the line in words; empty where there is none.
        met: None while undecided or without a target.
    """

    label: str
    amount: int | Decimal
    unit: str
    url: str = ""
    note: str = ""
    target: str = ""
    met: bool | None = None

    @property
    def shown(self) -> str:
        """The number with its thousands apart; money to the fen only where there are any."""
        is_whole = self.amount == int(self.amount)
        return f"{int(self.amount):,}" if is_whole else f"{self.amount:,.2f}"

    @property
    def tone(self) -> Tone:
        """How the target looks."""
        return {True: Tone.GOOD, False: Tone.BAD, None: Tone.NEUTRAL}[self.met]


@dataclass(frozen=True)
class Part:
    """Numbers of one kind, and the page with all about them."""

    key: str
    title: str
    url: str
    numbers: tuple[Number, ...]
    note: str = ""


def listed(route: str, **filters: object) -> str:
    """The address of a list with the filters in force."""
    return f"{route}?{urlencode(filters)}" if filters else route
