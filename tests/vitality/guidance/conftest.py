"""A district with a unit, the people around it, and a stranger's district beside it."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.test import Client

from tests.factories import CityFactory, DistrictFactory, UnionFactory, user_with_post
from unions.kinds import Department, RoleKind
from unions.models import Union, User


@dataclass
class Place:
    """One district, its unit, and who works where; each person by a short name."""

    city: Union
    district: Union
    unit: Union
    people: dict[str, User]

    def __getattr__(self, name: str) -> User:
        return self.people[name]


@pytest.fixture
def place(db) -> Place:
    city = CityFactory()
    district, other = DistrictFactory(name="中山区总工会"), DistrictFactory(name="西岗区总工会")
    unit = UnionFactory(superior=district, name="标记一公司工会", chair_name="标记二")
    people = {
        "clerk": user_with_post(RoleKind.UNIT_CLERK, unit),
        "chair": user_with_post(RoleKind.UNIT_CHAIR, unit),
        "party": user_with_post(RoleKind.PARTY_EVALUATOR, unit),
        "officer": user_with_post(RoleKind.OFFICER, district),
        "leader": user_with_post(RoleKind.SUPERIOR_LEADER, district),
        "district_auditor": user_with_post(RoleKind.AUDITOR, district),
        "stranger": user_with_post(RoleKind.SUPERIOR_LEADER, other),
        "strange_officer": user_with_post(RoleKind.OFFICER, other),
        "reviewer": user_with_post(RoleKind.DEPARTMENT_REVIEWER, city),
        "legal": user_with_post(RoleKind.DEPARTMENT_REVIEWER, city, department=Department.LEGAL),
        "publicity": user_with_post(RoleKind.DEPARTMENT_REVIEWER, city, department=Department.PUBLICITY),
        "group": user_with_post(RoleKind.LEADING_GROUP, city),
        "finance": user_with_post(RoleKind.FINANCE, city),
        "city_auditor": user_with_post(RoleKind.AUDITOR, city),
        "auditadmin": user_with_post(RoleKind.AUDITADMIN, city),
    }
    return Place(city, district, unit, people)


def browser(user: User) -> Client:
    """The person's own browser, signed in."""
    client = Client()
    client.force_login(user)
    return client
