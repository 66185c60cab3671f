"""A session from its set-up to its end, through the services."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.core.exceptions import PermissionDenied

from appraisal.box.codes import check_digit, grouped
from appraisal.kinds import Answer, Audience, Consequence, SessionState, Subject, SuperiorBody, VotingMode
from appraisal.models import (
    AppraisalSession,
    BoxItem,
    Case,
    Comment,
    ImprovementItem,
    PaperCount,
    ReportDelivery,
    Result,
)
from appraisal.rules.turnout import SessionCounts, SubjectCounts
from appraisal.selectors.polls import ledger, slip_counts
from appraisal.services.ballots import Cast
from appraisal.services.box_ledger import is_whole
from appraisal.services.counting import destroy_box, open_box, recount
from appraisal.services.polls import exchange_slip, make_box, print_slips
from appraisal.services.sessions import change_session, give_appraisal, plan_session, record_paper_result
from appraisal.services.tellers import PaperTally, enter_paper_count
from office import files
from office.models import Event
from office.refusals import Refused
from tests.appraisal.conftest import AT, Hall, give_score, make_hall
from tests.appraisal.views.conftest import counted_hall
from tests.factories import user_with_post
from unions.kinds import RoleKind

pytestmark = pytest.mark.django_db


def opened(hall: Hall, holders: tuple[int, int] = (0, 2)):
    given = [grouped(hall.opening_codes[holder]) for holder in holders]
    hall.session = open_box(session=hall.session, given_codes=given, user=hall.leader, at=AT)
    return hall.session


def voted(hall: Hall, chair: list[str], present: int | None = None) -> Hall:
    """Everybody's answer on the chair; the committee satisfies all."""
    hall.prepare_box().step("start_voting")
    for code, answer in zip(hall.slips, chair, strict=False):
        assert hall.vote(code, chair=answer) == Cast.RECORDED
    hall.give_superiors()
    count = present or len(chair)
    hall.step("stop_voting", present_count=count, issued_count=count)
    return hall


def test_a_session_in_the_sealed_box_comes_to_its_result(hall: Hall):
    session = opened(voted(hall, ["satisfied"] * 5 + ["basically_satisfied"] * 2 + ["dissatisfied"]))
    chair = session.sealed["subjects"]["chair"]
    assert (session.state, session.verdict) == (SessionState.COUNTED, "valid")
    assert (chair["satisfaction"], chair["strict_satisfaction"], chair["dissatisfaction"]) == ("7/8", "5/8", "1/8")
    assert Fraction(chair["composite"]) == Fraction(8, 10) * Fraction(7, 8) + Fraction(2, 10)
    assert session.sealed["unit_composite"] == chair["composite"]
    assert BoxItem.objects.count() == 0
    assert Result.objects.get(question="chair", option="satisfied").ballot_count == 5


@pytest.mark.parametrize("holders", [(0, 1), (1, 0), (0, 2), (2, 1)])
def test_any_two_of_three_codes_open_the_box(hall: Hall, holders):
    assert opened(voted(hall, ["satisfied"] * 7), holders).state == SessionState.COUNTED


def test_one_code_twice_does_not_open_it(hall: Hall):
    voted(hall, ["satisfied"] * 7)
    with pytest.raises(Refused, match=r"不能打开票箱.*还可以试 9 次"):
        opened(hall, (1, 1))
    assert hall.poll.failed_opening_count == 1
    assert opened(hall).state == SessionState.COUNTED


def test_after_ten_wrong_tries_the_box_stays_closed(hall: Hall):
    voted(hall, ["satisfied"] * 7)
    type(hall.poll).objects.update(failed_opening_count=10)
    with pytest.raises(Refused, match=r"已输错 10 次.*重新召开"):
        opened(hall)


def test_too_few_ballots_are_no_appraisal_and_may_be_held_again(hall: Hall):
    session = opened(voted(hall, ["satisfied"] * 6))
    assert (session.state, session.verdict) == (SessionState.FAILED, "inquorate")
    assert session.sealed["unit_composite"] is None
    plan = {"held_on": AT.date(), "assembly": "member_assembly", "due_count": 10, "chair_name": "甲一"}
    again = plan_session(union=hall.union, work_year=2015, plan=plan, user=hall.leader, at=AT)
    assert again.state == SessionState.PREPARED


def test_a_year_has_one_living_session(hall: Hall):
    plan = {"held_on": AT.date(), "assembly": "member_assembly", "due_count": 10, "chair_name": "甲一"}
    with pytest.raises(Refused, match=" 2015 年度已有一次评议会（筹备中）"):
        plan_session(union=hall.union, work_year=2015, plan=plan, user=hall.leader, at=AT)


@pytest.mark.parametrize(
    ("plan", "told"),
    [
        ({"due_count": 0}, "应到人数须大于 0"),
        ({"member_weight": Fraction(79, 100), "party_weight": Fraction(11, 100)}, "会员权重 79.00%，应不少于 80%"),
        ({"superior_weight": Fraction(9, 100)}, "权重合计 99.00%，应为 100%"),
    ],
)
def test_a_plan_that_does_not_fit_is_refused(hall: Hall, plan, told):
    with pytest.raises(Refused, match=told):
        change_session(session=hall.session, plan=plan, user=hall.leader, at=AT)


def test_a_change_is_recorded_in_the_words_of_the_page(hall: Hall):
    items = [{"key": "item1", "text": "食堂"}]
    plan = {"due_count": 12, "mode": VotingMode.PAPER, "has_party": False, "party_weight": Decimal(0),
            "superior_weight": Decimal("0.2"), "committee_members": ["丁四", "戊五"], "extra_items": items}  # fmt: skip
    change_session(session=hall.session, plan=plan, user=hall.leader, at=AT)
    assert Event.objects.get(label="调整评议会安排").changes == {
        "应到": ["10", "12"], "评议方式": ["密封票箱", "纸质会议"], "有同级党组织": ["是", "否"],
        "同级党组织权重": ["10.00%", "0.00%"], "上级工会权重": ["10.00%", "20.00%"],
        "工会委员会委员": ["", "丁四、戊五"], "附加评议项目": ["", "食堂"],
    }  # fmt: skip


def test_nothing_is_changed_once_the_voting_has_started(hall: Hall):
    hall.prepare_box().step("start_voting")
    with pytest.raises(Refused, match="安排不能再改"):
        change_session(session=hall.session, plan={"due_count": 11}, user=hall.leader, at=AT)
    with pytest.raises(Refused, match="票箱不能再变动"):
        print_slips(session=hall.session, user=hall.leader, at=AT)


def test_the_unit_itself_never_touches_the_box(hall: Hall):
    chair = user_with_post(RoleKind.UNIT_CHAIR, hall.union)
    with pytest.raises(PermissionDenied):
        make_box(session=hall.session, user=chair, at=AT)


@pytest.mark.parametrize(
    ("names", "told"),
    [
        ({"scrutineer": "乙　二"}, "监票人乙　二两人不能是同一人"),
        ({"scrutineer": "甲一"}, "监票人甲一是被评议的工会主席"),
        ({"first_teller": "甲 一"}, "计票人一甲 一是被评议的工会主席"),
        ({"committee_members": ["丁四", "丙 三"]}, "监票人丙三是被评议的工会委员会委员"),
        ({"first_teller": "丁四", "second_teller": "丁四"}, "计票人二丁四两人不能是同一人"),
    ],
)
def test_nobody_appraised_watches_or_counts_and_nobody_twice(hall: Hall, names, told):
    with pytest.raises(Refused, match=told):
        change_session(session=hall.session, plan=names, user=hall.leader, at=AT)
    AppraisalSession.objects.filter(pk=hall.session.pk).update(**names)
    with pytest.raises(Refused, match=told):
        make_box(session=hall.refresh(), user=hall.leader, at=AT)


def test_a_box_needs_its_scrutineers(hall: Hall):
    change_session(session=hall.session, plan={"chief_scrutineer": ""}, user=hall.leader, at=AT)
    with pytest.raises(Refused, match="须确定总监票人和监票人"):
        make_box(session=hall.refresh(), user=hall.leader, at=AT)


def test_the_superiors_hear_the_report_before_they_certify(db):
    hall = counted_hall(["satisfied"] * 9)
    ReportDelivery.objects.filter(audience=Audience.SUPERIORS).delete()
    with pytest.raises(Refused, match="尚未登记 2015 年度向上级组织述职"):
        hall.step("certify", party_certifier="丁四")


def test_slips_have_a_tenth_to_spare_and_a_new_print_voids_the_old(hall: Hall):
    hall.prepare_box()
    assert len(hall.slips) == 11
    again = print_slips(session=hall.session, user=hall.leader, at=AT, over=11)
    assert not set(again) & set(hall.slips)
    assert (slip_counts(hall.poll).unused, slip_counts(hall.poll).void) == (11, 11)
    hall.step("start_voting")
    assert hall.vote(hall.slips[0]) == Cast.VOID


def test_a_page_sent_twice_makes_no_code_in_an_envelope_and_no_slip_void(hall: Hall):
    """The second officer, a reload or a second press: what was shown or printed first goes on to count."""
    hall.prepare_box()
    with pytest.raises(Refused, match="票箱已经设立，开箱码已显示过一次"):
        make_box(session=hall.session, user=hall.leader, at=AT)
    with pytest.raises(Refused, match="票码刚刚已经印制（11 张可用），没有再印"):
        print_slips(session=hall.session, user=hall.leader, at=AT)
    assert (slip_counts(hall.poll).unused, slip_counts(hall.poll).void) == (11, 0)
    poll, _ = make_box(session=hall.session, user=hall.leader, at=AT, over=hall.poll.slug)
    with pytest.raises(Refused, match="没有再生成"):
        make_box(session=hall.session, user=hall.leader, at=AT, over="other")
    assert slip_counts(poll).printed == 0


def test_the_voting_does_not_start_before_the_report_was_heard(hall: Hall):
    hall.prepare_box()
    type(hall.session).objects.update(work_year=2014)
    with pytest.raises(Refused, match="尚未登记 2014 年度向会员（代表）述职"):
        hall.step("start_voting")


def test_a_slip_votes_once_and_the_same_phone_may_ask_again(hall: Hall):
    hall.prepare_box().step("start_voting")
    assert [hall.vote(hall.slips[0]) for _ in range(2)] == [Cast.RECORDED, Cast.RECORDED]
    assert BoxItem.objects.count() == 1


@pytest.mark.parametrize("code", ["000000000000", "123456789015"])
def test_an_unknown_code_is_told_so(hall: Hall, code):
    hall.prepare_box().step("start_voting")
    body = code[:-1]
    assert hall.vote(body + check_digit(body)) == Cast.UNKNOWN


def test_nobody_votes_before_or_after(hall: Hall):
    hall.prepare_box()
    assert hall.vote(hall.slips[0]) == Cast.CLOSED
    hall.step("start_voting")
    hall.step("stop_voting", present_count=9, issued_count=9)
    assert hall.vote(hall.slips[0]) == Cast.CLOSED
    assert BoxItem.objects.count() == 0


@pytest.mark.parametrize(
    ("present", "issued", "told"),
    [(11, 9, "实到 11 应不多于应到 10"), (8, 9, "发出票 9 应不多于实到 8"), (9, 2, "共 3 张，多于发出票 2")],
)
def test_counts_that_do_not_reconcile_keep_the_voting_open(hall: Hall, present, issued, told):
    hall.prepare_box().step("start_voting")
    for code in hall.slips[:3]:
        hall.vote(code)
    with pytest.raises(Refused, match=told):
        hall.step("stop_voting", present_count=present, issued_count=issued)
    assert hall.refresh().state == SessionState.VOTING
    assert hall.vote(hall.slips[3]) == Cast.RECORDED


def test_the_box_is_not_opened_before_the_superiors_have_spoken(hall: Hall):
    hall.prepare_box().step("start_voting")
    for code in hall.slips[:7]:
        hall.vote(code)
    hall.step("stop_voting", present_count=8, issued_count=8)
    with pytest.raises(Refused, match="尚缺同级党组织的评价，须在计票前给出"):
        opened(hall)
    assert hall.poll.failed_opening_count == 0


def test_superiors_speak_once_and_not_after_the_opening(hall: Hall):
    opened(voted(hall, ["satisfied"] * 7))
    given = {subject: give_score("90") for subject in Subject}
    with pytest.raises(Refused, match="须在开箱计票之前给出"):
        give_appraisal(
            session=hall.session, body=SuperiorBody.SUPERIOR, given=given, signed_name="丁", user=hall.leader, at=AT
        )


@pytest.mark.parametrize(("score", "told"), [("100.01", "应在 0–100 之间"), ("-1", "应在 0–100 之间")])
def test_a_score_out_of_range_is_refused(hall: Hall, score, told):
    given = {subject: give_score(score) for subject in Subject}
    with pytest.raises(Refused, match=told):
        give_appraisal(session=hall.session, body=SuperiorBody.PARTY, given=given, signed_name="丁", user=None, at=AT)


def paper(found: int, invalid: int = 0, satisfied: int | None = None) -> PaperTally:
    valid = found - invalid
    counts = SubjectCounts(
        valid if satisfied is None else satisfied, 0, valid - satisfied if satisfied is not None else 0, 0
    )
    return PaperTally(found, invalid, dict.fromkeys(Subject, counts))


def with_papers(hall: Hall) -> Hall:
    hall.prepare_box().step("start_voting")
    for code in hall.slips[:6]:
        hall.vote(code)
    for code in hall.slips[6:8]:
        exchange_slip(session=hall.session, typed_code=grouped(code), user=hall.leader, at=AT)
    hall.give_superiors()
    hall.step("stop_voting", present_count=8, issued_count=8)
    return hall


def enter(hall: Hall, teller: int, tally: PaperTally) -> bool | None:
    return enter_paper_count(session=hall.session, teller=teller, tally=tally, user=hall.leader, at=AT)


def test_papers_are_merged_with_the_ballots(hall: Hall):
    with_papers(hall)
    assert hall.vote(hall.slips[6]) == Cast.PAPER
    assert enter(hall, 1, paper(2, satisfied=1)) is None
    assert enter(hall, 2, paper(2, satisfied=1)) is True
    session = opened(hall)
    assert session.sealed["counts"]["subjects"]["chair"] == [7, 0, 1, 0]
    assert session.returned_count == 8


def test_two_different_paper_counts_are_both_counted_again(hall: Hall):
    with_papers(hall)
    enter(hall, 1, paper(2, satisfied=1))
    assert enter(hall, 2, paper(2, satisfied=2)) is False
    assert PaperCount.objects.count() == 0
    with pytest.raises(Refused, match="两名计票人尚未一致录入纸质票"):
        opened(hall)


def test_more_papers_than_issued_ballots_void_the_session(hall: Hall):
    with_papers(hall)
    for teller in (1, 2):
        enter(hall, teller, paper(3))
    session = opened(hall)
    assert (session.verdict, session.state) == ("void", SessionState.FAILED)


def test_opinions_wait_for_a_reader_in_no_order(hall: Hall):
    hall.prepare_box().step("start_voting")
    for number, code in enumerate(hall.slips[:8]):
        hall.vote(code, comment=f"意见{number}")
    hall.give_superiors()
    hall.step("stop_voting", present_count=8, issued_count=8)
    opened(hall)
    assert {comment.text for comment in Comment.objects.all()} == {f"意见{number}" for number in range(8)}
    assert {comment.state for comment in Comment.objects.all()} == {"waiting"}


def test_a_box_that_was_touched_is_not_opened(hall: Hall):
    voted(hall, ["satisfied"] * 7)
    path = files.path_of(hall.poll.box_hash)
    path.write_bytes(path.read_bytes()[:-10])
    with pytest.raises(Refused, match="与结束投票时的摘要不符"):
        opened(hall)


def test_the_second_opening_is_refused_and_a_recount_agrees(hall: Hall):
    opened(voted(hall, ["satisfied"] * 7))
    with pytest.raises(Refused):
        opened(hall)
    assert recount(session=hall.session, given_codes=hall.opening_codes[:2], user=hall.leader, at=AT)
    assert is_whole(ledger(hall.poll))


def test_keys_and_box_are_destroyed_only_after_the_objection_period(hall: Hall):
    opened(voted(hall, ["satisfied"] * 7))
    with pytest.raises(Refused, match="异议期到 2015-12-17"):
        destroy_box(session=hall.session, user=hall.leader, at=AT + timedelta(days=7, seconds=-1))
    destroy_box(session=hall.session, user=hall.leader, at=AT + timedelta(days=7))
    assert hall.poll.wrapped_keys == []
    with pytest.raises(Refused, match="钥匙已经销毁"):
        recount(session=hall.session, given_codes=hall.opening_codes[:2], user=hall.leader, at=AT)


def test_a_rejected_chair_opens_a_case_at_certification(hall: Hall):
    opened(voted(hall, ["dissatisfied"] * 5 + ["satisfied"] * 4))
    with pytest.raises(Refused, match="须会同认定"):
        hall.step("certify")
    assert Case.objects.count() == 0
    hall.step("certify", party_certifier="丁四")
    assert Case.objects.get().consequence == Consequence.ADMONITION


def test_an_even_split_opens_none(hall: Hall):
    opened(voted(hall, ["dissatisfied"] * 4 + ["satisfied"] * 4))
    hall.step("certify", party_certifier="丁四")
    assert not Case.objects.exists()


def test_a_session_ends_only_when_told_to_both_and_improved(hall: Hall):
    opened(voted(hall, ["satisfied"] * 8))
    hall.step("certify", party_certifier="丁四")
    with pytest.raises(Refused, match="须向会员和单位行政两方通报"):
        hall.step("publish", told_members_on=AT.date())
    hall.step("publish", told_members_on=AT.date(), told_management_on=AT.date())
    with pytest.raises(Refused, match="尚未把突出问题列为改进事项"):
        hall.step("finish")
    item = ImprovementItem.objects.create(session=hall.session, text="食堂", responsible_person="戊", due_on=AT.date())
    with pytest.raises(Refused, match="还有 1 项改进事项没有结果"):
        hall.step("finish")
    item.result, item.done_on = "已改", AT.date()
    item.save()
    assert hall.step("finish").state == SessionState.FINISHED


def test_a_meeting_on_paper_is_counted_by_its_tally_sheet():
    hall = make_hall(due=100, mode=VotingMode.PAPER)
    hall.give_superiors(Answer.BASICALLY_SATISFIED)
    subject = SubjectCounts(60, 20, 10, 5)
    counts = SessionCounts(100, 99, 98, 97, 2, dict.fromkeys(Subject, subject))
    session = record_paper_result(session=hall.session, counts=counts, user=hall.leader, at=AT)
    assert (session.state, session.verdict) == (SessionState.COUNTED, "valid")
    assert Fraction(session.sealed["unit_composite"]) == Fraction(8, 10) * Fraction(80, 95) + Fraction(16, 100)


def test_a_tally_sheet_that_does_not_add_up_is_refused_by_name():
    hall = make_hall(due=100, mode=VotingMode.PAPER)
    hall.give_superiors()
    counts = SessionCounts(100, 99, 98, 97, 2, dict.fromkeys(Subject, SubjectCounts(60, 20, 10, 6)))
    with pytest.raises(Refused, match="= 96，应等于有效票 95"):
        record_paper_result(session=hall.session, counts=counts, user=hall.leader, at=AT)


@pytest.mark.parametrize(("voters", "holders", "opens"), [(4, (0, 1), False), (4, (1, 2), True), (5, (0, 1), True)])
def test_a_box_with_few_ballots_needs_the_superior_unions_code(voters, holders, opens):
    hall = voted(make_hall(due=voters), ["satisfied"] * voters)
    if opens:
        assert opened(hall, holders).state == SessionState.COUNTED
        return
    with pytest.raises(Refused, match=r"有效票少于 5 张.*须有上级工会的"):
        opened(hall, holders)
    assert hall.poll.opened_at is None


def test_additional_items_of_the_plan_are_on_the_ballot(hall: Hall):
    items = [{"key": "item1", "text": "职工食堂"}]
    change_session(session=hall.session, plan={"extra_items": items}, user=hall.leader, at=AT)
    hall.refresh()
    hall.prepare_box()
    assert hall.poll.extra_items == items
    change_session(session=hall.session, plan={"extra_items": []}, user=hall.leader, at=AT)
    assert hall.poll.extra_items == []
