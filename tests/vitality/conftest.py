"""A round as it stands in September 2014: people at their posts, units ready to apply."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tests.factories import CityFactory, DistrictFactory, IndustrialFactory, SectorFactory, UnionFactory, user_with_post
from unions.kinds import OwnershipType, RoleKind
from unions.models import Union, User
from vitality.models import Application, Batch, Round
from vitality.selectors.reviews import remarks_version
from vitality.services.applications import move_application, save_answers, start_application
from vitality.services.batches import file_batch
from vitality.services.reviews import remark_fields
from vitality.services.rounds import draft_round, move_round

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = datetime(2014, 9, 20, 12, 0, tzinfo=SHANGHAI)
LATE = datetime(2014, 9, 26, 0, 0, tzinfo=SHANGHAI)
WORDS = {
    "chair_name": "甲一",
    "address": "某街 1 号",
    "contact": "0411-80000000",
    "goals": "建成职工之家。",
    "measures": "每月一次座谈。",
    "declares_new": True,
}


@dataclass
class World:
    """Who and what the tests of the project play with; everything goes through the services."""

    reviewer: User
    leader: User
    round: Round
    at: datetime = NOON
    officers: dict[int, User] = field(default_factory=dict)

    def officer_of(self, superior: Union) -> User:
        if superior.pk not in self.officers:
            self.officers[superior.pk] = user_with_post(RoleKind.OFFICER, superior)
        return self.officers[superior.pk]

    def draft(self, unit: Union, **answers) -> Application:
        """A complete draft of a unit's form."""
        officer = self.officer_of(unit.superior)
        application = start_application(round=self.round, unit=unit, user=officer, at=self.at)
        filled = {**WORDS, **answers}
        return save_answers(application=application, answers=filled, revision=application.revision, user=officer)

    def endorsed(self, unit: Union) -> Application:
        officer = self.officer_of(unit.superior)
        return move_application(application=self.draft(unit), transition="endorse", user=officer, at=self.at)

    def endorsed_batch(self, superior: Union, units: list[Union]) -> Batch:
        first, *_ = [self.endorsed(unit) for unit in units]
        return first.batch

    def filed_batch(self, superior: Union, units: list[Union]) -> Batch:
        batch = self.endorsed_batch(superior, units)
        return file_batch(batch=batch, user=self.officer_of(superior), at=self.at)

    def passed(self, superior: Union, units: list[Union]) -> list[Application]:
        """The forms of a filed batch after the preliminary review."""
        batch = self.filed_batch(superior, units)
        return [
            move_application(
                application=each, transition="pass_review", user=self.reviewer, at=self.at, is_newness_checked=True
            )
            for each in batch.applications.order_by("pk")
        ]

    def remark(self, application: Application, **remarks: str) -> None:
        """Leave the reviewer's remarks on a form, by field."""
        version = remarks_version(application)
        remark_fields(application=application, remarks=remarks, version=version, user=self.reviewer, at=self.at)


@pytest.fixture
def world(db) -> World:
    city = CityFactory()
    reviewer = user_with_post(RoleKind.DEPARTMENT_REVIEWER, city)
    round = draft_round(year=2014, user=reviewer, at=NOON)
    round = move_round(round=round, transition="open", user=reviewer, at=NOON)
    return World(reviewer, user_with_post(RoleKind.LEADING_GROUP, city), round)


@pytest.fixture
def district(world: World) -> Union:
    return DistrictFactory(name="中山区总工会")


def units_under(superior: Union, nonpublic: int, public: int = 0) -> list[Union]:
    """Units that fit the enterprise forms: so many large private ones, so many state-owned ones."""
    private = [UnionFactory(superior=superior) for _ in range(nonpublic)]
    return private + [UnionFactory(superior=superior, ownership_type=OwnershipType.STATE) for _ in range(public)]


@pytest.fixture
def five_units(district: Union) -> list[Union]:
    return units_under(district, 3, 2)


@pytest.fixture
def industrial(world: World) -> Union:
    return IndustrialFactory()


@pytest.fixture
def sector(district: Union) -> Union:
    return SectorFactory(superior=district)
