"""A whole season from opening to publication, and what is refused on the way."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, connection, transaction

from office.models import Event, Notice
from office.refusals import Refused
from scoring.kinds import AssessmentState, Honour, OpinionVerdict, Stage
from scoring.models import Card, HonourDecision, SealedCard
from scoring.selectors.ranking_report import ranking_report
from scoring.selectors.what_if import what_if
from scoring.services.card_flow import move_card
from scoring.services.evidence import add_evidence, answer_request
from scoring.services.honours import decide_honour
from scoring.services.objections import answer_objection, raise_objection
from scoring.services.reviews import ask_for_evidence
from scoring.services.values import CardConflict, Typed, save_self_assessment
from tests.factories import DistrictFactory, user_with_post
from tests.scoring.conftest import YEAR, on
from unions.kinds import RoleKind

ACCEPTED, FULL, NOTHING = OpinionVerdict.ACCEPTED, OpinionVerdict.FULL, OpinionVerdict.NOTHING
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def totals() -> dict[str, str]:
    return {row.union_name: row.shown["total"] for row in ranking_report(YEAR, None).rows}


def to_objections(season):
    """Everything assessed and accepted, the points shown."""
    season.open()
    for name in season.unions:
        season.assess(name)
    season.move("begin_review", season.office, "2014-03-01")
    season.move("begin_deciding", season.office, "2014-04-01")
    return season.move("show_points", season.leader, "2014-04-02", objection_until_on=on("2014-04-09").date())


def test_a_season_from_opening_to_publication(season):
    season.open()
    season.assess("甲", i1_1="107.9%")
    season.assess("乙", i5_1="9")
    season.assess("丙", i13_1="不适用", i13_2="不适用")
    season.move("begin_review", season.office, "2014-02-25")
    assert totals() == {"甲区总工会": "101.4", "乙区总工会": "99.0", "丙产业工会": "76.0"}

    season.say("乙", 5, FULL, season.organisation, "2014-03-03", reason="直选已完成，尚未入库")
    season.say("甲", 16, NOTHING, season.legal, "2014-03-03", reason="没有联动机制的文件")
    season.accept_all(season.legal, "2014-03-04")
    season.move("begin_deciding", season.office, "2014-04-01")
    # The industry's own “not applicable” was confirmed by nobody: item 13 is lost, its points stay attainable.
    assert totals() == {"甲区总工会": "97.4", "乙区总工会": "100.0", "丙产业工会": "76.0"}

    season.say("丙", 13, ACCEPTED, season.leader, "2014-04-02",
               values={(13, 1): Typed("不适用", "没有高危企业"), (13, 2): Typed("不适用", "没有高危企业")})  # fmt: skip
    season.move("show_points", season.leader, "2014-04-02", objection_until_on=on("2014-04-09").date())
    object_to = {"card": season.card("甲"), "item": season.item(16), "user": season.officers["甲"]}
    objection = raise_objection(text="文件已补", at=on("2014-04-05"), **object_to)
    with pytest.raises(Refused, match="异议期到 2014-04-09 为止，还没有过；还有 1 件异议没有答复"):
        season.move("seal", season.leader, "2014-04-09")
    answer_objection(objection=objection, is_upheld=True, answer="经核实采纳", user=season.leader, at=on("2014-04-08"))
    season.say("甲", 16, ACCEPTED, season.leader, "2014-04-08")

    season.move("seal", season.leader, "2014-04-10")
    season.move("publish", season.office, "2014-04-11")
    rows = ranking_report(YEAR, None).rows
    assert [(row.union_name, row.shown["total"], row.shown["attainable"], row.rank, row.honour) for row in rows] == [
        ("甲区总工会", "101.4", "100.0", 1, Honour.EXCELLENT),
        ("乙区总工会", "100.0", "100.0", 2, Honour.EXCELLENT),
        ("丙产业工会", "76.0", "76.0", 1, None),
    ]
    assert Notice.objects.filter(text__contains="排名和荣誉已公布", recipient=season.officers["丙"]).exists()
    sealed = SealedCard.objects.get(card=season.card("丙")).sealed
    assert (sealed["values"]["13.1"], sealed["law"]["day"]) == (None, "2013-12-31")


def test_until_the_last_day_everybody_is_waited_for_and_then_silence_has_its_meaning(season):
    season.open()
    season.assess("甲")
    with pytest.raises(Refused, match="还有 2 家没有报送自评，截止日 2014-02-28 还没有过"):
        season.move("begin_review", season.office, "2014-02-28")
    season.move("begin_review", season.office, "2014-03-01")
    assert Event.objects.get(verb="begin_review", is_accepted=True).changes["未报送"] == "乙区总工会、丙产业工会"
    with pytest.raises(Refused, match="还有 83 项没有审核，截止日 2014-03-31 还没有过"):
        season.move("begin_deciding", season.office, "2014-03-31")
    season.move("begin_deciding", season.office, "2014-04-01")
    assert totals() == {"甲区总工会": "100.0", "乙区总工会": "0.0", "丙产业工会": "0.0"}


def test_a_card_filed_after_the_last_day_is_marked_late(season):
    season.open()
    assert not season.assess("甲").is_late
    assert season.assess("乙", "2014-03-01").is_late


def test_departments_say_their_own_items_only_and_overrule_with_a_reason(season):
    season.open()
    season.assess("甲")
    season.move("begin_review", season.office, "2014-03-01")
    with pytest.raises(PermissionDenied):
        season.say("甲", 5, ACCEPTED, season.legal, "2014-03-02")
    with pytest.raises(Refused, match="改判须写明理由"):
        season.say("甲", 16, NOTHING, season.legal, "2014-03-02")
    with pytest.raises(Refused, match="认定不适用须在说明中写明理由"):
        season.say("甲", 17, ACCEPTED, season.legal, "2014-03-02", values={(17, 4): Typed("不适用")})
    with pytest.raises(Refused, match="不能填写“综合评定”一栏"):
        season.say("甲", 16, ACCEPTED, season.leader, "2014-03-02")
    with pytest.raises(PermissionDenied):
        season.say("甲", 16, ACCEPTED, season.officers["甲"], "2014-03-02")


def test_two_at_one_card_do_not_overwrite_each_other(season):
    season.open()
    card, officer = season.card("甲"), season.officers["甲"]
    save = {"card": card, "user": officer, "at": on("2014-01-10"), "revision": 0}
    save_self_assessment(typed={(5, 1): Typed("12%")}, **save)
    with pytest.raises(CardConflict):
        save_self_assessment(typed={(5, 1): Typed("13%")}, **save)
    with pytest.raises(Refused, match=r"4\.1 县区级行业工会个数：“很多”应为整数"):
        save_self_assessment(typed={(4, 1): Typed("很多")}, **{**save, "revision": 1})
    with pytest.raises(PermissionDenied):
        save_self_assessment(typed={}, **{**save, "user": season.officers["乙"]})


def test_evidence_that_a_department_asks_for_is_brought_after_filing(season, settings, tmp_path):
    season.open()
    season.assess("甲")
    season.move("begin_review", season.office, "2014-03-01")
    upload = SimpleUploadedFile("联动机制.pdf", PDF, "application/pdf")
    about = {"card": season.card("甲"), "item": season.item(16)}
    theirs = {**about, "user": season.officers["甲"]}
    with pytest.raises(Refused, match="现在不能增减附件"):
        add_evidence(upload=upload, at=on("2014-03-02"), **theirs)
    ask_for_evidence(words="请上传联动机制的文件", user=season.legal, at=on("2014-03-02"), **about)
    with pytest.raises(Refused, match="还没有上传补充的佐证"):
        answer_request(at=on("2014-03-03"), **theirs)
    add_evidence(upload=upload, at=on("2014-03-03"), **theirs)
    assert not answer_request(at=on("2014-03-03"), **theirs).is_waited_for
    assert Notice.objects.filter(recipient=season.legal, text__contains="已补充佐证").exists()


def test_ties_across_a_limit_wait_for_a_reasoned_decision(season):
    """Five districts with equal points take the places one to five together."""
    season.unions |= {name: DistrictFactory(name=f"{name}区总工会") for name in "丁戊己"}
    season.officers |= {name: user_with_post(RoleKind.OFFICER, season.unions[name]) for name in "丁戊己"}
    to_objections(season)
    season.move("seal", season.leader, "2014-04-10")
    with pytest.raises(Refused, match="丁区总工会、戊区总工会、己区总工会并列跨越荣誉名次界线"):
        season.move("publish", season.office, "2014-04-11")
    decide = {"user": season.leader, "at": on("2014-04-11")}
    with pytest.raises(Refused, match="须写明理由"):
        decide_honour(card=season.card("甲"), honour=Honour.EXCELLENT, reason=" ", **decide)
    with pytest.raises(PermissionDenied):
        decide_honour(card=season.card("甲"), honour=None, reason="理由", user=season.office, at=on("2014-04-11"))
    decide_honour(card=season.card("甲"), honour=Honour.EXCELLENT, reason="会议纪要 3 号", **decide)
    for name in "乙丁戊己":
        decide_honour(card=season.card(name), honour=Honour.ADVANCED, reason="会议纪要 3 号", **decide)
    assert season.move("publish", season.office, "2014-04-11").state == AssessmentState.PUBLISHED


def test_who_seals_does_not_publish_and_what_is_sealed_stays(season):
    to_objections(season)
    season.move("seal", season.leader, "2014-04-10")
    with pytest.raises(Refused, match="由第 1 名决定"):
        decide_honour(card=season.card("甲"), honour=None, reason="理由", user=season.leader, at=on("2014-04-11"))
    with pytest.raises(IntegrityError), transaction.atomic():
        type(season.assessment).objects.update(published_by=season.leader)
    with pytest.raises(DatabaseError), transaction.atomic():
        SealedCard.objects.update(total_points=1)
    other = {"assessment": season.assessment, "card": season.card("丙"), "decided_by": season.leader}
    HonourDecision.objects.create(reason="另定", decided_at=on("2014-04-11"), **other)
    with pytest.raises(DatabaseError), transaction.atomic():
        HonourDecision.objects.update(reason="改")
    if connection.vendor == "postgresql":
        with pytest.raises(DatabaseError), transaction.atomic():
            SealedCard.objects.all().delete()
    with pytest.raises(Refused, match="现为“已定分”"):
        move_card(card=season.card("甲"), transition="take_back", user=season.officers["甲"], at=on("2014-04-12"))


def test_what_if_shows_total_and_rank_and_saves_nothing(season):
    season.open()
    season.assess("甲")
    season.assess("乙", i5_1="9%", i1_3="97%")
    card = season.card("乙")
    met = {tick.name for item in what_if(card, None).items for tick in item.ticks if tick.is_ticked}
    page = what_if(card, met | {"5.1", "1.3"})
    assert (page.now.total.total, page.then.total.total, page.gain) == (91, 100, "＋9")
    assert (page.placed_now.rank, page.placed_then.rank) == (2, 1)
    assert what_if(card, met - {"16.1"}).then.total.total == 87
    assert what_if(card, None).now.total.total == 91


def test_every_stage_names_who_may_open_it(season):
    """The office runs the year; others cannot."""
    season.open()
    for user in (season.legal, season.leader, season.officers["甲"]):
        with pytest.raises(PermissionDenied):
            season.move("begin_review", user, "2014-03-01")
    assert Card.objects.count() == 3
    assert Stage("final").label == "综合评定"
