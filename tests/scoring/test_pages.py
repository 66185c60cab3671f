"""The pages of the season: filled in, refused, forbidden; and how much they ask of the database."""

from __future__ import annotations

import pytest
from django.urls import reverse

from office import clock
from scoring.kinds import AssessmentState, CardState
from scoring.models import AchievedValue, Assessment, Card, ItemOpinion, WorkPlan
from tests.scoring.conftest import YEAR

QUERY_CEILING = 40


@pytest.fixture(autouse=True)
def _in_season(monkeypatch):
    """The demonstration's day lies after the season of 2013; here it is the day of real people's work."""
    monkeypatch.setattr(clock, "today", lambda: clock.now().date())


@pytest.fixture
def as_user(client):
    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


def test_a_union_fills_in_its_card_and_sees_its_score_at_once(season, as_user):
    season.open()
    browser, card = as_user(season.officers["甲"]), season.card("甲")
    typed = {"version": 0, "value_5_1": "12", "value_16_1": "是", "value_1_1": "107.9", "note_5_1": "已直选"}
    score = browser.post(reverse("scoring:card_score", args=[card.pk]), typed).content.decode()
    assert "<strong>5</strong>" in score  # items 5 and 16
    assert not AchievedValue.objects.exists()
    answer = browser.post(reverse("scoring:card_autosave", args=[card.pk]), typed).json()
    assert answer["version"] == "1"
    page = browser.get(reverse("scoring:card_edit", args=[card.pk])).content.decode()
    assert 'name="value_1_1" value="107.9"' in page
    assert browser.post(reverse("scoring:card_step", args=[card.pk, "file"])).status_code == 302
    assert season.card("甲").state == CardState.FILED


def test_a_stale_page_is_told_and_keeps_what_was_typed(season, as_user):
    season.open()
    browser, card = as_user(season.officers["甲"]), season.card("甲")
    answer = browser.post(reverse("scoring:card_edit", args=[card.pk]), {"version": 7, "value_4_1": "很多"})
    assert answer.status_code == 409
    assert 'value="很多"' in answer.content.decode()
    assert "data-faults hidden" in answer.content.decode()  # a place for what the next saving of this page finds
    assert browser.post(reverse("scoring:card_autosave", args=[card.pk]), {"version": 7}).status_code == 409
    assert not season.card("甲").unread


@pytest.mark.parametrize(
    ("box", "told"),
    [
        ({"value_5_1": "-1"}, "“-1”应为百分比"),
        ({"value_5_1": "九成半"}, "“九成半”应为百分比"),
        ({"value_26_9": "-4000"}, "“-4000”应为数字"),
        ({"value_19_2": "12.5"}, "“12.5”应为整数"),
        ({"value_8_1": "9999999"}, "“9999999”应为折合加分不超过 999 分的数"),
        ({"value_5_1": "", "note_5_1": "正在核实"}, "5.1 企业工会主席直选率：只写了说明，还没有填实现值"),
        ({"value_5_1": "9.5", "note_5_1": "长" * 501}, "说明不超过 500 字，现有 501 字"),
    ],
)
def test_a_wrong_box_is_told_and_kept_as_typed_while_all_others_are_saved(season, as_user, box, told):
    season.open()
    browser, card = as_user(season.officers["甲"]), season.card("甲")
    answer = browser.post(
        reverse("scoring:card_autosave", args=[card.pk]), {"version": 0, "value_3_1": "80", **box}
    ).json()
    (sentence,) = answer["faults"].values()
    assert told in sentence
    assert "1 处没有填好" in answer["saved_at"]
    shown = browser.get(reverse("scoring:card_edit", args=[card.pk])).content.decode()
    assert told in shown
    assert all(f'value="{typed}"' in shown for typed in box.values())
    assert {str(row.indicator)[:3] for row in AchievedValue.objects.all()} == {"3.1"}


def test_without_script_a_wrong_box_leads_back_to_the_page_and_hinders_filing(season, as_user):
    season.open()
    browser, card = as_user(season.officers["甲"]), season.card("甲")
    edit = reverse("scoring:card_edit", args=[card.pk])
    answer = browser.post(edit, {"version": 0, "value_3_1": "80", "value_4_1": "很多", "done": "1"})
    assert answer.url == edit
    assert '<li><a href="#value_4_1">4.1 县区级行业工会个数：“很多”应为整数' in browser.get(edit).content.decode()
    assert AchievedValue.objects.count() == 1
    refused = browser.post(reverse("scoring:card_step", args=[card.pk, "file"]))
    assert (refused.status_code, "4.1 没有填好，请改正或清空" in refused.content.decode()) == (409, True)


def test_a_wrong_box_counts_as_empty_until_it_is_mended_or_cleared(season, as_user):
    season.open()
    browser, card = as_user(season.officers["甲"]), season.card("甲")
    save = reverse("scoring:card_autosave", args=[card.pk])
    browser.post(save, {"version": 0, "value_5_1": "12", "value_16_1": "是"})
    wrong = browser.post(save, {"version": 1, "value_5_1": "12个", "note_5_1": "直选", "value_16_1": "是"}).json()
    assert list(wrong["faults"]) == ["value_5_1"]
    assert season.card("甲").unread == {"5_1": ["12个", "直选"]}
    assert {str(row.indicator)[:4] for row in AchievedValue.objects.all()} == {"16.1"}
    again = browser.post(save, {"version": 2, "value_5_1": "12个", "note_5_1": "直选", "value_16_1": "是"}).json()
    assert again["version"] == "2"  # sent twice, it changes nothing
    assert browser.post(save, {"version": 2, "value_5_1": "12", "note_5_1": "直选"}).json()["faults"] == {}
    assert season.card("甲").unread == {}
    browser.post(save, {"version": 3, "value_5_1": "一成"})
    browser.post(save, {"version": 4, "value_5_1": ""})
    assert browser.post(reverse("scoring:card_step", args=[card.pk, "file"])).status_code == 302


def test_a_bare_number_in_a_percent_box_is_a_percent(season, as_user):
    season.open()
    browser, card = as_user(season.officers["甲"]), season.card("甲")
    browser.post(reverse("scoring:card_edit", args=[card.pk]), {"version": 0, "value_5_1": "9.5", "value_1_1": "1.5"})
    stored = {
        str(row.indicator): row.amount.normalize() for row in AchievedValue.objects.select_related("indicator__item")
    }
    assert sorted(map(str, stored.values())) == ["0.015", "0.095"]


def test_a_department_works_through_its_grid(season, as_user):
    season.open()
    season.assess("甲")
    season.move("begin_review", season.office, "2014-03-01")
    browser, card = as_user(season.legal), season.card("甲")
    grid = browser.get(reverse("scoring:review_list", args=[season.assessment.pk]))
    assert [item.number for item in grid.context["grid"].items] == [14, 15, 16, 17, 18, 19, 20, 30]
    chosen = {"selected": [f"{card.pk}-14", f"{card.pk}-15"]}
    browser.post(reverse("scoring:review_accept", args=[season.assessment.pk]), chosen)
    assert ItemOpinion.objects.count() == 2
    review = reverse("scoring:item_review", args=[card.pk, 16])
    assert "改判须写明理由" in browser.post(review, {"verdict": "nothing"}).content.decode()
    long = browser.post(
        review, {"verdict": "nothing", "reason": "长" * 501, "value_16_1": "否", "note_16_1": "说明在此"}
    )
    assert 'value="说明在此"' in long.content.decode()
    assert "现有 501 个字" in long.content.decode()
    assert "长" * 501 in long.content.decode()
    assert ItemOpinion.objects.count() == 2
    assert browser.post(review, {"verdict": "nothing", "reason": "没有文件"}).status_code == 302
    assert browser.post(reverse("scoring:item_review", args=[card.pk, 5]), {"verdict": "accepted"}).status_code == 403


def test_a_card_that_was_never_filed_is_called_so_once_the_city_reviews(season, as_user):
    season.open()
    season.assess("甲")
    season.move("begin_review", season.office, "2014-03-01")
    browser = as_user(season.office)
    page = browser.get(reverse("scoring:assessment_detail", args=[season.assessment.pk])).content.decode()
    assert (page.count(">未报送<"), page.count(">已报送<")) == (2, 1)
    card = browser.get(season.card("乙").get_absolute_url()).content.decode()
    assert ">未报送<" in card
    assert "自评中" not in card


def test_pages_stay_within_their_queries(season, as_user, django_assert_max_num_queries):
    season.open()
    for name in season.unions:
        season.assess(name)
    season.move("begin_review", season.office, "2014-03-01")
    browser, card = as_user(season.office), season.card("甲")
    for url in (
        reverse("scoring:assessment_list"),
        reverse("scoring:assessment_detail", args=[season.assessment.pk]),
        reverse("scoring:review_list", args=[season.assessment.pk]),
        card.get_absolute_url(),
        reverse("scoring:item_detail", args=[card.pk, 30]),
        reverse("scoring:card_what_if", args=[card.pk]),
    ):
        with django_assert_max_num_queries(QUERY_CEILING):
            assert browser.get(url).status_code == 200


def test_what_if_works_without_script(season, as_user):
    season.open()
    page = as_user(season.officers["甲"]).post(
        reverse("scoring:card_what_if", args=[season.card("甲").pk]), {"met": ["5.1"]}
    )
    assert "<strong>1</strong>" in page.content.decode()
    assert not AchievedValue.objects.exists()


def test_the_office_prepares_a_year_and_is_told_what_is_missing(season, as_user):
    browser = as_user(season.office)
    made = browser.post(reverse("scoring:assessment_create"), {"year": YEAR})
    assessment = Assessment.objects.get()
    assert made.status_code == 302
    refused = browser.post(reverse("scoring:assessment_step", args=[assessment.pk, "open"]))
    assert (refused.status_code, "还没有冻结" in refused.content.decode()) == (409, True)
    browser.post(reverse("scoring:scheme_step", args=[assessment.scheme_id, "freeze"]))
    browser.post(reverse("scoring:assessment_step", args=[assessment.pk, "open"]))
    assert (Assessment.objects.get().state, Card.objects.count()) == (AssessmentState.SELF_ASSESSING, 3)


def test_a_work_plan_is_written_by_its_union_only(season, as_user):
    browser = as_user(season.officers["甲"])
    browser.post(reverse("scoring:plan_open"), {"year": YEAR})
    plan = WorkPlan.objects.get()
    words = {
        "version": 0,
        "task_grassroots_founding": "新建企业工会 300 家",
        "due_on_grassroots_founding": "2013-11-30",
    }
    assert browser.post(reverse("scoring:plan_edit", args=[plan.pk]), words).status_code == 302
    assert "新建企业工会 300 家" in browser.get(plan.get_absolute_url()).content.decode()
    assert as_user(season.office).get(reverse("scoring:plan_edit", args=[plan.pk])).status_code == 403
    assert as_user(season.officers["乙"]).get(plan.get_absolute_url()).status_code == 404
