"""Until publication a union learns its own points and place and nothing of the others; and what waits on each desk."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.urls import reverse

from config.reminders import remind_of_todos
from office import clock
from office.models import Notice
from scoring.kinds import Award, OpinionVerdict
from scoring.models import Card
from scoring.selectors.desk import desk_of
from scoring.services.nominations import nominate
from scoring.services.visits import record_visit
from tests.house.crawling import text_of
from tests.scoring.conftest import Season, on
from tests.scoring.test_season import to_objections


@pytest.fixture(autouse=True)
def _in_season(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: clock.now().date())


def pages_of(season: Season, name: str) -> list[str]:
    """Every address of the year and of one card that a union could open."""
    year, card = season.assessment.pk, season.card(name).pk
    whole = ("assessment_detail", "standing_detail", "standing_pdf", "nomination_list", "nomination_pdf")
    own = ("card_detail", "card_years", "card_what_if", "card_pdf", "card_workbook")
    return [
        reverse("scoring:assessment_list"),
        *(reverse(f"scoring:{each}", args=[year]) for each in whole),
        *(reverse(f"scoring:{each}", args=[card]) for each in own),
        reverse("scoring:item_detail", args=[card, 16]),
        f"{reverse('api:report', args=['ranking'])}?year=2013",
        reverse("api:card_list"),
        "/",
    ]


def test_no_name_or_reason_of_another_union_is_shown_before_publication(season, client):
    season.open()
    season.assess("甲")
    season.assess("丙")  # the second union files nothing: the record of the step says so
    season.move("begin_review", season.office, "2014-03-01")
    season.say("乙", 16, OpinionVerdict.NOTHING, season.legal, "2014-03-10", reason="乙会的秘密理由")
    record_visit(
        card=season.card("乙"), visited_on=date(2014, 3, 5), leader_name="领导", members="两人",
        findings="乙会的秘密走访", user=season.legal, at=on("2014-03-06"),
    )  # fmt: skip
    for user in (season.organisation, season.office, season.legal):
        season.accept_all(user, "2014-03-20")
    season.move("begin_deciding", season.office, "2014-04-01")
    season.move("show_points", season.leader, "2014-04-02", objection_until_on=date(2014, 4, 8))
    season.move("seal", season.leader, "2014-04-09")
    nominate(
        card=season.card("乙"), award=Award.MAY_DAY_CERTIFICATE, nominee_name="乙区总工会", nominee_position="",
        merits="乙会的秘密成绩", user=season.organisation, at=on("2014-04-10"),
    )  # fmt: skip
    client.force_login(season.officers["甲"])
    for address in pages_of(season, "甲"):
        shown = text_of(client.get(address))
        told = [word for word in ("乙区总工会", "丙产业工会", "乙会的秘密") if word in shown]
        assert not told, (address, told)
    for other in ("乙", "丙"):
        for address in pages_of(season, other)[6:12]:
            assert client.get(address).status_code == 404, address


def test_the_own_place_is_shown_and_the_honour_only_when_published(season, client):
    season.open()
    for name in season.unions:
        season.assess(name)
    client.force_login(season.officers["甲"])
    page = client.get(reverse("scoring:standing_detail", args=[season.assessment.pk])).content.decode()
    assert "甲区总工会" in page
    assert "公布后显示" in page
    assert "六个专项行动优秀单位" not in page
    years = client.get(reverse("scoring:card_years", args=[season.card("甲").pk])).content.decode()
    assert "暂列 1" in years
    assert "六个专项行动优秀单位" not in years
    client.force_login(season.legal)
    city = client.get(reverse("scoring:standing_detail", args=[season.assessment.pk])).content.decode()
    assert "暂列六个专项行动优秀单位" in city


def test_the_days_of_the_year_stand_on_every_desk_concerned(season):
    season.open()
    for user in (season.officers["甲"], season.legal, season.office, season.leader):
        days = {each.text: each.on for each in desk_of(user, date(2014, 2, 1)).deadlines}
        assert days == {"百分考核自评报送截止": date(2014, 2, 28), "百分考核市总考核截止": date(2014, 3, 31)}


@pytest.mark.parametrize(("day", "told"), [("2014-02-28", "今天到期"), ("2014-03-01", "已逾期")])
def test_a_union_that_has_not_filed_is_reminded(season, day, told):
    season.open()
    season.assess("乙")
    remind_of_todos(at=on(day))
    reminded = Notice.objects.filter(text__startswith=told, text__contains="自评").values_list(
        "recipient_id", flat=True
    )
    assert season.officers["甲"].pk in reminded
    assert season.officers["乙"].pk not in reminded


def test_a_department_is_reminded_of_the_last_day_of_the_citys_review(season):
    season.open()
    season.assess("甲")
    season.move("begin_review", season.office, "2014-03-01")
    remind_of_todos(at=on("2014-03-31"))
    assert Notice.objects.filter(text__startswith="今天到期（2014-03-31）", recipient=season.legal).exists()


def texts(user, day: str) -> list[str]:
    return [each.text for each in desk_of(user, date.fromisoformat(day)).todos]


def test_each_step_of_the_year_waits_on_the_desk_of_whoever_takes_it(season):
    season.open()
    assert texts(season.office, "2014-02-28") == []
    assert "将 2013 年百分考核转入市总考核" in texts(season.office, "2014-03-01")
    season.move("begin_review", season.office, "2014-03-01")
    assert "将 2013 年百分考核提交综合评定" not in texts(season.office, "2014-03-31")
    assert "将 2013 年百分考核提交综合评定" in texts(season.office, "2014-04-01")
    season.move("begin_deciding", season.office, "2014-04-01")
    assert texts(season.leader, "2014-04-02") == ["综合评定 2013 年百分考核"]
    season.move("show_points", season.leader, "2014-04-02", objection_until_on=date(2014, 4, 8))
    assert texts(season.leader, "2014-04-08") == []
    assert texts(season.leader, "2014-04-09") == ["2013 年百分考核异议期已过，请定分"]
    season.move("seal", season.leader, "2014-04-09")
    assert "公布 2013 年百分考核的排名和荣誉" in texts(season.office, "2014-04-10")


def test_what_a_union_sent_waits_for_the_city(season):
    to_objections(season)
    sent = desk_of(season.officers["甲"], date(2014, 4, 3)).waiting
    assert [each.for_whom for each in sent] == ["市总工会考核"]
    assert Card.objects.filter(pk=season.card("甲").pk, state="filed").exists()


def test_silence_at_each_last_day_is_stated_where_people_work(season, client):
    season.open()
    season.assess("甲")
    client.force_login(season.officers["甲"])
    card = reverse("scoring:card_detail", args=[season.card("甲").pk])
    assert "没有填或没有填好的指标视为未达到" in client.get(card).content.decode()
    season.move("begin_review", season.office, "2014-03-01")
    assert "视为认可自评" in client.get(card).content.decode()
    client.force_login(season.legal)
    grid = reverse("scoring:review_list", args=[season.assessment.pk])
    assert "视为认可自评" in client.get(grid).content.decode()


def test_silence_does_what_it_says(season):
    """Who files nothing is taken as saved, which departments leave alone is accepted as claimed, the group's too."""
    season.open()
    season.move("begin_review", season.office, "2014-03-01")
    season.move("begin_deciding", season.office, "2014-04-01")
    season.move("show_points", season.leader, "2014-04-02", objection_until_on=date(2014, 4, 8))
    season.move("seal", season.leader, "2014-04-09")
    assert [str(card.sealed.total_points.normalize()) for card in Card.objects.all()] == ["0", "0", "0"]
    assert json.dumps(season.card("甲").sealed.sealed["values"]) == "{}"
