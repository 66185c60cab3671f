"""The organiser's pages up to the end of the voting."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from appraisal.box.codes import grouped
from appraisal.kinds import SessionState
from appraisal.models import AppraisalSession, Poll, Slip
from tests.appraisal.conftest import Hall
from tests.appraisal.views.conftest import at_district, at_unit, counted_hall, stranger
from tests.factories import UnionFactory
from tests.papers import page_texts
from unions.kinds import RoleKind

pytestmark = pytest.mark.django_db
LIST = "/appraisal/sessions/"
CODE = re.compile(r"\d{4}-\d{4}-\d{4}")


def url(hall: Hall, tail: str = "") -> str:
    return f"{LIST}{hall.session.pk}/{tail}"


def text(answer) -> str:
    return answer.content.decode()


PLAN = {
    "held_on": "2014-12-10", "assembly": "member_assembly", "mode": "box", "due_count": "100", "chair_name": "甲一",
    "has_party": "on", "member_weight": "80", "party_weight": "10", "superior_weight": "10",
}  # fmt: skip


class TestList:
    """All sessions in scope."""

    def test_it_shows_the_sessions_of_the_district_and_finds_by_unit(self, desk, hall):
        client = desk(hall.leader)
        assert hall.union.name in text(client.get(LIST))
        assert client.get(f"{LIST}?q=没有这个单位").context["table"].rows == ()

    def test_another_district_sees_none(self, desk, hall):
        client = desk(stranger())
        assert client.get(LIST).context["table"].rows == ()
        assert client.get(url(hall)).status_code == 404

    def test_it_is_exported_whole(self, desk, hall):
        assert desk(hall.leader).get("/appraisal/sessions.xlsx")["Content-Type"].endswith("sheet")

    def test_it_asks_the_database_equally_often_for_one_and_for_many(self, desk, hall):
        client = desk(hall.leader)
        client.get(LIST)
        with CaptureQueriesContext(connection) as few:
            client.get(LIST)
        for number in range(12):
            unit = UnionFactory(superior=hall.union.superior, name=f"第{number}厂工会")
            copy = AppraisalSession.objects.get(pk=hall.session.pk)
            copy.pk, copy.union = None, unit
            copy.save()
        with CaptureQueriesContext(connection) as many:
            client.get(LIST)
        assert len(many) == len(few) <= 16


class TestPlanning:
    """The form of a new session."""

    def test_a_session_is_planned_with_its_additional_items(self, desk, hall):
        unit = UnionFactory(superior=hall.union.superior, name="食品厂工会")
        client = desk(hall.leader)
        assert "食品厂工会" in text(client.get(f"{LIST}new/"))
        sent = {**PLAN, "work_year": "2014", "extra_items": "职工食堂\n困难帮扶"}
        answer = client.post(f"{LIST}new/?union={unit.pk}", sent)
        made = AppraisalSession.objects.get(union=unit)
        assert answer.url == made.get_absolute_url()
        assert [item["text"] for item in made.extra_items] == ["职工食堂", "困难帮扶"]

    @pytest.mark.parametrize(
        ("changes", "told"),
        [
            ({"member_weight": "79", "party_weight": "11"}, "会员权重 79.00%，应不少于 80%"),
            ({"superior_weight": "9"}, "权重合计 99.00%，应为 100%"),
            ({"work_year": "去年"}, "应为年度，如 2015。"),
            ({"work_year": "2015"}, "工作年度 2015 晚于召开日期 2014-12-10；评议的是当年或以前年度的工作。"),
            ({"due_count": "0"}, "应为整数（1 至 200,000）"),
            ({"due_count": "约300"}, "应为整数"),
            ({"extra_items": "\n".join(map(str, range(11)))}, "最多 10 项，现有 11 项"),
            ({"extra_items": "一\n一"}, "有重复的项目"),
        ],
    )
    def test_what_does_not_fit_is_told_and_kept(self, desk, hall, changes, told):
        unit = UnionFactory(superior=hall.union.superior)
        answer = desk(hall.leader).post(f"{LIST}new/?union={unit.pk}", {**PLAN, "work_year": "2014", **changes})
        assert answer.status_code == 422
        assert told in text(answer)
        assert "甲一" in text(answer)

    def test_a_second_session_of_the_year_is_refused(self, desk, hall):
        answer = desk(hall.leader).post(f"{LIST}new/?union={hall.union.pk}", {**PLAN, "work_year": "2015"})
        assert " 2015 年度已有一次评议会（筹备中）" in text(answer)

    def test_the_unit_plans_nothing(self, desk, hall):
        client = desk(at_unit(hall))
        assert client.get(f"{LIST}new/").status_code == 403
        assert client.get(url(hall, "change/")).status_code == 403

    def test_the_plan_is_changed_while_prepared(self, desk, hall):
        client = desk(at_district(hall))
        assert 'value="80"' in text(client.get(url(hall, "change/")))
        client.post(url(hall, "change/"), {**PLAN, "held_on": "2015-12-10", "due_count": "12"})
        assert hall.refresh().due_count == 12


class TestBox:
    """Made, printed, checked."""

    def test_the_three_opening_codes_are_shown_once_and_stored_nowhere(self, desk, hall):
        client = desk(hall.leader)
        answer = client.post(url(hall, "box/"))
        codes = CODE.findall(text(answer))
        assert len(set(codes)) == 3
        assert "no-store" in answer["Cache-Control"]
        assert not any(code.replace("-", "") in str(Poll.objects.values_list()[0]) for code in codes)
        assert not CODE.search(text(client.get(url(hall))))

    def test_without_scrutineers_no_box_is_made(self, desk, hall):
        AppraisalSession.objects.update(scrutineer="")
        answer = desk(hall.leader).post(url(hall, "box/"))
        assert "须确定总监票人和监票人" in text(answer)
        assert not Poll.objects.exists()

    def test_slips_come_as_a_pdf_ten_on_a_page_without_a_number(self, desk, hall):
        client = desk(hall.leader)
        client.post(url(hall, "box/"))
        answer = client.post(url(hall, "slips/"))
        pages = page_texts(answer.content)
        codes = CODE.findall("".join(pages))
        assert (len(pages), len(set(codes)), Slip.objects.count()) == (2, 11, 11)
        assert "no-store" in answer["Cache-Control"]
        assert f"/v/{hall.poll.slug}" in pages[0]
        assert "投票凭码" in pages[0]

    def test_a_new_print_voids_the_old_slips(self, desk, hall):
        client = desk(hall.leader)
        client.post(url(hall, "box/"))
        client.post(url(hall, "slips/"))
        assert "没有再印" in text(client.post(url(hall, "slips/")))
        (address,) = re.findall(r'action="([^"]*slips/[^"]*)"', text(client.get(url(hall))))
        client.post(address)
        assert Slip.objects.filter(state="void").count() == 11
        assert "作废 11 张" in text(client.get(url(hall)))

    def test_a_reload_of_the_opening_codes_makes_no_others(self, desk, hall):
        client = desk(hall.leader)
        client.post(url(hall, "box/"))
        first = hall.poll.pk
        assert "没有再生成" in text(client.post(url(hall, "box/")))
        assert Poll.objects.get().pk == first
        (address,) = re.findall(r'action="([^"]*/box/[^"]*)"', text(client.get(url(hall))))
        assert CODE.findall(text(client.post(address)))
        assert Poll.objects.get().pk != first

    def test_the_zero_check_names_the_scrutineers(self, desk, hall):
        hall.prepare_box()
        (page,) = page_texts(desk(hall.leader).get(url(hall, "zero-check.pdf")).content)
        assert "总监票人（乙二）签名" in page
        assert "票箱为空" in page.replace("，", "")

    @pytest.mark.parametrize("tail", ["box/", "slips/", "exchange/", "destroy/", "party/invite/"])
    def test_the_unit_never_touches_the_box(self, desk, hall, tail):
        hall.prepare_box()
        assert desk(at_unit(hall)).post(url(hall, tail)).status_code == 403


class TestCockpit:
    """One session as its people meet it."""

    def test_it_says_what_is_missing_and_keeps_the_start_closed(self, desk, hall):
        page = text(desk(hall.leader).get(url(hall)))
        assert "票箱尚未设立" in page
        assert "不可操作" in page

    def test_starting_too_early_is_refused_with_the_reason(self, desk, hall):
        answer = desk(hall.leader).post(url(hall, "steps/start_voting/"))
        assert answer.status_code == 409
        assert "不能开始投票：票箱尚未设立" in text(answer)

    def test_the_voting_starts_and_the_unit_sees_the_turnout_only(self, desk, hall):
        hall.prepare_box()
        assert desk(hall.leader).post(url(hall, "steps/start_voting/")).status_code == 302
        hall.vote(hall.slips[0])
        page = text(desk(at_unit(hall)).get(url(hall)))
        assert "<strong>1</strong>" in page
        assert "结束投票</button>" not in page

    def test_it_asks_the_database_a_bounded_number_of_times(self, desk, hall):
        hall.prepare_box().step("start_voting")
        client = desk(hall.leader)
        client.get(url(hall))
        with CaptureQueriesContext(connection) as captured:
            client.get(url(hall))
        assert len(captured) <= 32

    def test_an_unknown_step_is_not_there(self, desk, hall):
        assert desk(hall.leader).post(url(hall, "steps/count_box/")).status_code == 404

    def test_cancelling_asks_for_a_reason(self, desk, hall):
        client = desk(hall.leader)
        assert "请写明取消的理由。" in text(client.post(url(hall, "steps/cancel/")))
        client.post(url(hall, "steps/cancel/"), {"comment": "停电"})
        assert hall.refresh().state == SessionState.CANCELLED


class TestVoting:
    """While the voting runs."""

    def test_the_figures_are_renewed_and_the_page_when_it_is_over(self, desk, hall):
        hall.prepare_box().step("start_voting")
        hall.vote(hall.slips[0])
        client = desk(at_unit(hall))
        answer = client.get(url(hall, "turnout/figures/?state=voting"))
        assert "还差 6 张" in text(answer)
        assert "HX-Redirect" not in answer
        hall.step("stop_voting", present_count=9, issued_count=9)
        assert client.get(url(hall, "turnout/figures/?state=voting"))["HX-Redirect"] == url(hall)
        wall = url(hall, "turnout/")
        assert client.get(f"{wall}figures/?state=voting&wall=1")["HX-Redirect"] == wall

    def test_the_wall_shows_the_address_but_nobody(self, desk, hall):
        hall.prepare_box().step("start_voting")
        page = text(desk(hall.leader).get(url(hall, "turnout/")))
        assert f"/v/{hall.poll.slug}/" in page
        assert "甲一" not in page

    def test_a_slip_is_exchanged_for_paper(self, desk, hall):
        hall.prepare_box().step("start_voting")
        answer = desk(at_district(hall)).post(url(hall, "exchange/"), {"code": grouped(hall.slips[0])})
        assert answer.status_code == 302
        assert Slip.objects.filter(state="paper").count() == 1

    def test_a_mistyped_slip_is_told_and_kept(self, desk, hall):
        hall.prepare_box().step("start_voting")
        answer = desk(hall.leader).post(url(hall, "exchange/"), {"code": "1234"})
        assert "应为 12 位数字" in text(answer)
        assert 'value="1234"' in text(answer)

    def test_numbers_that_do_not_reconcile_keep_it_open(self, desk, hall):
        hall.prepare_box().step("start_voting")
        answer = desk(hall.leader).post(url(hall, "steps/stop_voting/"), {"present_count": "11", "issued_count": "9"})
        assert answer.status_code == 422
        assert "实到 11 应不多于应到 10" in text(answer)
        assert hall.refresh().state == SessionState.VOTING

    def test_it_is_closed_with_the_hash_of_the_box(self, desk, hall):
        hall.prepare_box().step("start_voting")
        client = desk(hall.leader)
        client.post(url(hall, "steps/stop_voting/"), {"present_count": "9", "issued_count": "8"})
        page = text(client.get(url(hall)))
        assert hall.poll.box_hash in page
        assert "领票未投" in page


def test_every_stage_has_a_page_for_everybody_around(desk):
    hall = counted_hall(["satisfied"] * 8)
    people = [at_unit(hall), at_unit(hall, RoleKind.PARTY_EVALUATOR), at_district(hall), hall.leader]
    for step in (None, "certify", "publish"):
        inputs = {"certify": {"party_certifier": "丁"}, "publish": {"told_members_on": hall.session.held_on,
                  "told_management_on": hall.session.held_on}}  # fmt: skip
        if step:
            hall.step(step, **inputs[step])
        for person in people:
            for tail in ("", "result/", "opinions/"):
                assert desk(person).get(url(hall, tail)).status_code == 200
