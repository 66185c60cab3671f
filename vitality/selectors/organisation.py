"""Questions about who leads the project: one union's organisation on a day, and which unions have set theirs up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from office import events
from office.models import Event
from unions.kinds import UnionKind
from unions.models import Union, User
from vitality.kinds import OrganBody, OrganPosition
from vitality.models import GroupSeat, ResponsibleDepartment
from vitality.models.organisation import above

# What the services of the organisation call the events that they leave on the union.
RECORDED = ("seat_person", "name_department", "end_dated", "correct_dated")
ORGANISED_KINDS = [UnionKind.CITY_FEDERATION, *(kind for kind in UnionKind if kind.files_batches)]


@dataclass(frozen=True)
class Organisation:
    """One union's organisation on a day, and what was before.

    Attributes:
        missing: what is not set up on that day, in words (大工发〔2014〕31号 六、1).
    """

    union: Union
    on: date
    group: tuple[GroupSeat, ...]
    office: tuple[GroupSeat, ...]
    departments: tuple[ResponsibleDepartment, ...]
    past_seats: tuple[GroupSeat, ...]
    past_departments: tuple[ResponsibleDepartment, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        held = {seat.position for seat in (*self.group, *self.office)}
        told = {
            "领导小组组长": OrganPosition.HEAD in held,
            "领导小组办公室主任": OrganPosition.OFFICE_DIRECTOR in held,
            "责任部门": bool(self.departments),
        }
        return tuple(name for name, is_there in told.items() if not is_there)


def organisations_seen(user: User) -> QuerySet[Union]:
    """The unions that have such an organisation and whose the person may know: those below and those above."""
    if not user.scope_path:
        return Union.objects.none()
    own = Q(pk__in=Union.objects.visible_to(user).values("pk")) | Q(path__in=above(user.scope_path))
    return Union.objects.filter(own, kind__in=ORGANISED_KINDS, closed_on=None).order_by("path")


def organisation_of(union: Union, on: date) -> Organisation:
    """What a union's organisation is on a day; three queries."""
    seats = GroupSeat.objects.filter(union=union)
    departments = ResponsibleDepartment.objects.filter(union=union)
    held = sorted(seats.current_on(on), key=_rank)
    return Organisation(
        union,
        on,
        group=tuple(seat for seat in held if OrganPosition(seat.position).body == OrganBody.LEADING_GROUP),
        office=tuple(seat for seat in held if OrganPosition(seat.position).body == OrganBody.OFFICE),
        departments=tuple(departments.current_on(on)),
        past_seats=tuple(seats.past_on(on)),
        past_departments=tuple(departments.past_on(on)),
    )


def organisation_rows(user: User, on: date) -> QuerySet[Union]:
    """The unions with who heads them on a day and how many serve; one query."""
    seats = GroupSeat.objects.filter(union=OuterRef("pk")).current_on(on)
    count = seats.order_by().values("union").annotate(count=Count("pk")).values("count")
    departments = ResponsibleDepartment.objects.filter(union=OuterRef("pk")).current_on(on)
    return organisations_seen(user).annotate(
        head_name=Subquery(seats.filter(position=OrganPosition.HEAD).values("person_name")[:1]),
        director_name=Subquery(seats.filter(position=OrganPosition.OFFICE_DIRECTOR).values("person_name")[:1]),
        seat_count=Subquery(count),
        has_departments=Exists(departments),
    )


def organisation_events(union: Union) -> QuerySet[Event]:
    """What was entered, ended and corrected, the latest first."""
    return events.timeline(union).filter(verb__in=RECORDED)


def _rank(seat: GroupSeat) -> tuple[int, int, int]:
    return list(OrganPosition).index(OrganPosition(seat.position)), seat.order, seat.pk
