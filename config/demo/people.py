"""Names, telephone numbers and addresses of nobody."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count
from random import Random

from config.demo.reading import texts

# Four digits behind a number block that nobody is given.
PHONE_BLOCK = "0411-8000"
EARLIEST_FOUNDING = date(1993, 3, 1)
FOUNDING_DAYS = 20 * 365


class Inventor:
    """Gives invented words, the same ones in the same order for the same seed."""

    def __init__(self, seed: int, *, brands: str = "brand_first") -> None:
        """Begin from a seed; `brands` names the first characters of firms, which set a bound to their number."""
        self.chance = Random(seed)  # noqa: S311 - a demonstration is no secret
        self._words, self._first = texts("people"), brands
        self._numbers = count(101)
        self._persons: set[str] = set()
        self._brands: set[str] = set()

    def person(self) -> str:
        """A name nobody else here bears."""
        return self._new(self._persons, self._words["surnames"], self._words["given"])

    def brand(self) -> str:
        """The two characters before a firm's trade, borne by one firm only."""
        return self._new(self._brands, self._words[self._first], self._words["brand_second"])

    def phone(self) -> str:
        """A number of the fictitious block, each once."""
        return f"{PHONE_BLOCK}{next(self._numbers):04}"

    def address(self, place: str) -> str:
        """A house in an invented street of a place."""
        return f"{place}{self.chance.choice(self._words['roads'])} {self.chance.randint(1, 288)} 号"

    def founding_day(self) -> date:
        """A day in the twenty years before the project."""
        return EARLIEST_FOUNDING + timedelta(days=self.chance.randrange(FOUNDING_DAYS))

    def _new(self, taken: set[str], first: str, second: str | list[str]) -> str:
        while (name := self.chance.choice(first) + self.chance.choice(second)) in taken:
            pass
        taken.add(name)
        return name
