"""What programs are answered: by token, within post and scope, once under a key, and as the description says."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from config.reports import REPORTS
from office.models import AnsweredRequest, Event
from office.refusals import Refused
from tests.factories import UnionFactory, user_with_post
from tests.vitality.conftest import NOON, World
from unions.api.access import PerPerson
from unions.kinds import Department, RoleKind, TokenScope
from unions.models import ApiToken, Union, User
from unions.services.tokens import MOST_TOKENS, make_token, revoke_token
from vitality.kinds import ApplicationState
from vitality.models import Application

pytestmark = pytest.mark.django_db
# The door's clock stands on this day (config.settings.test).


class Program(Client):
    """A client that sends a token and JSON."""

    def __init__(self, user: User, scope: TokenScope = TokenScope.FILE):
        self.token, secret = make_token(user=user, name="试验", scope=scope, days=30, at=NOON)
        super().__init__(headers={"authorization": f"Bearer {secret}"})

    def send(self, method: str, name: str, *args: Any, body: Any = None, key: str = "") -> Any:
        headers = {"idempotency-key": key} if key else {}
        url = reverse(f"api:{name}", args=args)
        return self.generic(method, url, json.dumps(body or {}), "application/json", headers=headers)


@pytest.fixture
def unit(district: Union) -> Union:
    return UnionFactory(superior=district, name="海港机械公司工会")


@pytest.fixture
def clerk(unit: Union) -> User:
    return user_with_post(RoleKind.UNIT_CLERK, unit)


def test_a_form_is_begun_filled_and_handed_on_by_program(world: World, unit: Union, clerk: User):
    program = Program(clerk)
    begun = program.send("POST", "application_list", body={"round": world.round.pk, "unit": unit.pk})
    assert begun.status_code == 201
    form = begun.json()
    assert "goals" in form["writable"]

    too_early = program.send("POST", "application_step", form["id"], body={"step": "submit"})
    assert too_early.status_code == 409
    assert too_early.json()["reasons"]

    answers = {"chair_name": "甲一", "address": "某街 1 号", "contact": "0411-80000000", "goals": "建家。",
               "measures": "每月座谈。", "declares_new": True}  # fmt: skip
    body = {"revision": form["revision"], "answers": answers}
    assert program.send("PATCH", "application_detail", form["id"], body=body).json()["missing"] == []
    assert (
        program.send("PATCH", "application_detail", form["id"], body={**body, "answers": {"goals": "别的"}}).status_code
        == 409
    )
    handed_on = program.send("POST", "application_step", form["id"], body={"step": "submit"})
    assert handed_on.json()["state"] == ApplicationState.SUBMITTED
    assert Event.objects.filter(subject_id=str(form["id"]), actor=clerk).exists()


def test_a_batch_is_filed_by_program_and_a_thin_one_refused_with_reasons(world: World, district: Union, five_units):
    batch = world.endorsed_batch(district, five_units[:1])
    program = Program(world.officer_of(district))
    thin = program.send("POST", "batch_filing", batch.pk)
    assert (thin.status_code, bool(thin.json()["reasons"])) == (409, True)
    for each in five_units[1:]:
        world.endorsed(each)
    assert program.send("POST", "batch_filing", batch.pk).json()["state"] == "filed"


def test_a_wrong_answer_names_its_field(world: World, unit: Union, clerk: User):
    program = Program(clerk)
    form = program.send("POST", "application_list", body={"round": world.round.pk, "unit": unit.pk}).json()
    wrong = {"revision": 0, "answers": {"employee_count": "三百", "state": "approved"}}
    told = program.send("PATCH", "application_detail", form["id"], body=wrong)
    assert told.status_code == 400
    assert "state" in told.json()["fields"]
    wrong["answers"].pop("state")
    assert "employee_count" in program.send("PATCH", "application_detail", form["id"], body=wrong).json()["fields"]


def test_the_same_key_does_nothing_twice(world: World, unit: Union, clerk: User):
    program, body = Program(clerk), {"round": world.round.pk, "unit": unit.pk}
    first = program.send("POST", "application_list", body=body, key="k1")
    Application.objects.all().delete()
    again = program.send("POST", "application_list", body=body, key="k1")
    assert (again.status_code, again.json()) == (201, first.json())
    assert not Application.objects.exists()
    assert program.send("POST", "application_list", body={**body, "unit": unit.superior_id}, key="k1").status_code in (
        404,
        409,
    )


def test_a_key_used_for_something_else_is_refused(world: World, unit: Union, clerk: User):
    program, body = Program(clerk), {"round": world.round.pk, "unit": unit.pk}
    form = program.send("POST", "application_list", body=body, key="k1").json()
    other = program.send("POST", "application_step", form["id"], body={"step": "submit"}, key="k1")
    assert "已用于另一个请求" in other.json()["detail"]


def test_what_was_refused_may_be_tried_again_under_its_key(world: World, unit: Union, clerk: User):
    program = Program(clerk)
    form = program.send("POST", "application_list", body={"round": world.round.pk, "unit": unit.pk}).json()
    assert program.send("POST", "application_step", form["id"], body={"step": "submit"}, key="k2").status_code == 409
    assert not AnsweredRequest.objects.filter(key="k2").exists()


@pytest.mark.parametrize("end", ["revoked", "expired", "post over", "account disabled"])
def test_a_token_that_is_over_opens_nothing(clerk: User, end: str):
    program = Program(clerk)
    assert program.send("GET", "union_list").status_code == 200
    if end == "revoked":
        revoke_token(token=program.token, user=clerk, at=NOON)
    elif end == "expired":
        ApiToken.objects.update(created_at=NOON - timedelta(days=40), expires_at=NOON - timedelta(days=1))
    elif end == "post over":
        clerk.post.to_on = NOON.date() - timedelta(days=1)
        clerk.post.save()
    else:
        User.objects.filter(pk=clerk.pk).update(is_active=False)
    answer = program.send("GET", "union_list")
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")


def test_what_is_not_there_and_what_is_no_json_is_told_in_chinese(clerk: User):
    program = Program(clerk)
    absent = program.send("GET", "application_detail", 999)
    assert (absent.status_code, absent.json()) == (404, {"detail": "没有这一件，或不在您的管辖范围内。"})
    broken = program.post(reverse("api:application_list"), "{bad", content_type="application/json")
    assert (broken.status_code, broken.json()) == (400, {"detail": "请求的内容不是完整的 JSON，无法识别。"})


def test_a_reading_token_and_a_session_change_nothing(world: World, unit: Union, clerk: User, client: Client):
    body = {"round": world.round.pk, "unit": unit.pk}
    assert Program(clerk, TokenScope.READ).send("POST", "application_list", body=body).status_code == 403
    client.force_login(clerk)
    assert client.get(reverse("api:union_list")).status_code == 200
    assert client.post(reverse("api:application_list"), body, "application/json").status_code == 403
    assert not Application.objects.exists()


def test_the_secret_is_kept_nowhere_and_tokens_are_few(clerk: User):
    _, secret = make_token(user=clerk, name="一", scope=TokenScope.READ, days=30, at=NOON)
    assert secret not in str(list(ApiToken.objects.values())) + str(list(Event.objects.values()))
    for _ in range(MOST_TOKENS - 1):
        make_token(user=clerk, name="又一", scope=TokenScope.READ, days=30, at=NOON)
    with pytest.raises(Refused, match=f"最多 {MOST_TOKENS} 个"):
        make_token(user=clerk, name="再一", scope=TokenScope.READ, days=30, at=NOON)


def test_a_person_makes_and_revokes_a_token_on_the_page(client: Client, clerk: User):
    client.force_login(clerk)
    url = reverse("unions:token_list")
    assert client.post(url, {"name": "", "scope": "read", "days": "90"}).status_code == 422
    page = client.post(url, {"name": "数据平台", "scope": "read", "days": "90"}).content.decode()
    token = ApiToken.objects.get()
    assert "uvt_" in page
    assert "uvt_" not in client.get(url).content.decode()
    client.post(reverse("unions:token_revoke", args=[token.pk]))
    token.refresh_from_db()
    assert token.revoked_at


@pytest.mark.parametrize("kind", sorted(REPORTS))
def test_a_report_is_what_the_command_prints(kind: str, world: World, five_units, capsys):
    call_command("report", kind, year=2014, json=True)
    reviewer = user_with_post(RoleKind.DEPARTMENT_REVIEWER, world.reviewer.post.union, department=Department.LEGAL)
    answer = Program(reviewer).get(reverse("api:report", args=[kind]), {"year": 2014})
    assert answer.json() == json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("kind", sorted(REPORTS))
def test_a_report_of_a_year_before_the_texts_is_empty(kind: str, world: World, five_units, capsys):
    call_command("report", kind, year=2011, json=True)
    found = json.loads(capsys.readouterr().out)
    assert found == {"year": 2011, "rows": [], "parameters": {}}
    assert Program(world.reviewer).get(reverse("api:report", args=[kind]), {"year": 2011}).json() == found


def test_a_report_keeps_to_the_scope(world: World, five_units, clerk: User):
    answer = Program(clerk).get(reverse("api:report", args=["satisfaction"]), {"year": 2014})
    told = json.dumps(answer.json(), ensure_ascii=False)
    assert not any(unit.name in told for unit in five_units)


def test_too_many_requests_are_counted_in_the_shared_cache(clerk: User, monkeypatch):
    monkeypatch.setattr(PerPerson, "THROTTLE_RATES", {"person": "3/min"})
    program = Program(clerk)
    assert [program.send("GET", "round_list").status_code for _ in range(4)] == [200, 200, 200, 429]


def test_the_register_is_filtered_and_paged(world: World, district: Union, five_units):
    program = Program(world.officer_of(district))
    url = reverse("api:union_list")
    assert program.get(url, {"q": five_units[0].name}).json()["count"] == 1
    page = program.get(url, {"page_size": 2}).json()
    assert (len(page["results"]), page["count"]) == (2, 6)
    assert program.get(url, {"kind": "nonsense"}).status_code == 400
