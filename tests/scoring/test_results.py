"""What a season leaves behind: ranking pages, decisions, nominations, papers and workbooks."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from openpyxl import load_workbook

from office.refusals import Refused
from policy.units import percent
from scoring.kinds import Award, NominationState, OpinionVerdict, Pool
from scoring.models import Nomination, SealedCard
from scoring.rules.card import CardTotal
from scoring.rules.distribution import Band, attained_share, distribution
from scoring.selectors.card_page import card_page
from scoring.selectors.item_results import item_counts
from scoring.selectors.results import sealed_verdicts, year_results
from scoring.selectors.schemes import scheme_values
from scoring.selectors.score_sheet import score_sheet
from scoring.selectors.standings import pool_standings
from scoring.services.nominations import move_nomination, nominate
from tests.factories import DistrictFactory, user_with_post
from tests.papers import page_texts
from tests.scoring.conftest import on
from unions.kinds import RoleKind

SAID = {"nominee_name": "方舟", "nominee_position": "甲区总工会干事", "merits": "建会成绩突出"}


def sealed(season, *, publish: bool = False, **but: str):
    """A season decided: 甲 without its direct elections, 丙 with an item of which nothing applies."""
    season.open()
    season.assess("甲", i5_1="9%", **but)
    season.assess("乙", i1_1="107.9%")
    season.assess("丙")
    season.move("begin_review", season.office, "2014-03-01")
    season.say("甲", 16, OpinionVerdict.NOTHING, season.legal, "2014-03-03", reason="没有联动机制的文件")
    season.accept_all(season.legal, "2014-03-04")
    season.move("begin_deciding", season.office, "2014-04-01")
    season.move("show_points", season.leader, "2014-04-02", objection_until_on=on("2014-04-09").date())
    season.move("seal", season.leader, "2014-04-10")
    if publish:
        season.move("publish", season.office, "2014-04-11")
    return season.assessment


def test_totals_fall_into_bands_of_five_points_without_gaps():
    totals = [Decimal(each) for each in ("84.9", "85", "89.99", "97")]
    assert distribution(totals) == (Band(80, 1, 5), Band(85, 2, 5), Band(90, 0, 5), Band(95, 1, 5))
    assert distribution([]) == ()
    wide = distribution([Decimal(0), Decimal("98.2"), Decimal("104")])
    assert [band.label for band in wide][:2] == ["0—10", "10—20"]
    assert (len(wide), wide[-1]) == (11, Band(100, 1, 10))
    assert len(distribution([Decimal(90), Decimal(20_000_098)])) == 11  # a bonus has no cap, the page has


@pytest.mark.parametrize(
    ("total", "attainable", "shown"), [("99.9999", "100", "99.99%"), ("101", "100", "101.00%"), ("0", "0", "不适用")]
)
def test_the_share_of_the_attainable_points_is_cut_and_may_exceed_the_whole(total, attainable, shown):
    points = CardTotal(Decimal(total), Decimal(0), Decimal(attainable))
    assert percent(attained_share(points)) == shown


def test_sealed_cards_judged_again_give_the_sealed_points(season):
    assessment = sealed(season)
    verdicts = sealed_verdicts(assessment, scheme_values(assessment.scheme))
    found = {key: (verdict.total.total, verdict.total.attainable) for key, verdict in verdicts.items()}
    rows = SealedCard.objects.values_list("card_id", "total_points", "attainable_points")
    assert found == {key: (total, attainable) for key, total, attainable in rows}


def test_items_are_counted_over_the_unions_to_which_they_apply(season):
    results = year_results(sealed(season))
    counts = {each.item.number: each for each in item_counts(results, None)}
    assert (counts[5].shown_rate, counts[16].shown_rate) == ("66.66%", "50.00%")
    assert (counts[16].judged_count, counts[1].bonus) == (2, "1.4")
    industrial = {each.item.number: each for each in item_counts(results, None, pool=Pool.INDUSTRIAL)}
    assert industrial[16].shown_rate == "不适用"


def test_before_publication_a_union_sees_its_own_place_only(season, client):
    assessment = sealed(season)
    officer = season.officers["甲"]
    assert [len(each.standings) for each in pool_standings(assessment, officer)] == [1]
    client.force_login(officer)
    page = client.get(f"/scoring/assessments/{assessment.pk}/ranking/").content.decode()
    assert "公布前只显示本会的名次" in page
    assert "乙区总工会" not in page
    assert client.get(f"/scoring/assessments/{assessment.pk}/ranking/pdf/").status_code == 409
    assert client.get(f"/scoring/assessments/{assessment.pk}/ranking/xlsx/").status_code == 403
    season.move("publish", season.office, "2014-04-11")
    assert "乙区总工会" in client.get(f"/scoring/assessments/{assessment.pk}/ranking/").content.decode()


def test_the_list_of_years_tells_a_union_what_it_came_to_and_its_honour_once_published(season, client):
    sealed(season)
    client.force_login(season.officers["乙"])
    before = client.get("/scoring/").content.decode()
    assert f'<a href="{season.card("乙").get_absolute_url()}">101.4</a>' in before
    assert "公布后显示" in before
    season.move("publish", season.office, "2014-04-11")
    assert "六个专项行动优秀单位" in client.get("/scoring/").content.decode()
    client.force_login(season.legal)
    assert "本会总分" not in client.get("/scoring/").content.decode()


def test_a_boundary_tie_is_flagged_and_decided_on_the_page(season, client, django_assert_max_num_queries):
    season.unions |= {name: DistrictFactory(name=f"{name}区总工会") for name in "丁戊己庚"}
    season.officers |= {name: user_with_post(RoleKind.OFFICER, season.unions[name]) for name in "丁戊己庚"}
    season.open()
    for name, value in {"甲": "109%", "乙": "108%", "丁": "107%", "戊": "106%", "己": "106%", "庚": "102%"}.items():
        season.assess(name, i1_1=value)
    season.move("begin_review", season.office, "2014-03-01")
    season.move("begin_deciding", season.office, "2014-04-01")
    season.move("show_points", season.leader, "2014-04-02", objection_until_on=on("2014-04-09").date())
    season.move("seal", season.leader, "2014-04-10")
    client.force_login(season.leader)
    address = f"/scoring/assessments/{season.assessment.pk}/ranking/"
    with django_assert_max_num_queries(40):
        page = client.get(address).content.decode()
    assert "戊区总工会：第 4 至 5 名并列，跨越荣誉名次界线，由领导小组决定" in page
    decide, other = (f"/scoring/cards/{season.card(name).pk}/honour/" for name in "戊己")
    refused = client.post(decide, {"honour": "excellent", "reason": ""})
    assert (refused.status_code, "请写明理由" in refused.content.decode()) == (422, True)
    assert client.post(decide, {"honour": "excellent", "reason": "纪要 3 号"}).status_code == 302
    assert client.post(other, {"honour": "none", "reason": "纪要"}).status_code == 302
    page = client.get(address).content.decode()
    assert "等待领导小组决定" not in page
    assert "决定不授予：纪要" in page


def test_nominations_are_proposed_by_one_and_decided_by_another(season):
    assessment = sealed(season)
    card, at = season.card("甲"), on("2014-04-12")
    medal = {"card": card, "award": Award.MAY_DAY_MEDAL, "at": at}
    with pytest.raises(PermissionDenied):
        nominate(user=season.legal, **medal, **SAID)
    with pytest.raises(Refused, match="须写明：单位和职务"):
        nominate(user=season.leader, **medal, **{**SAID, "nominee_position": ""})
    mine = nominate(user=season.leader, **medal, **SAID)
    with pytest.raises(Refused, match="已经提名"):
        nominate(user=season.organisation, **medal, **SAID)
    decide = {"transition": "grant", "user": season.leader, "at": at, "comment": "纪要 4 号"}
    with pytest.raises(Refused, match="决定人不能是提名人本人"):
        move_nomination(nomination=mine, **decide)
    with pytest.raises(IntegrityError), transaction.atomic():
        Nomination.objects.filter(pk=mine.pk).update(
            state="granted", reason="纪要", decided_by=season.leader, decided_at=at
        )
    move_nomination(nomination=mine, transition="withdraw", user=season.leader, at=at)
    theirs = nominate(user=season.organisation, **medal, **SAID)
    with pytest.raises(Refused, match="须写明理由"):
        move_nomination(nomination=theirs, **{**decide, "comment": ""})
    assert move_nomination(nomination=theirs, **decide).state == NominationState.GRANTED
    officer = season.officers["甲"]
    assert not Nomination.objects.visible_to(officer).exists()
    season.move("publish", season.office, "2014-04-12")
    assert list(Nomination.objects.visible_to(officer)) == [theirs]
    assert not Nomination.objects.visible_to(season.officers["乙"]).exists()
    assert assessment.year == 2013


def test_nobody_is_nominated_before_the_points_are_sealed(season):
    season.open()
    with pytest.raises(Refused, match="定分之后才提名"):
        nominate(card=season.card("甲"), award=Award.MAY_DAY_MEDAL, user=season.leader, at=on("2014-01-05"), **SAID)


def test_the_sheet_and_the_notice_print_every_item_and_place(season, client):
    assessment = sealed(season, publish=True)
    client.force_login(season.officers["甲"])
    sheet = "".join(page_texts(client.get(f"/scoring/cards/{season.card('甲').pk}/pdf/").content))
    for words in ("考核对象：甲区总工会", "×9%", "部门审核改判不得分：没有联动机制的文件", "综合评定得分：95分"):
        assert words in sheet
    notice = "".join(page_texts(client.get(f"/scoring/assessments/{assessment.pk}/ranking/pdf/").content))
    assert "授予乙区总工会、甲区总工会“六个专项行动优秀单位”称号" in notice


def test_workbooks_hold_points_as_figures_and_a_departments_items_only(season, client):
    assessment = sealed(season)
    client.force_login(season.legal)
    rows = sheet_of(client.get(f"/scoring/assessments/{assessment.pk}/departments/legal/xlsx/"))
    head = next(row for row in rows if "考核对象" in row)
    item, points = head.index("项目"), head.index("综合评定得分")
    own = [row for row in rows if row[0] == "甲区总工会"]
    assert {row[item] for row in own} == {14, 15, 16, 17, 18, 19, 20}
    assert sum(row[points] or 0 for row in own if len(row) > points) == 18
    summary = sheet_of(client.get(f"/scoring/assessments/{assessment.pk}/ranking/xlsx/"))
    first = next(row for row in summary if "乙区总工会" in row)
    assert (first[1], 101.4 in first) == (1, True)
    assert client.get(f"/scoring/assessments/{assessment.pk}/departments/nobody/xlsx/").status_code == 404


def sheet_of(answer) -> list[tuple]:
    content = b"".join(answer.streaming_content)
    return list(load_workbook(BytesIO(content), read_only=True).active.iter_rows(values_only=True))


def test_a_column_nobody_has_come_to_is_not_shown_and_stays_blank_on_paper(season, client):
    season.open()
    season.assess("甲")
    card = season.card("甲")
    client.force_login(season.legal)
    for address in (f"assessments/{season.assessment.pk}/departments/legal", f"cards/{card.pk}"):
        rows = sheet_of(client.get(f"/scoring/{address}/xlsx/"))
        head = next(row for row in rows if "考核对象" in row)
        first = next(row for row in rows if row[0] == "甲区总工会" and row[head.index("项目")] == 14)
        columns = [pair for pair in zip(head, first, strict=False) if pair[0].endswith(("值", "得分", "加分"))]
        assert [name for name, value in columns if value is not None] == ["分值", "自评实现值", "自评得分", "自评加分"]
    assert [each["label"] for each in card_page(card).totals] == ["自评"]
    assert [each.get("total") for each in score_sheet(card)["totals"]] == ["100", None, None]
    season.move("begin_review", season.office, "2014-03-01")
    assert [each["label"] for each in card_page(season.card("甲")).totals] == ["自评", "部门审核"]
    season.say("甲", 14, OpinionVerdict.ACCEPTED, season.legal, "2014-03-02")
    card = season.card("甲")
    cells = {row.item.number: row.cells[-1] for part in card_page(card).parts for row in part.rows}
    assert (cells[14]["label"], cells[14]["points"]) == ("得分", "3 分")
    assert (cells[15]["label"], cells[15]["points"]) == ("未审核", "暂计 4 分")
    assert card_page(card).totals[-1]["waiting"] == "其中 29 项未审核，暂按自评计"
    page = client.get(f"/scoring/cards/{card.pk}/").content.decode()
    assert page.count("未审核</span>") == 29
    on_paper = {
        row.item.number: row.indicators[0].columns[1] for part in score_sheet(card)["parts"] for row in part.rows
    }
    assert (on_paper[14].points, on_paper[15].shown, on_paper[15].points) == ("3", "", "未审核")
    rows = sheet_of(client.get(f"/scoring/cards/{card.pk}/xlsx/"))
    head = next(row for row in rows if "考核对象" in row)
    points, item = head.index("部门审核得分"), head.index("项目")
    assert {row[item] for row in rows if len(row) > points and row[points] is not None and row != head} == {14}
    season.move("begin_deciding", season.office, "2014-04-01")
    page = card_page(season.card("甲"))
    assert len(page.totals) == 3
    assert not page.totals[1]["waiting"]
    labels = {row.item.number: row.cells[1]["label"] for part in page.parts for row in part.rows}
    assert (labels[14], labels[15]) == ("得分", "得分（未另审核，认可自评）")
