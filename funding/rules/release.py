"""R-M3 and R-M4: what is due = earned − released, what was paid too much, and what a balance can bear."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from funding.kinds import EntryKind
from policy.citing import Basis, Reason, cites
from policy.units import yuan

CLAUSE: Final = "2014-31/6.5"
NOTHING: Final = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Settlement:
    """What earned and released amounts leave to be done, in yuan by tranche; zero amounts are left out."""

    due: Mapping[Hashable, Decimal]
    overpaid: Mapping[Hashable, Decimal]


@cites(CLAUSE, rule="R-M3")
def settlement(earned: Mapping[Any, Decimal], released: Mapping[Any, Decimal]) -> Settlement:
    """Due is what is earned and not yet released; overpaid is what was released and is not earned (any more)."""
    differences = {key: earned.get(key, NOTHING) - released.get(key, NOTHING) for key in {**earned, **released}}
    return Settlement(
        due={key: amount for key, amount in differences.items() if amount > 0},
        overpaid={key: -amount for key, amount in differences.items() if amount < 0},
    )


@cites(CLAUSE, rule="R-M4")
def balance(amounts: Iterable[tuple[EntryKind, Decimal]]) -> Decimal:
    """Received − spent − returned, in yuan; a reversing entry has a negative amount and takes back what it reverses."""
    return sum((kind.sign * amount for kind, amount in amounts), NOTHING)


@cites(CLAUSE, rule="R-M4")
def overspending(amount: Decimal, held: Decimal) -> tuple[Reason, ...]:
    """Why the amount cannot be taken from what is held; nothing where it can, to the last fen."""
    if amount <= held:
        return ()
    told = f"余额 {yuan(held)}，本次 {yuan(amount)}，超出 {yuan(amount - held)}"
    return (Reason("overspending", False, told, CLAUSE),)


@dataclass(frozen=True, slots=True)
class Statement:
    """One source of money of a recipient in one year, in yuan."""

    opening: Decimal
    received: Decimal
    spent: Decimal
    returned: Decimal

    @property
    def closing(self) -> Decimal:
        """What is held at the end of the year."""
        return self.opening + self.received - self.spent - self.returned

    def basis(self) -> Basis:
        """How the closing balance came about."""
        inputs = {
            "年初余额": self.opening,
            "本年收入": self.received,
            "本年支出": self.spent,
            "本年交回": self.returned,
        }
        formula = (
            f"{yuan(self.opening)} + {yuan(self.received)} − {yuan(self.spent)} − {yuan(self.returned)}"
            f" = {yuan(self.closing)}"
        )
        return Basis("R-M4", CLAUSE, inputs, formula)
