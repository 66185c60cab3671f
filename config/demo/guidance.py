"""Who leads the project, visits to units, protection cases, and papers in the archives, as `guidance.toml` tells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import Any, Final

from config.demo.accounts import Staff, union_named
from config.demo.evidence import Attachment
from config.demo.people import Inventor
from config.demo.reading import texts
from config.demo.script import Script
from unions.kinds import Department
from unions.models import Union, User
from vitality.kinds import ArchiveFolder, ArchiveKind, DepartmentPart, GrievanceKind, OrganPosition
from vitality.models import GuidanceProblem, ProtectionCase
from vitality.services.archive import file_document
from vitality.services.guidance import attach_to_visit, move_problem, raise_problem, record_visit
from vitality.services.organisation import name_department, seat_person
from vitality.services.protection import involve_department, move_case, report_case

# Names of their own, so that those of the register stay as they are.
SEED: Final = 31
SEATED_ON: Final = date(2014, 9, 17)


def schedule_guidance(staff: Staff, script: Script, attachment: Attachment) -> None:
    """Note everything of the table."""
    told = texts("guidance")
    schedule_organisation(staff, script)
    for entry in told["visit"]:
        unit, guide = _unit_of(staff.named(entry["unit"])), staff.named(entry["account"])
        Visit(entry, unit, guide, attachment if entry.get("photo") else None).schedule(script)
    for entry in told["case"]:
        Protection(entry, staff).schedule(script)
    for entry in told["filed"]:
        script.at(entry["at"], partial(_file, entry, staff.named(entry["account"]), attachment))


def schedule_organisation(staff: Staff, script: Script) -> None:
    """Note who leads the project, at the city and the federations that are there."""
    invent = Inventor(SEED)
    for entry in texts("guidance")["organisation"]:
        if entry["account"] in staff.acting:
            union, keeper = union_named(entry["union"]), staff.named(entry["account"])
            script.at(entry["at"], partial(organise, union, entry, keeper, invent))


def organise(union: Union, entry: dict[str, Any], user: User, invent: Inventor, at: datetime) -> None:
    """Seat the people of an entry and name its departments."""
    for values in _seats(entry, invent):
        seat_person(union=union, values=values, user=user, at=at)
    for order, (name, part, task) in enumerate(entry["departments"], start=1):
        values = {"name": name, "part": DepartmentPart(part), "task": task, "order": order, "from_on": SEATED_ON}
        name_department(union=union, values=values, user=user, at=at)


def _seats(entry: dict[str, Any], invent: Inventor) -> Iterator[dict[str, Any]]:
    for order, (position, duty, department, task) in enumerate(entry["seats"], start=1):
        yield {
            "position": OrganPosition(position), "person_name": invent.person(), "duty": duty,
            "department": department, "task": task, "order": order, "from_on": SEATED_ON,
        }  # fmt: skip


def _file(entry: dict[str, Any], user: User, attachment: Attachment, at: datetime) -> None:
    file_document(
        union=union_named(entry["union"]), archive=ArchiveKind.WORK, folder=ArchiveFolder(entry["folder"]),
        upload=attachment.as_upload(), title=entry["title"], made_on=at.date(), user=user, at=at,
    )  # fmt: skip


@dataclass
class Visit:
    """One visit with its problems, as far as each has come."""

    told: dict[str, Any]
    unit: Union
    guide: User
    attachment: Attachment | None = None
    confirmer: User | None = None
    problems: list[GuidanceProblem] = field(default_factory=list)

    def schedule(self, script: Script) -> None:
        """Note the record, and the solving and confirming of what is solved and confirmed."""
        script.at(self.told["at"], self.record)
        for index, entry in enumerate(self.told["problems"]):
            for when, deed in (("solved_at", self.solve), ("confirmed_at", self.confirm)):
                if when in entry:
                    script.at(entry[when], partial(deed, index))

    def record(self, at: datetime) -> None:
        """The visit is put on record with what was found."""
        values = {name: self.told[name] for name in ("visited_on", "visitors", "topics", "findings")}
        visit = record_visit(unit=self.unit, values=values, user=self.guide, at=at)
        if self.attachment:
            attach_to_visit(visit=visit, upload=self.attachment.as_upload(), user=self.guide, at=at)
        for entry in self.told["problems"]:
            given = {name: entry[name] for name in ("text", "owner", "due_on")}
            self.problems.append(raise_problem(visit=visit, user=self.guide, at=at, **given))

    def solve(self, index: int, at: datetime) -> None:
        """The guiding union puts down how a problem was solved."""
        inputs = {"solution": self.told["problems"][index]["solution"], "solved_on": at.date()}
        move_problem(problem=self.problems[index], transition="solve", user=self.guide, at=at, **inputs)

    def confirm(self, index: int, at: datetime) -> None:
        """The unit agrees."""
        move_problem(problem=self.problems[index], transition="confirm", user=self.confirmer, at=at)


@dataclass
class Protection:
    """One chair's case, as far as it has come."""

    told: dict[str, Any]
    staff: Staff
    case: ProtectionCase = field(init=False)

    def schedule(self, script: Script) -> None:
        """Note its steps, if those who take them are there."""
        accounts = {self.told["account"], *(step["account"] for step in self.told["steps"])}
        if accounts <= self.staff.acting.keys():
            script.at(self.told["at"], self.report)
            for step in self.told["steps"]:
                script.at(step["at"], partial(self.take, step))

    def report(self, at: datetime) -> None:
        """The unit reports what befell its chair."""
        reporter = self.staff.named(self.told["account"])
        unit = _unit_of(self.staff.named(self.told.get("unit", self.told["account"])))
        values = {
            "chair_name": unit.chair_name or str(reporter), "kind": GrievanceKind(self.told["kind"]),
            "happened_on": self.told["happened_on"], "account": self.told["told"], "request": self.told["request"],
        }  # fmt: skip
        self.case = report_case(unit=unit, values=values, user=reporter, at=at)

    def take(self, step: dict[str, Any], at: datetime) -> None:
        """One step; a measure is of the day on which it is put down."""
        user, name = self.staff.named(step["account"]), step["step"]
        if name == "involve":
            department = Department.from_label(step["department"])
            given = {"name": "" if department else step["department"], "task": step["task"], "department": department}
            involve_department(case=self.case, user=user, at=at, **given)
            return
        inputs = {key: step[key] for key in ("text", "department", "outcome", "objection") if key in step}
        self.case = move_case(case=self.case, transition=name, user=user, at=at, taken_on=at.date(), **inputs)


def _unit_of(person: User) -> Union:
    return Union.objects.select_related("superior").get(pk=person.post.union_id)  # type: ignore[union-attr]
