"""The register of the demonstration: founded, imported from a workbook, and what befell some units since."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from io import BytesIO
from typing import Any, Final

from config.demo.accounts import union_named
from config.demo.people import Inventor
from config.demo.reading import texts
from config.demo.roster import CITY, WHOLE, Extent, roster_rows, roster_workbook
from config.demo.script import Script
from office.spreadsheets import read_sheet
from unions.kinds import UnionKind
from unions.models import Union, User
from unions.services.register import close_union, rename_union
from unions.services.roster import ROSTER, import_roster
from unions.services.tree import init_federation, move_union

PROVINCE: Final = "辽宁省总工会"
FILE_NAME: Final = "2014年大连市工会名册（演示）.xlsx"


def found(*, at: datetime) -> None:
    """Enter the two federations at the top."""
    init_federation(province=PROVINCE, city=CITY, user=None, at=at)


def fill(invent: Inventor, *, at: datetime, extent: Extent = WHOLE) -> None:
    """Import the roster, as the installation does before anybody has an account.

    Raises:
        ValueError: the import found errors in it; each is named.
    """
    reading = read_sheet(BytesIO(roster_workbook(roster_rows(invent, extent))), ROSTER)
    plan = import_roster(reading=reading, user=None, at=at, source=FILE_NAME)
    if plan.errors:
        raise ValueError("\n".join(f"{each.place} {each.value} {each.expected}" for each in plan.errors))


def schedule_history(script: Script, user: User) -> None:
    """Note renames, moves and a closing, entered by the department that keeps the register."""
    told = texts("history")
    for entry in told["rename"]:
        script.at(entry["at"], partial(_rename, entry, user))
    for entry in told["move"]:
        script.at(entry["at"], partial(_move, entry, user))
    for entry in told["close"]:
        script.at(entry["at"], partial(_close, entry, user))


def _rename(entry: dict[str, Any], user: User, at: datetime) -> None:
    union, (before, after) = _unit(entry), entry["ending"]
    name = union.name.removesuffix(before) + after
    rename_union(union=union, name=name, from_on=entry["from_on"], user=user, at=at)


def _move(entry: dict[str, Any], user: User, at: datetime) -> None:
    move_union(union=_unit(entry), superior=union_named(entry["to"]), from_on=entry["from_on"], user=user, at=at)


def _close(entry: dict[str, Any], user: User, at: datetime) -> None:
    close_union(union=_unit(entry), on=entry["on"], reason=entry["reason"], user=user, at=at)


def _unit(entry: dict[str, Any]) -> Union:
    """The union's unit that the entry counts to, from 1, in the order of the roster."""
    units = Union.objects.under(union_named(entry["union"])).filter(kind=UnionKind.GRASSROOTS_UNION).order_by("pk")
    return units[entry["unit"] - 1]
