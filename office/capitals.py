"""Money in the capital numerals of vouchers: 贰万元整. cn2an gives the numerals; it is handed text, never a float."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

import cn2an

from policy.units import money

MINUS: Final = "负"


def capital_yuan(amount: int | Decimal) -> str:
    """An amount as it is written on a voucher: 贰万元整, 壹仟零伍元壹角, 零元整; below zero with 负 before it.

    Raises:
        ValueError: for more than two decimal places.
    """
    exact = money(amount)
    shown = cn2an.an2cn(f"{abs(exact):.2f}".removesuffix(".00"), "rmb")
    return f"{MINUS}{shown}" if exact < 0 else shown
