"""A season with three unions, two departments, the office and the leading group."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from scoring.kinds import OpinionVerdict, Pool, Stage
from scoring.models import Assessment, Card, SchemeItem
from scoring.services.assessment_flow import move_assessment, prepare_assessment
from scoring.services.card_flow import move_card
from scoring.services.reviews import Review, accept_items, review_item
from scoring.services.schemes import move_scheme
from scoring.services.values import Typed, save_self_assessment
from tests.factories import CityFactory, DistrictFactory, IndustrialFactory, user_with_post
from tests.scoring.schemes import SCHEME
from unions.kinds import Department, RoleKind
from unions.models import Union, User

YEAR = 2013


def on(text: str) -> datetime:
    """Noon of a day."""
    return datetime.fromisoformat(text).replace(hour=12, tzinfo=ZoneInfo("Asia/Shanghai"))


@dataclass
class Season:
    """The people and unions of a season, and how each does a step."""

    office: User
    legal: User
    organisation: User
    leader: User
    unions: dict[str, Union]
    officers: dict[str, User] = field(default_factory=dict)

    @property
    def assessment(self) -> Assessment:
        return Assessment.objects.select_related("scheme").get(year=YEAR)

    def card(self, name: str) -> Card:
        return Card.objects.select_related("assessment__scheme", "union").get(union=self.unions[name])

    def item(self, number: int) -> SchemeItem:
        return SchemeItem.objects.get(scheme=self.assessment.scheme, number=number)

    def move(self, step: str, user: User, day: str, **inputs) -> Assessment:
        return move_assessment(assessment=self.assessment, transition=step, user=user, at=on(day), **inputs)

    def open(self) -> Assessment:
        """Prepared, its scheme frozen, opened."""
        prepared = prepare_assessment(year=YEAR, user=self.office, at=on("2013-12-01"))
        move_scheme(version=prepared.scheme, transition="freeze", user=self.office, at=on("2013-12-02"))
        return self.move("open", self.office, "2013-12-03")

    def assess(self, name: str, day: str = "2014-02-20", **but: str) -> Card:
        """Fill in everything right on its line but what is named, and file it."""
        card = self.card(name)
        lined = [each for item in SCHEME.items_of(Pool(card.pool)) for each in item.indicators if each.line]
        typed = {each.key: Typed(each.shown(each.line.bound)) for each in lined}
        typed |= {tuple(map(int, key[1:].split("_"))): Typed(value) for key, value in but.items()}
        officer = self.officers[name]
        save_self_assessment(card=card, typed=typed, revision=card.revision, user=officer, at=on(day))
        return move_card(card=card, transition="file", user=officer, at=on(day))

    def accept_all(self, user: User, day: str, stage: Stage = Stage.DEPARTMENT) -> int:
        """Accept everything a reviewer answers for."""
        assessment = self.assessment
        items = [item.number for item in assessment.scheme.items.all() if user.has_perm("scoring.review_item", item)]
        cards = list(Card.objects.filter(assessment=assessment))
        chosen = [(card.pk, number) for card in cards for number in items]
        return accept_items(assessment=assessment, chosen=chosen, stage=stage, user=user, at=on(day))

    def say(self, name: str, number: int, verdict: OpinionVerdict, user: User, day: str, **said):
        """One item reviewed; final by the leading group."""
        stage = Stage.FINAL if user is self.leader else Stage.DEPARTMENT
        review = Review(verdict, **said)
        return review_item(
            card=self.card(name), item=self.item(number), stage=stage, review=review, user=user, at=on(day)
        )


@pytest.fixture
def season(db) -> Season:
    return settle_season()


def settle_season() -> Season:
    """The people and unions of a season, nothing done yet."""
    city = CityFactory()
    reviewer = RoleKind.DEPARTMENT_REVIEWER
    found = Season(
        user_with_post(reviewer, city, department=Department.GENERAL_OFFICE),
        user_with_post(reviewer, city, department=Department.LEGAL),
        user_with_post(reviewer, city, department=Department.ORGANISATION),
        user_with_post(RoleKind.LEADING_GROUP, city),
        {
            "甲": DistrictFactory(name="甲区总工会", superior=city),
            "乙": DistrictFactory(name="乙区总工会", superior=city),
            "丙": IndustrialFactory(name="丙产业工会", superior=city),
        },
    )
    found.officers = {name: user_with_post(RoleKind.OFFICER, union) for name, union in found.unions.items()}
    return found
