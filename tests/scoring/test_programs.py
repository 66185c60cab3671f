"""Scores filed by program: the own card only, once under a key, refused in the sentences of the pages."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from office import clock
from office.models import AnsweredRequest
from scoring.kinds import CardState, Stage
from scoring.models import AchievedValue
from tests.scoring.conftest import Season, on
from unions.api.access import PerPerson
from unions.kinds import TokenScope
from unions.models import User
from unions.services.tokens import make_token

AT = on("2014-02-20")


@pytest.fixture(autouse=True)
def _in_season(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: AT)
    monkeypatch.setattr(clock, "today", AT.date)


class Program(Client):
    """A client that sends a token and JSON."""

    def __init__(self, user: User, scope: TokenScope = TokenScope.FILE):
        _, secret = make_token(user=user, name="试验", scope=scope, days=30, at=AT)
        super().__init__(headers={"authorization": f"Bearer {secret}"})

    def send(self, method: str, name: str, *args: Any, body: Any = None, key: str = "") -> Any:
        headers = {"idempotency-key": key} if key else {}
        url = reverse(f"api:{name}", args=args)
        return self.generic(method, url, json.dumps(body or {}), "application/json", headers=headers)


@pytest.fixture
def opened(season: Season) -> Season:
    season.open()
    return season


def values(**typed: str) -> list[dict[str, Any]]:
    """`_1_1="107.9%"` as the interface takes it."""
    named = ((name[1:].split("_"), value) for name, value in typed.items())
    return [{"item": int(item), "indicator": int(number), "value": value} for (item, number), value in named]


def test_a_card_is_found_filled_and_filed(opened: Season):
    program, card = Program(opened.officers["甲"]), opened.card("甲")
    assert [each["year"] for each in program.send("GET", "assessment_list").json()["results"]] == [2013]
    (found,) = program.get(reverse("api:card_list"), {"year": 2013}).json()["results"]
    assert (found["id"], found["state"], found["revision"]) == (card.pk, "draft", 0)
    body = {"revision": 0, "values": [*values(_5_1="12.5", _16_1="是"), {**values(_13_1="不适用")[0], "note": "没有"}]}
    filled = program.send("PATCH", "card_detail", card.pk, body=body).json()
    assert (filled["card"]["revision"], filled["points"]["total"]) == (1, "5")
    told = {(each["item"], each["indicator"]): each for each in filled["values"]}
    assert (told[5, 1]["value"], told[5, 1]["met"]) == ("12.5%", True)
    assert (told[13, 1]["value"], told[13, 1]["note"], told[13, 1]["met"]) == ("不适用", "没有", None)
    assert told[1, 1]["value"] == ""
    filed = program.send("POST", "card_step", card.pk, body={"step": "file"}).json()
    assert filed["card"]["state"] == CardState.FILED


def test_a_filed_and_a_closed_card_are_refused_with_the_sentence(opened: Season):
    program, card = Program(opened.officers["甲"]), opened.card("甲")
    assert "还没有填任何实现值" in program.send("POST", "card_step", card.pk, body={"step": "file"}).json()["detail"]
    opened.assess("甲")
    body = {"revision": opened.card("甲").revision, "values": values(_5_1="11")}
    filed = program.send("PATCH", "card_detail", card.pk, body=body)
    assert (filed.status_code, "已报送" in filed.json()["detail"]) == (409, True)
    opened.move("begin_review", opened.office, "2014-03-01")
    closed = program.send("PATCH", "card_detail", card.pk, body=body)
    assert (closed.status_code, "自评不能再改" in closed.json()["detail"]) == (409, True)
    back = program.send("POST", "card_step", card.pk, body={"step": "take_back"})
    assert (back.status_code, back.json()["reasons"][0]["clause"]) == (409, "2012-55/3.2")


def test_another_unions_card_is_not_there(opened: Season):
    program, other = Program(opened.officers["甲"]), opened.card("乙")
    for method, name, body in (
        ("GET", "card_detail", None),
        ("PATCH", "card_detail", {"revision": 0, "values": values(_5_1="11")}),
        ("POST", "card_step", {"step": "file"}),
    ):
        assert program.send(method, name, other.pk, body=body).status_code == 404
    assert not AchievedValue.objects.exists()
    shown = program.send("GET", "card_list").content.decode()
    assert opened.unions["乙"].name not in shown


def test_the_city_reads_every_card_and_fills_in_none(opened: Season):
    program, card = Program(opened.legal), opened.card("甲")
    assert program.send("GET", "card_list").json()["count"] == 3
    assert program.send("GET", "card_detail", card.pk).status_code == 200
    body = {"revision": 0, "values": values(_5_1="11")}
    assert program.send("PATCH", "card_detail", card.pk, body=body).status_code == 403


def test_the_same_key_writes_once(opened: Season):
    program, card = Program(opened.officers["甲"]), opened.card("甲")
    body = {"revision": 0, "values": values(_5_1="11")}
    first = program.send("PATCH", "card_detail", card.pk, body=body, key="k1")
    AchievedValue.objects.filter(stage=Stage.SELF).delete()
    again = program.send("PATCH", "card_detail", card.pk, body=body, key="k1")
    assert (again.status_code, again.json()) == (200, first.json())
    assert not AchievedValue.objects.exists()
    other = program.send("POST", "card_step", card.pk, body={"step": "file"}, key="k1")
    assert "已用于另一个请求" in other.json()["detail"]
    assert program.send("PATCH", "card_detail", card.pk, body=body, key="k2").status_code == 409  # an old revision
    assert not AnsweredRequest.objects.filter(key="k2").exists()


@pytest.mark.parametrize(
    ("sent", "field", "told"),
    [
        (values(_5_1="很多"), "value_5_1", "“很多”应为百分比"),
        (values(_4_1="-3"), "value_4_1", "应为整数"),
        (values(_2_9="是"), "value_2_9", "没有这个指标"),
        (values(_5_1="11") * 2, "value_5_1", "写了两次"),
        ([{"item": 0, "indicator": 1, "value": "1"}], "values", ""),
        ([{"item": 5, "indicator": 1, "value": "1" * 61}], "values", ""),
    ],
)
def test_a_wrong_value_names_its_indicator_and_nothing_is_written(opened: Season, sent, field, told):
    program, card = Program(opened.officers["甲"]), opened.card("甲")
    body = {"revision": 0, "values": [*values(_3_1="80%"), *sent]}
    answer = program.send("PATCH", "card_detail", card.pk, body=body)
    assert answer.status_code == 400
    assert told in answer.json()["fields"][field]
    assert not AchievedValue.objects.exists()


def test_an_industrial_union_has_no_items_of_the_districts(opened: Season):
    program, card = Program(opened.officers["丙"]), opened.card("丙")
    answer = program.send("PATCH", "card_detail", card.pk, body={"revision": 0, "values": values(_16_1="是")})
    assert (answer.status_code, "没有这个指标" in answer.json()["fields"]["value_16_1"]) == (400, True)


def test_a_reading_token_and_a_session_change_nothing(opened: Season, client: Client):
    officer, card = opened.officers["甲"], opened.card("甲")
    body = {"revision": 0, "values": values(_5_1="11")}
    assert Program(officer, TokenScope.READ).send("PATCH", "card_detail", card.pk, body=body).status_code == 403
    client.force_login(officer)
    url = reverse("api:card_detail", args=[card.pk])
    assert client.get(url).status_code == 200
    assert client.patch(url, body, "application/json").status_code == 403
    assert not AchievedValue.objects.exists()


def test_too_many_requests_are_counted(opened: Season, monkeypatch):
    monkeypatch.setattr(PerPerson, "THROTTLE_RATES", {"person": "2/min"})
    program = Program(opened.officers["甲"])
    assert [program.send("GET", "card_list").status_code for _ in range(3)] == [200, 200, 429]
