"""Desks of people at one federation: each its own browser profile, signed in by the door on the sign-in page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.factories import CityFactory, user_with_post
from tests.journeys.desks import OpenDesk, step_in
from tests.vitality.conftest import NOON, World
from unions.kinds import RoleKind
from unions.models import Union
from vitality.services.rounds import draft_round, move_round

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.journey)


@pytest.fixture
def world(transactional_db: None) -> World:
    """The first round, open; 民主管理部 and the leading group at their desks."""
    city = CityFactory()
    reviewer = user_with_post(RoleKind.DEPARTMENT_REVIEWER, city)
    at = NOON.replace(day=19)
    round = move_round(round=draft_round(year=2014, user=reviewer, at=at), transition="open", user=reviewer, at=at)
    return World(reviewer, user_with_post(RoleKind.LEADING_GROUP, city), round, at=at)


@pytest.fixture
def desk(new_context: Callable[..., BrowserContext]) -> OpenDesk:
    """Sit down as somebody: `desk("上级工会经办", "中山区总工会")`; more arguments go to the browser profile."""

    def sit_down(role: str, union: Union | str, **profile: Any) -> Page:
        page = new_context(**profile).new_page()
        page.goto("/login/")
        step_in(page, role, union)
        return page

    return sit_down
