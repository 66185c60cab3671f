"""The published description of what programs may ask, held against the site for every role."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.conf import settings as site_settings
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.test import Client
from django.urls import reverse
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, Phase, given, note, settings
from schemathesis.specs.openapi.checks import ignored_auth, missing_required_header, positive_data_acceptance

from config.wsgi import application as site
from tests.factories import user_with_post
from tests.house.districts import ROLES, Land, settle_land
from tests.vitality.conftest import NOON
from unions.api.access import PerPerson
from unions.kinds import TokenScope
from unions.models import User
from unions.services.tokens import make_token

pytestmark = pytest.mark.django_db
EXAMPLES = int(os.environ.get("API_EXAMPLES", "3"))
# Valid data may still be refused by a rule; sessions of a browser count as authorisation too; keys are optional.
NOT_OURS = [positive_data_acceptance, ignored_auth, missing_required_header]


@pytest.fixture
def clerk() -> User:
    return user_with_post()


def test_the_description_speaks_chinese_and_shows_examples(client: Client, clerk: User):
    client.force_login(clerk)
    told = client.get(reverse("api:schema"), headers={"accept": "application/json"}).content.decode()
    for path in ("/api/v1/reports/{kind}/", "/api/v1/applications/{id}/steps/", "/api/v1/cards/{id}/steps/"):
        assert path in told
    assert "填写申报表" in told
    assert "填写自评" in told
    assert "会员满意率逐年提高" in told


def test_the_documentation_page_runs_nothing_inline(client: Client, clerk: User):
    client.force_login(clerk)
    page = client.get(reverse("api:docs")).content.decode()
    assert "<style" not in page
    assert "<script>" not in page
    assert page.count("须用可办理的令牌") == page.count("POST /api/") + page.count("PATCH /api/") > 4
    for told in ("GET /api/v1/unions/", "办理的步骤", "submit：基层工会上报", "满意度"):
        assert told in page


@pytest.fixture(scope="module")
def land(django_db_setup, django_db_blocker) -> Iterator[Land]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield settle_land()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def described() -> Iterator[Any]:
    """The description as published, asked within this process and its transaction."""
    schema = schemathesis.openapi.from_dict(SchemaGenerator().get_schema(request=None, public=True))
    schema.app = site
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield schema
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def _presented(person: User | None) -> dict[str, str]:
    """How a role's program presents itself: by a token that may file, or by a session where it can have none."""
    if person is None:
        return {}
    person.act_as(on=NOON.date())
    if person.has_perm("office.do_business"):
        _, secret = make_token(user=person, name="试验", scope=TokenScope.FILE, days=30, at=NOON)
        return {"Authorization": f"Bearer {secret}"}
    client = Client()
    client.force_login(person, backend=site_settings.AUTHENTICATION_BACKENDS[-1])
    return {"Cookie": f"sessionid={client.cookies['sessionid'].value}"}


def test_the_site_answers_every_role_as_described(land: Land, described: Any, monkeypatch):
    """With more examples: `API_EXAMPLES=50 ./dev test tests/house/test_published_description.py`."""
    monkeypatch.setattr(PerPerson, "THROTTLE_RATES", {"person": "1000000/min"})
    presented = {role: _presented(land.people[role]) for role in ROLES}
    for found in described.get_all_operations():
        _hold(found.ok(), presented)


def _hold(operation: Any, presented: dict[str, dict[str, str]]) -> None:
    @settings(
        max_examples=EXAMPLES, deadline=None, derandomize=EXAMPLES < 10, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy())
    def answers(case: schemathesis.Case) -> None:
        for role, headers in presented.items():
            note(role)
            with transaction.atomic():
                case.call_and_validate(headers=headers, excluded_checks=NOT_OURS)
                transaction.set_rollback(True)

    answers()
