"""What every app may put on the work desk. An app's selector gives these; config.home lays them out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Todo:
    """Something that waits for this person: what to do, where, since when, until when. `kind` groups alike ones."""

    text: str
    url: str
    since: datetime
    due_on: date | None = None
    kind: str = ""


@dataclass(frozen=True)
class Waiting:
    """Something this person sent on that waits for somebody else, named in `for_whom`."""

    text: str
    url: str
    since: datetime
    for_whom: str


@dataclass(frozen=True)
class Figure:
    """One number of the person's scope. Rates come as they are shown.

    Attributes:
        target: the line in words; empty where there is none.
        met: None while undecided or without a target.
        percent, target_percent: 0 to 100, draw the bar; None leaves it out.
    """

    label: str
    value: str
    unit: str = ""
    url: str = ""
    note: str = ""
    target: str = ""
    met: bool | None = None
    percent: int | None = None
    target_percent: int | None = None

    @property
    def has_line(self) -> bool:
        """Whether there is something to be reached."""
        return bool(self.target) or self.target_percent is not None


@dataclass(frozen=True)
class Deadline:
    """A date of the round that concerns this person."""

    text: str
    on: date
    url: str = ""
    is_done: bool = False


@dataclass(frozen=True)
class Desk:
    """What one app has for one person on one day."""

    todos: tuple[Todo, ...] = ()
    waiting: tuple[Waiting, ...] = ()
    figures: tuple[Figure, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
