"""What a fault did: counted, not judged by eye."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Outcome:
    """After one fault.

    Attributes:
        tried, acknowledged: what was sent, and what somebody was told is done, before and after the fault.
        lost: acknowledged and not there. doubled: there more than once. wrong: there, and not as it was sent.
    """

    name: str
    tried: int
    acknowledged: int
    lost: int
    doubled: int
    wrong: int
    note: str = ""
    seconds: float = 0.0

    @property
    def is_clean(self) -> bool:
        """Nothing lost, doubled or wrong, and something really was acknowledged."""
        return not (self.lost or self.doubled or self.wrong) and self.acknowledged > 0
