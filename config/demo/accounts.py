"""The people of the demonstration: accounts without passwords, each with a post, made by the system administrator."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import count
from typing import Final

from config.demo.people import Inventor
from config.demo.reading import table
from config.demo.roster import WHOLE, Extent
from unions.kinds import Department, RoleKind
from unions.models import Union, User
from unions.services.accounts import create_account
from unions.services.posts import appoint

IN_POST_SINCE: Final = date(2014, 1, 1)
# Of the clerks that no table names; those of the table count from 1.
FIRST_NUMBER: Final = 101


@dataclass
class Staff:
    """Who works where. A person found here acts in the post asked for."""

    invent: Inventor
    people: dict[tuple[int, RoleKind, str], User] = field(default_factory=dict)
    by_name: dict[str, User] = field(default_factory=dict)
    acting: dict[str, User] = field(default_factory=dict)
    administrator: User | None = None
    numbers: Iterator[int] = field(default_factory=lambda: count(FIRST_NUMBER))

    def engage(
        self, username: str, union: Union, role: RoleKind, department: Department | None, *, at: datetime
    ) -> User:
        """Make the account, unless there is one of that name, and give it the post."""
        account = self.by_name.get(username) or self._account(username, at)
        post = appoint(
            account=account, union=union, role=role, department=department, from_on=IN_POST_SINCE,
            user=self.administrator, at=at,
        )  # fmt: skip
        person = User.objects.get(pk=account.pk)
        person.act_as(str(post.pk), on=at.date())
        self.people.setdefault((union.pk, role, department or ""), person)
        self.acting.setdefault(username, person)
        return person

    def at(self, union: Union, role: RoleKind, department: Department | None = None) -> User:
        """Whoever holds this post there.

        Raises:
            KeyError: nobody does.
        """
        return self.people[union.pk, role, department or ""]

    def officer_above(self, unit: Union) -> User:
        """The officer of the nearest union above a unit that has one.

        Raises:
            KeyError: none has.
        """
        above = unit.superior
        while above and (above.pk, RoleKind.OFFICER, "") not in self.people:
            above = above.superior
        return self.at(above, RoleKind.OFFICER) if above else self.at(unit, RoleKind.OFFICER)

    def of_role(self, role: RoleKind) -> User:
        """The first who holds a post of this sort anywhere.

        Raises:
            StopIteration: nobody does.
        """
        return next(person for (_, held, _), person in self.people.items() if held == role)

    def reviewer(self, department: Department = Department.DEMOCRATIC_MANAGEMENT) -> User:
        """Who reviews for a department of the city federation."""
        return next(person for (_, _, held), person in self.people.items() if held == department)

    def writer_of(self, unit: Union, *, at: datetime) -> User:
        """Who fills in a unit's forms: its clerk, its chair, else a clerk who is engaged now."""
        for role in (RoleKind.UNIT_CLERK, RoleKind.UNIT_CHAIR):
            if (unit.pk, role, "") in self.people:
                return self.people[unit.pk, role, ""]
        return self.engage(f"demo-unit-{next(self.numbers)}", unit, RoleKind.UNIT_CLERK, None, at=at)

    def named(self, username: str) -> User:
        """Who bears this login name, acting in the first post.

        Raises:
            KeyError: nobody here is called so.
        """
        return self.acting[username]

    def _account(self, username: str, at: datetime) -> User:
        self.by_name[username], _ = create_account(
            username=username, full_name=self.invent.person(), user=self.administrator, at=at, has_password=False
        )
        return self.by_name[username]


def engage_offices(staff: Staff, *, at: datetime, extent: Extent = WHOLE) -> None:
    """The posts at the city, the federations and the townships, in the order of the table; administrators first."""
    for entry in (each for each in table("accounts") if not each["单位"] and extent.holds(each["工会"])):
        union = union_named(entry["工会"])
        person = staff.engage(entry["登录名"], union, _role(entry), Department.from_label(entry["部门"]), at=at)
        if person.has_role(RoleKind.SYSADMIN):
            staff.administrator = person


def engage_units(staff: Staff, units: Mapping[str, Union], *, at: datetime, extent: Extent = WHOLE) -> None:
    """The posts at units, in the order of the table, which is the order of the doors on the sign-in page.

    Args:
        units: by the superior's name and the unit's place among that one's applicants, "中山区总工会/4".
    """
    for entry in (each for each in table("accounts") if each["单位"] and extent.holds(each["工会"])):
        staff.engage(entry["登录名"], units[f"{entry['工会']}/{entry['单位']}"], _role(entry), None, at=at)


def union_named(path: str) -> Union:
    """A federation or township by its name, the superior's before it where the name alone is not enough."""
    superior, _, name = path.rpartition("/")
    found = Union.objects.filter(name=name, closed_on=None)
    return (found.filter(superior__name=superior) if superior else found).get()


def _role(entry: dict[str, str]) -> RoleKind:
    role = RoleKind.from_label(entry["岗位"])
    if role is None:
        raise ValueError(f"accounts.csv: no post is called {entry['岗位']!r}")
    return role
