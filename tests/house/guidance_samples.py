"""A sample of every object of organisation, guidance, protection and archives, marked like its district."""

from __future__ import annotations

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.vitality.conftest import NOON
from unions.models import Union, User
from vitality.kinds import ArchiveFolder, ArchiveKind, DepartmentPart, GrievanceKind, OrganPosition
from vitality.services.archive import file_document
from vitality.services.guidance import raise_problem, record_visit
from vitality.services.organisation import name_department, seat_person
from vitality.services.protection import report_case

DAY = date(2014, 9, 10)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def guidance_samples(mark: str, district: Union, unit: Union, people: dict[str, User]) -> dict[str, int]:
    """A leading group, a visit with a problem, a case that the unit's chair reported, and a paper in the archive."""
    officer = people["officer"]
    visit = record_visit(
        unit=unit, values={"visited_on": DAY, "visitors": f"{mark}甲", "topics": f"{mark}内容"}, user=officer, at=NOON
    )
    problem = raise_problem(visit=visit, text=f"{mark}问题", owner=f"{mark}乙", due_on=DAY, user=officer, at=NOON)
    values = {"chair_name": f"{mark}主席", "kind": GrievanceKind.UNFAIR, "account": f"{mark}情况"}
    case = report_case(unit=unit, values=values, user=people["unit_chair"], at=NOON)
    document = file_document(
        union=district, archive=ArchiveKind.WORK, folder=ArchiveFolder.EXPERIENCE, title=f"{mark}材料",
        upload=SimpleUploadedFile(f"{mark}材料.pdf", PDF), user=officer, at=NOON,
    )  # fmt: skip
    return {
        **_organisation(mark, district, officer),
        "visit": visit.pk,
        "problem": problem.pk,
        "protection": case.pk,
        "document": document.pk,
    }


def _organisation(mark: str, district: Union, officer: User) -> dict[str, int]:
    head = {"position": OrganPosition.HEAD, "person_name": f"{mark}丙", "from_on": DAY}
    leading = {"name": f"{mark}组织部", "part": DepartmentPart.LEADING, "from_on": DAY}
    seat = seat_person(union=district, values=head, user=officer, at=NOON)
    department = name_department(union=district, values=leading, user=officer, at=NOON)
    return {"seat": seat.pk, "department": department.pk}
