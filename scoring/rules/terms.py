"""The readings and places of a year that the card depends on, taken out of the law once for all cards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from policy.citing import cites
from policy.documents import Law

# The parameters a score and a rank depend on besides the scheme itself, in the order of the texts.
PARAMETERS: Final = (
    "item_1_bonus_needs_item", "item_26_bonus_needs_item", "not_applicable_item", "ranking_basis",
    "excellent_places", "advanced_places", "industrial_honours",
)  # fmt: skip
BONUS_NEEDS_ITEM: Final = {1: "item_1_bonus_needs_item", 26: "item_26_bonus_needs_item"}


@dataclass(frozen=True)
class Terms:
    """What holds for all cards of a year.

    Attributes:
        bonus_needs_item: by item; an item that is not named needs to score for its bonus.
        excellent_last, advanced_last: the last places of the two honours.
    """

    bonus_needs_item: Mapping[int, bool]
    not_applicable_item: str
    ranking_basis: str
    excellent_last: int
    advanced_last: int
    industrial_honours: str


@cites("2012-55/4", rule="R-X7")
def terms_of(law: Law) -> Terms:
    """The terms of a law."""
    excellent: Mapping[str, Any] = law.value("excellent_places")
    advanced: Mapping[str, Any] = law.value("advanced_places")
    return Terms(
        {item: law.choice(key) for item, key in BONUS_NEEDS_ITEM.items()},
        law.choice("not_applicable_item"),
        law.choice("ranking_basis"),
        excellent["last"],
        advanced["last"],
        law.choice("industrial_honours"),
    )
