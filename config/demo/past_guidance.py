"""Guidance, protection of chairs and papers filed in the demonstration of 2017, as `past_guidance.toml` tells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from typing import Any, Final

from config.demo.accounts import Staff
from config.demo.evidence import Attachment, one_attachment
from config.demo.guidance import Protection, Visit, organise
from config.demo.past_years import PastYears
from config.demo.people import Inventor
from config.demo.reading import texts
from config.demo.script import Script, local, moment
from unions.kinds import RoleKind
from unions.models import Union
from vitality.kinds import ArchiveFolder, ArchiveKind
from vitality.selectors.archive import is_archive
from vitality.services.archive import file_document

# Names of their own, so that those of the register stay as they are.
SEED: Final = 32
# Of every five visits; five and seven do not divide the dozen visits of a day, so nobody always has the same luck.
WITHOUT_PROBLEM: Final = (0, 3)
# From one federation to the next on the same day.
PACE: Final = timedelta(minutes=13)
A_WEEK: Final = timedelta(weeks=1)
ENGAGED_AT: Final = moment(2014, 1, 10, 11, 30)


def schedule_past_guidance(past: PastYears, staff: Staff, script: Script, *, until: datetime) -> None:
    """Note everything of the table that happens before a moment."""
    told, invent = texts("past_guidance"), Inventor(SEED)
    Guidance(past, staff, told["visits"], until).schedule(script)
    for case in told["case"]:
        Protection(case, staff).schedule(script)
    for index, filer in enumerate(units_by_filer(past)):
        entry = told["organisation"][index % len(told["organisation"])]
        if filer.name not in told["organised"]:
            at = local(entry["at"]) + index * PACE
            script.at(at, partial(organise, filer, entry, staff.at(filer, RoleKind.OFFICER), invent))
    filing = Filing(past, staff, one_attachment())
    for entry in told["filed"]:
        script.at(entry["at"], partial(filing.file, entry))


@dataclass
class Guidance:
    """The visits of the federations: to units with a clerk first, then to strong and weak ones by turns."""

    past: PastYears
    staff: Staff
    told: dict[str, Any]
    until: datetime
    turn: Iterator[int] = field(default_factory=count)

    def schedule(self, script: Script) -> None:
        """Every second federation on each day."""
        filers = units_by_filer(self.past)
        for number, day in enumerate(self.told["days"]):
            for index, (filer, units) in enumerate(filers.items()):
                if index % 2 == number % 2:
                    self._visit(local(day) + index * PACE, filer, self._chosen(units, number // 2)).schedule(script)

    def _chosen(self, units: list[Union], number: int) -> Union:
        held = {key for key, role, _ in self.staff.people if role in (RoleKind.UNIT_CLERK, RoleKind.UNIT_CHAIR)}
        staffed, others = [each for each in units if each.pk in held], [each for each in units if each.pk not in held]
        by_turns = [unit for pair in zip(others, reversed(others), strict=True) for unit in pair]
        return [*staffed, *by_turns][number]

    def _visit(self, at: datetime, filer: Union, unit: Union) -> Visit:
        turn = next(self.turn)
        told = {name: _next(self.told[name], turn) for name in ("visitors", "topics", "findings")}
        told |= {"at": at, "visited_on": at.date() - timedelta(days=1 + turn % 3)}
        told["problems"] = [self._problem(turn, at)] if turn % 5 not in WITHOUT_PROBLEM else []
        confirmer = self.staff.writer_of(unit, at=ENGAGED_AT) if told["problems"] else None
        return Visit(told, unit, self.staff.at(filer, RoleKind.OFFICER), confirmer=confirmer)

    def _problem(self, turn: int, at: datetime) -> dict[str, Any]:
        said = _next(self.told["problem"], turn)
        solved_at = at + (said["weeks"] + (0 if turn % 7 else self.told["late"])) * A_WEEK
        moments = {"solved_at": solved_at, "confirmed_at": solved_at + 2 * A_WEEK}
        due_on = (at + said["weeks"] * A_WEEK).date()
        return {**said, "due_on": due_on, **{name: when for name, when in moments.items() if when < self.until}}


@dataclass
class Filing:
    """The papers of the archives."""

    past: PastYears
    staff: Staff
    attachment: Attachment

    def file(self, entry: dict[str, Any], at: datetime) -> None:
        """A paper of one sort, into the archives of every so-manieth federation or of its first typical."""
        archive = ArchiveKind(entry["archive"])
        for index, (filer, units) in enumerate(units_by_filer(self.past).items()):
            union = filer if archive == ArchiveKind.WORK else units[0]
            if index % entry["every"] == 0 and is_archive(archive, union):
                file_document(
                    union=union, archive=archive, folder=ArchiveFolder(entry["folder"]), title=entry["title"],
                    upload=self.attachment.as_upload(), made_on=at.date(), at=at,
                    user=self.staff.at(filer, RoleKind.OFFICER),
                )  # fmt: skip


def units_by_filer(past: PastYears) -> dict[Union, list[Union]]:
    """The units of each federation: its typicals as they were won, then the others as strong as they are."""
    won = [each.place for each in past.typicals]
    rest = sorted(set(past.places) - set(won), key=lambda place: (place.rank, place.unit.pk))
    found: dict[Union, list[Union]] = defaultdict(list)
    for place in [*won, *rest]:
        found[place.filer].append(place.unit)
    return found


def _next(said: list[Any], turn: int) -> Any:
    return said[turn % len(said)]
