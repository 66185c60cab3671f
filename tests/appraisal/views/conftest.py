"""People around a hall, and halls at later stages."""

from __future__ import annotations

from tests.appraisal.conftest import Hall, make_hall
from tests.factories import user_with_post
from unions.kinds import RoleKind
from unions.models import Union, User


def at_unit(hall: Hall, role: RoleKind = RoleKind.UNIT_CHAIR) -> User:
    return user_with_post(role, hall.union)


def at_district(hall: Hall, role: RoleKind = RoleKind.OFFICER) -> User:
    return user_with_post(role, hall.union.superior)


def stranger(role: RoleKind = RoleKind.SUPERIOR_LEADER, union: Union | None = None) -> User:
    return user_with_post(role, union)


def counted_hall(answers: list[str], due: int | None = None, comments: tuple[str, ...] = (), **plan) -> Hall:
    """A hall whose box is opened; each answer is one member's on the chair."""
    from tests.appraisal.test_session import opened  # noqa: PLC0415

    hall = make_hall(due or len(answers), **plan)
    hall.prepare_box().step("start_voting")
    for place, answer in enumerate(answers):
        hall.vote(hall.slips[place], chair=answer, comment=comments[place] if place < len(comments) else "")
    hall.give_superiors()
    hall.step("stop_voting", present_count=len(answers), issued_count=len(answers))
    opened(hall)
    return hall
