"""Whether the union dues of a duty report add up (R-A1)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from appraisal.rules.turnout import CLAUSE
from policy.citing import Reason, cites
from policy.units import yuan


@dataclass(frozen=True, slots=True)
class Dues:
    """The dues of a year in yuan with two places."""

    opening_yuan: Decimal
    income_yuan: Decimal
    spending_yuan: Decimal
    closing_yuan: Decimal

    @classmethod
    def of(cls, opening: Decimal, income: Iterable[Decimal], spending: Iterable[Decimal], closing: Decimal) -> Dues:
        """The sums of the single lines."""
        return cls(opening, sum(income, Decimal(0)), sum(spending, Decimal(0)), closing)

    @property
    def difference_yuan(self) -> Decimal:
        """What is had beyond what is accounted for; negative where more is accounted for than was had."""
        return self.opening_yuan + self.income_yuan - self.spending_yuan - self.closing_yuan


@cites(CLAUSE, rule="R-A1")
def dues_reason(dues: Dues) -> Reason:
    """Whether opening balance and income are spending and closing balance; to the fen."""
    left = f"上年结余 {yuan(dues.opening_yuan)} + 收入 {yuan(dues.income_yuan)}"
    right = f"支出 {yuan(dues.spending_yuan)} + 本年结余 {yuan(dues.closing_yuan)}"
    if dues.difference_yuan == 0:
        return Reason("dues_add_up", True, f"{left} = {right}", CLAUSE)
    side = "多" if dues.difference_yuan > 0 else "少"
    shown = f"{left}，比{right}{side} {yuan(abs(dues.difference_yuan))}"
    return Reason("dues_add_up", False, shown, CLAUSE)
