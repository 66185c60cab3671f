"""Who leads the project, visits to units, one protection case, and papers in the archives, as `guidance.toml` tells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
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
        Visit(entry, staff, attachment).schedule(script)
    Protection(told["protection"], staff).schedule(script)
    for entry in told["filed"]:
        script.at(entry["at"], lambda at, entry=entry: _file(entry, staff.named(entry["account"]), attachment, at))


def schedule_organisation(staff: Staff, script: Script) -> None:
    """Note who leads the project, at the city and the federations that are there."""
    invent = Inventor(SEED)
    for entry in texts("guidance")["organisation"]:
        if entry["account"] in staff.acting:
            script.at(entry["at"], lambda at, entry=entry: _organise(entry, staff.named(entry["account"]), invent, at))


def _organise(entry: dict[str, Any], user: User, invent: Inventor, at: datetime) -> None:
    union = union_named(entry["union"])
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
    """One visit with its problems."""

    told: dict[str, Any]
    staff: Staff
    attachment: Attachment
    problems: list[GuidanceProblem] = field(default_factory=list)

    def schedule(self, script: Script) -> None:
        """Note the record, and the solving of what is solved."""
        script.at(self.told["at"], self.record)
        for index, entry in enumerate(self.told["problems"]):
            if "solved_at" in entry:
                script.at(entry["solved_at"], lambda at, index=index: self.solve(index, at))

    @property
    def guide(self) -> User:
        """Who guides."""
        return self.staff.named(self.told["account"])

    def record(self, at: datetime) -> None:
        """The visit is put on record with what was found."""
        unit = _unit_of(self.staff.named(self.told["unit"]))
        values = {name: self.told[name] for name in ("visited_on", "visitors", "topics", "findings")}
        visit = record_visit(unit=unit, values=values, user=self.guide, at=at)
        if "photo" in self.told:
            attach_to_visit(visit=visit, upload=self.attachment.as_upload(), user=self.guide, at=at)
        for entry in self.told["problems"]:
            given = {name: entry[name] for name in ("text", "owner", "due_on")}
            self.problems.append(raise_problem(visit=visit, user=self.guide, at=at, **given))

    def solve(self, index: int, at: datetime) -> None:
        """One problem is solved; the unit has still to confirm it."""
        solution = self.told["problems"][index]["solution"]
        inputs = {"solution": solution, "solved_on": at.date()}
        move_problem(problem=self.problems[index], transition="solve", user=self.guide, at=at, **inputs)


@dataclass
class Protection:
    """One chair's case, as far as it has come."""

    told: dict[str, Any]
    staff: Staff
    case: ProtectionCase = field(init=False)

    def schedule(self, script: Script) -> None:
        """Note its steps."""
        for moment, deed in (("reports", self.report), ("accepts", self.accept), ("involves", self.involve)):
            script.at(self.told[moment], deed)
        script.at(self.told["acts"], self.act)

    @property
    def handler(self) -> User:
        """The leader of the superior union."""
        return self.staff.named(self.told["handler"])

    def report(self, at: datetime) -> None:
        """The chair reports."""
        reporter = self.staff.named(self.told["reporter"])
        unit = _unit_of(reporter)
        said = {name: self.told[name] for name in ("happened_on", "account", "request")}
        values = {**said, "chair_name": unit.chair_name or str(reporter), "kind": GrievanceKind(self.told["kind"])}
        self.case = report_case(unit=unit, values=values, user=reporter, at=at)

    def accept(self, at: datetime) -> None:
        """The leader takes it up."""
        self.case = move_case(case=self.case, transition="accept", user=self.handler, at=at)

    def involve(self, at: datetime) -> None:
        """A department of the city is brought in."""
        department = Department.DEMOCRATIC_MANAGEMENT
        involve_department(
            case=self.case, name="", task=self.told["task"], department=department, user=self.handler, at=at
        )

    def act(self, at: datetime) -> None:
        """The first measure."""
        inputs = {"taken_on": at.date(), "text": self.told["measure"], "department": "区总工会"}
        self.case = move_case(case=self.case, transition="take_measure", user=self.handler, at=at, **inputs)


def _unit_of(person: User) -> Union:
    return Union.objects.select_related("superior").get(pk=person.post.union_id)  # type: ignore[union-attr]
