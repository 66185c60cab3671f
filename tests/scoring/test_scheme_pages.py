"""The scheme changed on its pages: items, indicators and sums, a further version, and what it changed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.http import QueryDict
from django.urls import reverse

from office import clock
from office.refusals import Refused
from scoring.forms.scheme import item_forms, item_of
from scoring.kinds import SchemeState
from scoring.models import Assessment, SchemeVersion
from scoring.rules.scheme import Item
from scoring.selectors.schemes import scheme_values, versions_of_year
from scoring.services.assessment_flow import prepare_assessment
from scoring.services.schemes import make_scheme, move_scheme
from tests.scoring.conftest import YEAR, on
from tests.scoring.schemes import SCHEME

AT = on("2013-12-01")


@pytest.fixture(autouse=True)
def _in_season(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: clock.now().date())


@pytest.fixture
def version(season) -> SchemeVersion:
    """The draft of a year that is being prepared."""
    return prepare_assessment(year=YEAR, user=season.office, at=AT).scheme


@pytest.fixture
def office(client, season):
    client.force_login(season.office)
    return client


def typed(item: Item, **but: Any) -> dict[str, Any]:
    """What the page of an item sends, but what is named."""
    form, indicators = item_forms(item)
    sent: dict[str, Any] = {**form.initial, "version": 0, "replaces": item.number}
    sent |= {f"indicator-{name}": value for name, value in indicators.management_form.initial.items()}
    for row in indicators:
        sent |= {f"{row.prefix}-{name}": value for name, value in (row.initial or {}).items()}
    return sent | but


def address(version: SchemeVersion, name: str, *keys: int) -> str:
    return reverse(f"scoring:scheme_{name}", args=[version.pk, *keys])


@pytest.mark.parametrize("item", SCHEME.items, ids=lambda item: str(item.number))
def test_every_item_of_the_text_comes_back_from_its_form_unchanged(item):
    posted = QueryDict(mutable=True)
    for name, value in typed(item).items():
        posted.setlist(name, value if isinstance(value, list) else [str(value)])
    form, indicators = item_forms(item, posted)
    assert (form.is_valid(), indicators.is_valid()) == (True, True), (form.errors, indicators.errors)
    assert item_of(form, indicators) == item


def test_an_item_is_changed_on_its_page_and_the_record_says_what(version, office):
    changes = {"points": "9", "name": "完成建会任务", "indicator-2-bound": "97.5", "indicator-1-boundary": "at_least"}
    answer = office.post(address(version, "item_edit", 1), typed(SCHEME.items[0], **changes))
    assert answer.status_code == 302
    item = scheme_values(version).item(1)
    assert (item.points, item.name) == (9, "完成建会任务")
    assert item.indicators[2].line.bound == Decimal("0.975")
    page = office.get(version.get_absolute_url()).content.decode()
    assert "各项合计 18 分，应为 17 分" in page
    assert "指标 1.3标准" in page


def test_the_sums_are_shown_while_one_types_and_nothing_is_saved(version, office):
    shown = office.post(address(version, "item_check"), typed(SCHEME.items[0], points="7")).content.decode()
    assert "各项合计 16 分，应为 17 分" in shown
    assert "各项合计 99 分，应为 100 分" in shown
    assert "各项合计 78 分，应为 79 分" in shown
    assert "大工发〔2012〕55号 二、4" in shown
    assert scheme_values(version) == SCHEME
    unfinished = office.post(address(version, "item_check"), typed(SCHEME.items[0], points="七"))
    assert "还有没填好的地方" in unfinished.content.decode()


@pytest.mark.parametrize(
    ("field", "word", "told"),
    [
        ("points", "-1", "应为数字"),
        ("points", "1.234", "至多两位小数"),
        ("number", "2", "这个序号已有项目"),
        ("reviewers", [], "请至少选一个责任部门"),
        ("indicator-0-bound", "九成", "“九成”应为百分比"),
        ("indicator-0-bound", "", "请填标准"),
        ("indicator-0-bound", "不适用", "应为数字"),
        ("indicator-0-boundary", "", "请选“不少于”或“正好”"),
        ("indicator-0-bonus_step", "", "请填每多少加一档"),
        ("indicator-0-bonus_step", "0", "须大于零"),
        ("indicator-0-bonus_points", "", "请填每档加几分"),
        ("indicator-0-name", "", "请填指标名称"),
        ("indicator-TOTAL_FORMS", "many", "至少须有一个指标"),
    ],
)
def test_what_is_typed_wrong_is_told_and_stays_in_its_box(version, office, field, word, told):
    answer = office.post(address(version, "item_edit", 1), typed(SCHEME.items[0], **{field: word}))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert told in page
    assert scheme_values(version) == SCHEME
    if isinstance(word, str) and word not in ("", "many", "不适用"):
        assert f'value="{word}"' in page


def test_items_and_indicators_come_and_go(version, office):
    more = office.post(address(version, "item_edit", 5), typed(SCHEME.item(5), more="1")).content.decode()
    assert 'name="indicator-1-name"' in more
    blank = {"indicator-TOTAL_FORMS": 2, "indicator-1-kind": "percent", "indicator-1-boundary": "at_least"}
    office.post(address(version, "item_edit", 5), typed(SCHEME.item(5), **blank))
    assert len(scheme_values(version).item(5).indicators) == 1  # a row left blank is none
    deleted = typed(SCHEME.item(9), **{"indicator-1-DELETE": "on"})
    assert office.post(address(version, "item_edit", 9), deleted).status_code == 302
    left = scheme_values(version).item(9).indicators
    assert [(each.number, each.name) for each in left] == [  # what is left keeps its number
        (each.number, each.name) for each in SCHEME.item(9).indicators if each.number != 2
    ]
    blank = {"indicator-TOTAL_FORMS": 4, "indicator-3-kind": "yes_no", "indicator-3-name": "新增的"}
    office.post(address(version, "item_edit", 9), typed(scheme_values(version).item(9), version=1, **blank))
    assert [each.number for each in scheme_values(version).item(9).indicators] == [1, 3, 4, 5]
    none_left = typed(SCHEME.item(5), version=2, **{"indicator-0-DELETE": "on"})
    assert "至少须有一个指标" in office.post(address(version, "item_edit", 5), none_left).content.decode()
    new = typed(SCHEME.item(5), number="31", name="新设项目", version=2, replaces="")
    assert office.post(address(version, "item_add"), new).status_code == 302
    assert scheme_values(version).item(31).name == "新设项目"
    assert office.post(address(version, "item_remove", 31)).status_code == 302
    assert scheme_values(version).item(31) is None


@pytest.mark.parametrize("moved", [{"up": "3"}, {"down": "2"}])
def test_an_indicator_moves_by_a_button_and_nothing_is_saved_before_it_is_asked_for(version, office, moved):
    sent = typed(SCHEME.item(9), **{"indicator-3-bound": "83"})
    page = office.post(address(version, "item_edit", 9), {**sent, **moved})
    assert page.status_code == 200
    form = page.context["indicators"]
    assert [(row["number"].value(), row["bound"].value()) for row in form] == [
        ("1", "98"), ("2", "98"), ("3", "83"), ("4", "82")
    ]  # fmt: skip
    assert scheme_values(version) == SCHEME
    sent = {f"{row.prefix}-{name}": row[name].value() or "" for row in form for name in row.fields}
    saved = office.post(address(version, "item_edit", 9), {**typed(SCHEME.item(9)), **sent, "indicator-0-DELETE": ""})
    assert saved.status_code == 302
    before, now = SCHEME.item(9).indicators, scheme_values(version).item(9).indicators
    assert [each.name for each in now] == [before[place].name for place in (0, 1, 3, 2)]
    assert [each.number for each in now] == [1, 2, 3, 4]


def test_a_number_sent_twice_is_refused(version, office):
    answer = office.post(address(version, "item_edit", 9), typed(SCHEME.item(9), **{"indicator-1-number": "1"}))
    assert (answer.status_code, "指标序号重复" in answer.content.decode()) == (422, True)


def test_two_at_once_are_told_and_lose_nothing(version, office):
    office.post(address(version, "item_edit", 5), typed(SCHEME.item(5), name="先改的"))
    answer = office.post(address(version, "item_edit", 5), typed(SCHEME.item(5), name="后改的"))
    assert answer.status_code == 409
    assert "刚被他人修改过" in answer.content.decode()
    assert "后改的" in answer.content.decode()
    assert scheme_values(version).item(5).name == "先改的"


def test_other_sums_can_be_asked_for_but_never_another_hundred(version, office):
    page = office.get(address(version, "sums_edit")).content.decode()
    assert "可得满分为 100 分" in page
    sums = {**{action.value: str(points) for action, points in SCHEME.action_points}, "industrial": "80", "version": 0}
    assert office.post(address(version, "sums_edit"), sums).status_code == 302
    assert "各项合计 79 分，应为 80 分" in office.get(version.get_absolute_url()).content.decode()
    wrong = office.post(address(version, "sums_edit"), sums | {"industrial": "八十", "version": 1})
    assert wrong.status_code == 422
    assert 'value="八十"' in wrong.content.decode()


def test_a_year_is_not_opened_by_a_scheme_that_does_not_add_up(season, version, office):
    office.post(address(version, "item_edit", 1), typed(SCHEME.items[0], points="9"))
    with pytest.raises(Refused) as refusal:
        season.move("open", season.office, "2013-12-03")
    assert "各项合计 101 分，应为 100 分（大工发〔2012〕55号 二、4）" in refusal.value.sentence
    with pytest.raises(Refused, match="应为 17 分"):
        move_scheme(version=version, transition="freeze", user=season.office, at=AT)


def test_a_frozen_scheme_is_closed_with_the_reason(season, version, office):
    move_scheme(version=version, transition="freeze", user=season.office, at=AT)
    page = office.get(version.get_absolute_url()).content.decode()
    assert "这一版现为“已冻结”" in page
    assert address(version, "further") in page
    assert office.get(address(version, "item_edit", 1)).status_code == 302
    assert office.post(address(version, "item_edit", 1), typed(SCHEME.items[0], down="0")).status_code == 302
    late = office.post(address(version, "item_edit", 1), typed(SCHEME.items[0], name="冻结后才改"))
    assert late.status_code == 409
    assert "已冻结，不能修改" in late.content.decode()
    assert "冻结后才改" in late.content.decode()
    season.move("open", season.office, "2013-12-03")
    opened = office.get(version.get_absolute_url()).content.decode()
    assert address(version, "further") not in opened
    assert "考核已经启动，方案不能再改" in opened
    assert office.post(address(version, "further")).status_code == 409


def test_a_further_version_takes_over_once_it_is_frozen(season, version, office):
    move_scheme(version=version, transition="freeze", user=season.office, at=AT)
    assert office.post(address(version, "further")).status_code == 302
    second = SchemeVersion.objects.get(year=YEAR, number=2)
    office.post(address(second, "item_edit", 4), typed(SCHEME.item(4), **{"indicator-0-bound": "5"}))
    shown = office.get(address(second, "compare")).content.decode()
    assert "共 1 处不同" in shown
    assert "不少于 4 个" in shown
    assert "不少于 5 个" in shown
    with pytest.raises(Refused, match="第 2 版还在编制中，须先冻结或放弃"):
        season.move("open", season.office, "2013-12-03")
    assert [(row.version.number, row.is_in_force) for row in versions_of_year(YEAR, season.office)] == [
        (2, False), (1, True)
    ]  # fmt: skip
    office.post(reverse("scoring:scheme_step", args=[second.pk, "freeze"]))
    assert Assessment.objects.get().scheme == second
    assert season.move("open", season.office, "2013-12-04").scheme == second
    assert [row.is_in_force for row in versions_of_year(YEAR, season.office)] == [True, False]


def test_a_further_draft_can_be_given_up_but_not_the_only_version(season, version):
    with pytest.raises(Refused, match="没有其他已冻结的版本"):
        move_scheme(version=version, transition="drop", user=season.office, at=AT)
    move_scheme(version=version, transition="freeze", user=season.office, at=AT)
    second = make_scheme(year=YEAR, user=season.office, at=AT)
    with pytest.raises(Refused, match="还在编制中"):
        make_scheme(year=YEAR, user=season.office, at=AT)
    dropped = move_scheme(version=second, transition="drop", user=season.office, at=AT)
    assert dropped.state == SchemeState.DROPPED
    assert Assessment.objects.get().scheme == version
    third = make_scheme(year=YEAR, user=season.office, at=AT)
    assert third.number == 3
    assert scheme_values(third) == SCHEME


def test_only_the_office_changes_the_scheme_and_a_union_sees_no_draft(season, version, client):
    client.force_login(season.legal)
    assert client.get(address(version, "item_edit", 1)).status_code == 403
    assert client.post(address(version, "further")).status_code == 403
    assert client.get(address(version, "compare")).status_code == 200
    client.force_login(season.officers["甲"])
    assert client.get(address(version, "compare")).status_code == 404
    move_scheme(version=version, transition="freeze", user=season.office, at=AT)
    assert client.get(address(version, "compare")).status_code == 200
    assert client.get(address(version, "item_edit", 1)).status_code == 403


def test_opening_is_the_last_moment(season, version):
    move_scheme(version=version, transition="freeze", user=season.office, at=AT)
    season.move("open", season.office, "2013-12-03")
    with pytest.raises(Refused, match="考核已经启动，方案不能再改"):
        make_scheme(year=YEAR, user=season.office, at=AT)
