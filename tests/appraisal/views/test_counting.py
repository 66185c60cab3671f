"""Tellers, the opening, results by who looks, certification and what follows."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from appraisal.kinds import CommentState, SessionState, VotingMode
from appraisal.models import AppraisalSession, Comment, ImprovementItem, PaperCount
from office.models import Event, EvidenceFile
from tests.appraisal.conftest import AT, Hall, make_hall
from tests.appraisal.test_session import with_papers
from tests.appraisal.views.conftest import at_district, at_unit, counted_hall, stranger
from tests.factories import UnionFactory
from tests.papers import page_texts
from unions.kinds import UnionKind
from unions.services.tree import move_union

pytestmark = pytest.mark.django_db
TALLY = {
    "found": "2", "invalid": "0",
    "chair_satisfied": "1", "chair_basically_satisfied": "0", "chair_dissatisfied": "1", "chair_abstain": "0",
    "committee_satisfied": "2", "committee_basically_satisfied": "0", "committee_dissatisfied": "0",
    "committee_abstain": "0",
}  # fmt: skip
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def url(hall: Hall, tail: str = "") -> str:
    return f"/appraisal/sessions/{hall.session.pk}/{tail}"


def text(answer) -> str:
    return answer.content.decode()


class TestTellers:
    """Two pages, each blind to the other."""

    def test_equal_counts_are_sealed_and_nothing_of_the_first_shows_to_the_second(self, desk, hall):
        client = desk(with_papers(hall).leader)
        client.post(url(hall, "tellers/1/"), TALLY)
        assert not any(f'value="{number}"' in text(client.get(url(hall, "tellers/2/"))) for number in (1, 2))
        answer = client.post(url(hall, "tellers/2/"), TALLY, follow=True)
        assert "两名计票人的计数一致" in text(answer)

    def test_different_counts_are_both_void(self, desk, hall):
        client = desk(with_papers(hall).leader)
        client.post(url(hall, "tellers/1/"), TALLY)
        other = {**TALLY, "chair_satisfied": "2", "chair_dissatisfied": "0"}
        assert "不一致，两份都已作废" in text(client.post(url(hall, "tellers/2/"), other, follow=True))
        assert not PaperCount.objects.exists()

    def test_a_count_that_does_not_add_up_is_refused_with_its_sum(self, desk, hall):
        answer = desk(with_papers(hall).leader).post(url(hall, "tellers/1/"), {**TALLY, "chair_satisfied": "2"})
        assert "= 3，应等于有效票 2" in text(answer)
        assert answer.status_code == 422

    def test_the_unit_counts_nothing(self, desk, hall):
        assert desk(at_unit(with_papers(hall))).get(url(hall, "tellers/1/")).status_code == 403


class TestOpening:
    """Two codes."""

    @pytest.fixture
    def closed(self, hall) -> Hall:
        hall.prepare_box().step("start_voting")
        for code in hall.slips[:8]:
            hall.vote(code)
        hall.give_superiors()
        hall.step("stop_voting", present_count=8, issued_count=8)
        return hall

    def codes(self, hall: Hall, first: int = 0, second: int = 1) -> dict[str, str]:
        return {"first_code": hall.opening_codes[first], "second_code": hall.opening_codes[second]}

    def test_two_codes_open_and_lead_to_the_result(self, desk, closed):
        answer = desk(at_district(closed)).post(url(closed, "open/"), self.codes(closed))
        assert answer.url == url(closed, "result/")
        assert closed.refresh().state == SessionState.COUNTED

    def test_a_wrong_code_costs_a_try_and_never_comes_back(self, desk, closed):
        sent = {**self.codes(closed), "second_code": "1111-2222-3333"}
        answer = desk(closed.leader).post(url(closed, "open/"), sent)
        assert "还可以试 9 次" in text(answer)
        assert "1111-2222-3333" not in text(answer)
        assert closed.opening_codes[0] not in text(answer)
        assert not any(closed.opening_codes[0] in str(event.changes) + event.comment for event in Event.objects.all())

    def test_before_the_superiors_have_spoken_the_button_says_why(self, desk, hall):
        hall.prepare_box().step("start_voting")
        hall.step("stop_voting", present_count=8, issued_count=8)
        assert "尚缺同级党组织的评价" in text(desk(hall.leader).get(url(hall)))

    def test_a_recount_agrees(self, desk, closed):
        client = desk(closed.leader)
        client.post(url(closed, "open/"), self.codes(closed))
        assert "复核计票与原结果一致" in text(
            client.post(url(closed, "recount/"), self.codes(closed, 1, 2), follow=True)
        )

    def test_the_box_is_destroyed_only_after_the_objection_period(self, desk, closed):
        client = desk(closed.leader)
        client.post(url(closed, "open/"), self.codes(closed))
        assert "异议期到" in text(client.post(url(closed, "destroy/")))
        assert "还有 7 天" in text(client.get(url(closed)))
        AppraisalSession.objects.update(counted_at=closed.refresh().counted_at - timedelta(days=7))
        client.post(url(closed, "destroy/"))
        assert closed.poll.destroyed_at

    def test_the_unit_and_strangers_open_nothing(self, desk, closed):
        assert desk(at_unit(closed)).get(url(closed, "open/")).status_code == 403
        assert desk(stranger()).get(url(closed, "open/")).status_code == 404


class TestResult:
    """Figures with their basis; small numbers."""

    def test_every_figure_opens_its_basis(self, desk):
        hall = counted_hall(["satisfied"] * 6 + ["basically_satisfied"] * 2 + ["dissatisfied"])
        page = text(desk(hall.leader).get(url(hall, "result/")))
        assert "满意率 = (6 + 2) ÷ 9 = 88.88%" in page
        assert "满意率（只计满意） = 6 ÷ 9 = 66.66%" in page
        assert "不满意率 = 1 ÷ 9 = 11.12%" in page

    def test_the_line_of_priority_names_who_is_above_it(self, desk):
        hall = counted_hall(["basically_satisfied"] * 8)
        page = text(desk(hall.leader).get(url(hall, "result/")))
        assert "工会主席综合满意率 100.00%，工会委员会综合满意率 100.00%，超过 90%，评先优先考虑" in page

    @pytest.mark.parametrize(
        ("voters", "shown", "hidden"),
        [
            (4, ["有效票 4 张，少于 5 张", "不公布"], ["100.00%"]),
            (7, ["有效票 7 张，少于 8 张", "100.00%"], ["÷ 7", "各档票数</caption>"]),
            (8, ["÷ 8"], ["为保护无记名投票"]),
        ],
    )
    def test_the_unit_sees_as_much_as_the_number_of_ballots_allows(self, desk, voters, shown, hidden):
        hall = counted_small(voters)
        page = text(desk(at_unit(hall)).get(url(hall, "result/")))
        assert all(words in page for words in shown)
        assert not any(words in page for words in hidden)

    @pytest.mark.parametrize("tail", ["tally.pdf", "notice.pdf"])
    def test_papers_of_a_small_unit_tell_no_more_than_its_page(self, desk, tail):
        hall = counted_small(4)
        hall.step("certify", party_certifier="丁")
        words = "".join(page_texts(desk(at_unit(hall)).get(url(hall, tail)).content))
        assert "100.00%" not in words
        assert "为保护无记名投票" in words

    def test_the_superior_union_sees_everything_of_a_small_unit(self, desk):
        hall = counted_small(4)
        assert "100.00%" in text(desk(hall.leader).get(url(hall, "result/")))

    def test_neither_list_nor_year_page_tells_a_small_units_composite(self, desk):
        hall = counted_small(4)
        hall.step("certify", party_certifier="丁")
        client = desk(at_unit(hall))
        assert "100.00%" not in text(client.get("/appraisal/sessions/"))
        page = text(client.get(f"/appraisal/unions/{hall.union.pk}/years/2015/"))
        assert "综合满意率因有效票过少不在单位内公布" in page
        assert "100.00%" not in page

    def test_the_tally_report_carries_counts_hash_and_lines_to_sign(self, desk):
        hall = counted_hall(["satisfied"] * 8)
        words = "".join(page_texts(desk(hall.leader).get(url(hall, "tally.pdf")).content))
        assert hall.poll.box_hash in words
        assert "总监票人：" in words
        assert "实到8/8" in words

    def test_the_workbook_holds_the_same_numbers(self, desk):
        hall = counted_hall(["satisfied"] * 7 + ["dissatisfied"])
        answer = desk(hall.leader).get(url(hall, "tally.xlsx"))
        sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).active
        rows = list(sheet.iter_rows(min_row=4, values_only=True))
        assert ("工会主席", "满意", 7, None) in rows
        assert ("工会主席", "不满意率", None, "12.50%") in rows

    def test_before_the_count_there_is_nothing(self, desk, hall):
        client = desk(hall.leader)
        assert "还没有结果" in text(client.get(url(hall, "result/")))
        assert client.get(url(hall, "tally.pdf")).status_code == 404

    def test_it_asks_the_database_a_bounded_number_of_times(self, desk):
        hall = counted_hall(["satisfied"] * 8)
        client = desk(hall.leader)
        client.get(url(hall, "result/"))
        with CaptureQueriesContext(connection) as captured:
            client.get(url(hall, "result/"))
        assert len(captured) <= 20


def counted_small(voters: int) -> Hall:
    """As many voters, all satisfied; opened with the superior union's code."""
    return counted_hall(["satisfied"] * voters)


class TestAfterwards:
    """Certified, told, improved, finished."""

    @pytest.fixture
    def counted(self, db) -> Hall:
        return counted_hall(["satisfied"] * 8, comments=("食堂太贵", "谢谢"))

    def test_the_leader_certifies_with_the_party_and_the_officer_does_not(self, desk, counted):
        assert (
            desk(at_district(counted)).post(url(counted, "steps/certify/"), {"party_certifier": "丁"}).status_code
            == 403
        )
        client = desk(counted.leader)
        assert "请填写同级党组织认定人" in text(client.post(url(counted, "steps/certify/"), {}))
        client.post(url(counted, "steps/certify/"), {"party_certifier": "丁四"})
        assert counted.refresh().state == SessionState.CERTIFIED

    def test_both_sides_are_told(self, desk, counted):
        counted.step("certify", party_certifier="丁")
        AppraisalSession.objects.update(certified_at=datetime(2014, 9, 19, 9, 0, tzinfo=AT.tzinfo))
        client = desk(at_unit(counted))
        early = {"told_members_on": "2014-09-18", "told_management_on": "2014-09-21"}
        answer = text(client.post(url(counted, "steps/publish/"), early))
        assert "2014-09-18 早于认定日 2014-09-19，认定之后才能通报。" in answer
        assert "2014-09-21 在今天之后。" in answer
        sent = {"told_members_on": "2014-09-19"}
        answer = client.post(url(counted, "steps/publish/"), sent)
        assert "请填写向单位行政通报的日期" in text(answer)
        assert 'value="2014-09-19"' in text(answer)
        client.post(url(counted, "steps/publish/"), {**sent, "told_management_on": "2014-09-20"})
        assert counted.refresh().state == SessionState.PUBLISHED

    def test_papers_are_signed_by_the_union_that_certifies_and_not_by_a_township(self, desk, counted):
        counted.step("certify", party_certifier="丁")
        district, client = counted.union.superior, desk(counted.leader)
        township = UnionFactory(superior=district, kind=UnionKind.TOWNSHIP_UNION, name="海军广场街道工会")
        move_union(union=counted.union, superior=township, from_on=date(2014, 1, 1), user=None, at=AT)
        for paper in ("notice.pdf", "tally.pdf"):
            words = "".join(page_texts(client.get(url(counted, paper)).content))
            assert district.name in words
            assert "街道" not in words

    def test_opinions_are_reviewed_and_only_published_ones_reach_the_unit(self, desk, counted):
        client, unit = desk(counted.leader), desk(at_unit(counted))
        assert "食堂太贵" not in text(unit.get(url(counted, "opinions/")))
        food = Comment.objects.get(text="食堂太贵")
        client.post(url(counted, "opinions/review/"), {f"opinion_{food.pk}": "published", "opinion_x": "published"})
        assert Comment.objects.get(pk=food.pk).state == CommentState.PUBLISHED
        page = text(unit.get(url(counted, "opinions/")))
        assert "食堂太贵" in page
        assert "谢谢" not in page
        assert not any("食堂" in str(event.changes) for event in Event.objects.all())
        assert unit.post(url(counted, "opinions/review/"), {f"opinion_{food.pk}": "withheld"}).status_code == 403

    def test_items_are_listed_done_and_then_it_ends(self, desk, counted):
        counted.step("certify", party_certifier="丁")
        counted.step("publish", told_members_on=counted.session.held_on, told_management_on=counted.session.held_on)
        client = desk(counted.leader)
        Comment.objects.update(state=CommentState.PUBLISHED)
        late = {"text": "食堂降价", "responsible_person": "戊五", "due_on": "2014-09-01"}
        assert "不能早于今天" in text(client.post(url(counted, "improvements/"), late))
        client.post(url(counted, "improvements/"), {**late, "due_on": "2014-10-01"})
        item = ImprovementItem.objects.get()
        assert "还有 1 项改进事项没有结果" in text(client.post(url(counted, "steps/finish/")))
        prefix = f"done{item.pk}-"
        client.post(
            url(counted, f"improvements/{item.pk}/"), {f"{prefix}result": "降了", f"{prefix}done_on": "2014-09-20"}
        )
        client.post(url(counted, "steps/finish/"))
        assert counted.refresh().state == SessionState.FINISHED

    def test_the_unit_is_reminded_of_its_items_on_the_desk(self, desk, counted):
        ImprovementItem.objects.create(
            session=counted.session, text="修澡堂", responsible_person="戊", due_on="2014-10-01"
        )
        assert "改进事项：修澡堂" in text(desk(at_unit(counted)).get("/"))
        assert "认定结果" in text(desk(counted.leader).get("/"))


class TestPaperMeeting:
    """All counts at once."""

    SHEET = {
        "present": "99", "issued": "98", "returned": "97", "invalid": "2",
        "chair_satisfied": "60", "chair_basically_satisfied": "20", "chair_dissatisfied": "10", "chair_abstain": "5",
        "committee_satisfied": "95", "committee_basically_satisfied": "0", "committee_dissatisfied": "0",
        "committee_abstain": "0",
    }  # fmt: skip

    @pytest.fixture
    def paper(self, db) -> Hall:
        hall = make_hall(due=100, mode=VotingMode.PAPER)
        hall.give_superiors()
        return hall

    def test_the_sheet_becomes_the_result_with_its_scan(self, desk, paper):
        scan = SimpleUploadedFile("计票单.pdf", PDF)
        assert "开始投票" not in text(desk(paper.leader).get(url(paper)))
        answer = desk(paper.leader).post(url(paper, "paper/"), {**self.SHEET, "evidence": scan})
        assert answer.url == url(paper, "result/")
        assert paper.refresh().state == SessionState.COUNTED
        assert EvidenceFile.objects.get().name == "计票单.pdf"
        assert "计票单.pdf" in text(desk(paper.leader).get(url(paper, "result/")))

    def test_a_scan_is_chosen_on_the_page_and_may_be_taken_off_again(self, desk, paper):
        leader = desk(paper.leader)
        assert 'type="file"' in text(leader.get(url(paper, "paper/")))
        wrong = {**self.SHEET, "chair_abstain": "6", "evidence": SimpleUploadedFile("计票单.pdf", PDF)}
        assert leader.post(url(paper, "paper/"), wrong).status_code == 422
        removed = leader.post(url(paper, "paper/"), {**self.SHEET, "remove": EvidenceFile.objects.get().pk})
        assert not EvidenceFile.objects.exists()
        assert 'name="chair_satisfied" value="60"' in text(removed)
        assert paper.refresh().state == SessionState.PREPARED

    def test_no_scan_is_added_to_a_sealed_result(self, desk, paper):
        leader = desk(paper.leader)
        leader.post(url(paper, "paper/"), self.SHEET)
        leader.post(url(paper, "paper/"), {**self.SHEET, "evidence": SimpleUploadedFile("后补.pdf", PDF)})
        assert not EvidenceFile.objects.exists()

    def test_a_sheet_that_does_not_add_up_is_refused_by_name_and_kept(self, desk, paper):
        answer = desk(paper.leader).post(url(paper, "paper/"), {**self.SHEET, "chair_abstain": "6"})
        assert "= 96，应等于有效票 95" in text(answer)
        assert re.search(r'name="chair_satisfied" value="60"', text(answer))

    def test_a_session_in_the_box_has_no_such_page(self, desk, hall):
        assert desk(hall.leader).get(url(hall, "paper/")).status_code == 404
