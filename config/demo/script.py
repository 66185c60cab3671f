"""Who did what when, played in the order of time however it was written down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")

Deed = Callable[[datetime], object]


@dataclass
class Script:
    """Deeds with their moments."""

    deeds: list[tuple[datetime, Deed]] = field(default_factory=list)

    def at(self, moment: datetime, deed: Deed) -> None:
        """Note a deed; deeds of the same moment are done in the order of their noting."""
        self.deeds.append((local(moment), deed))

    def play(self) -> None:
        """Do everything, the earliest first."""
        for moment, deed in sorted(self.deeds, key=lambda noted: noted[0]):
            deed(moment)


def local(moment: datetime) -> datetime:
    """A moment of the tables, which know only Shanghai."""
    return moment.replace(tzinfo=SHANGHAI)


def moment(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    """A moment in Shanghai."""
    return datetime(year, month, day, hour, minute, tzinfo=SHANGHAI)
