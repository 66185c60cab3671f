"""Visits, and problems on their way to the unit's confirmation."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile

from office.models import Event, EvidenceFile, Notice
from office.refusals import Refused
from tests.house.crawling import text_of
from tests.vitality.conftest import NOON
from tests.vitality.guidance.conftest import Place, browser
from tests.vitality.views.conftest import query_count, text
from vitality.kinds import ProblemState
from vitality.models import GuidanceProblem, GuidanceVisit
from vitality.selectors.desk.care import care_desk
from vitality.selectors.guidance import counts_by_guide
from vitality.services.guidance import move_problem, raise_problem, record_visit

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
DAY = date(2014, 9, 10)
VISIT = {"visited_on": DAY, "visitors": "甲一、乙二", "topics": "3＋x 计划", "findings": "职工之家已建成。"}


@pytest.fixture
def visit(place: Place) -> GuidanceVisit:
    return record_visit(unit=place.unit, values=VISIT, user=place.officer, at=NOON)


@pytest.fixture
def problem(place: Place, visit) -> GuidanceProblem:
    return raise_problem(
        visit=visit, text="没有活动场地", owner="丙三", due_on=date(2014, 9, 19), user=place.officer, at=NOON
    )


def move(problem: GuidanceProblem, step: str, user, **inputs) -> GuidanceProblem:
    return move_problem(problem=problem, transition=step, user=user, at=NOON, **inputs)


def test_the_unit_is_told_of_a_visit(place: Place, visit):
    told = set(Notice.objects.values_list("recipient_id", flat=True))
    assert told == {place.clerk.pk, place.chair.pk}


@pytest.mark.parametrize("who", ["strange_officer", "clerk", "group", "legal", "district_auditor"])
def test_only_those_who_guide_the_unit_record_a_visit(place: Place, who):
    with pytest.raises(PermissionDenied):
        record_visit(unit=place.unit, values=VISIT, user=place.people[who], at=NOON)


def test_the_same_sent_twice_is_recorded_once(place: Place, visit, problem):
    assert record_visit(unit=place.unit, values=VISIT, user=place.officer, at=NOON) == visit
    given = {"text": problem.text, "owner": problem.owner, "due_on": problem.due_on}
    assert raise_problem(visit=visit, user=place.officer, at=NOON, **given) == problem
    assert Event.objects.filter(verb__in=["record_visit", "raise_problem"]).count() == 2


def test_a_visit_to_come_is_refused(place: Place):
    with pytest.raises(Refused, match="指导日期不能在今天之后"):
        record_visit(unit=place.unit, values={**VISIT, "visited_on": date(2014, 9, 21)}, user=place.officer, at=NOON)


def test_a_problem_is_solved_and_the_unit_confirms(place: Place, problem):
    problem = move(problem, "begin", place.officer)
    problem = move(problem, "solve", place.officer, solution="借用社区场地。", solved_on=date(2014, 9, 18))
    assert [todo.text for todo in care_desk(place.clerk, DAY).todos] == [f"{problem}：已登记解决，等待您确认"]
    problem = move(problem, "confirm", place.chair)
    assert (problem.state, problem.confirmed_by) == (ProblemState.CONFIRMED, place.chair)
    assert place.officer.pk in Notice.objects.filter(text__contains="已确认问题解决").values_list(
        "recipient_id", flat=True
    )


def test_the_unit_sends_back_what_is_not_solved(place: Place, problem):
    problem = move(problem, "solve", place.officer, solution="已协调。", solved_on=DAY)
    with pytest.raises(Refused, match="须写明理由"):
        move(problem, "send_back", place.clerk)
    problem = move(problem, "send_back", place.clerk, comment="仍没有场地。")
    assert (problem.state, problem.return_reason, problem.solved_by) == (ProblemState.SOLVING, "仍没有场地。", None)


def test_solving_needs_words_and_a_day_that_can_be(place: Place, problem):
    with pytest.raises(Refused) as refused:
        move(problem, "solve", place.officer, solution=" ", solved_on=date(2014, 9, 9))
    assert set(refused.value.fields) == {"solution", "solved_on"}


@pytest.mark.parametrize(("step", "who"), [("solve", "clerk"), ("solve", "reviewer"), ("confirm", "officer")])
def test_each_side_takes_its_own_steps(place: Place, problem, step, who):
    if step == "confirm":
        problem = move(problem, "solve", place.officer, solution="已协调。", solved_on=DAY)
    with pytest.raises(PermissionDenied):
        move(problem, step, place.people[who], solution="x", solved_on=DAY)


@pytest.mark.parametrize(("on", "overdue"), [(date(2014, 9, 19), 0), (date(2014, 9, 20), 1)])
def test_a_problem_is_overdue_from_the_day_after_its_last(place: Place, problem, on, overdue):
    (counts,) = counts_by_guide(place.group, on)
    assert (counts.visit_count, counts.problem_count, counts.overdue_count) == (1, 1, overdue)
    assert GuidanceProblem.objects.overdue_on(on).count() == overdue
    (todo,) = care_desk(place.officer, on).todos
    assert ("已逾期" in todo.text) == bool(overdue)


def test_lists_and_exports_stop_at_the_district(place: Place, problem):
    for page in ("", "problems/"):
        assert "标记一公司工会" in text(browser(place.clerk).get(f"/vitality/guidance/{page}"))
        assert "标记一" not in text(browser(place.strange_officer).get(f"/vitality/guidance/{page}"))
    for paper in ("guidance.xlsx", "guidance/problems.xlsx?overdue=on"):
        assert "标记一公司工会" in text_of(browser(place.reviewer).get(f"/vitality/{paper}"))
        assert "标记一" not in text_of(browser(place.strange_officer).get(f"/vitality/{paper}"))
    assert query_count(browser(place.group), "/vitality/guidance/") <= 14


def test_a_visit_is_recorded_with_its_problem_and_photograph_on_screen(place: Place):
    client = browser(place.officer)
    assert "标记一公司工会" in text(client.get("/vitality/guidance/new/?q=标记一"))
    sent = {"visited_on": "2014-09-10", "visitors": "甲一", "topics": "计划"}
    url = client.post(f"/vitality/guidance/units/{place.unit.pk}/new/", sent).url
    assert client.post(f"{url}problems/", {"new-text": "缺人", "new-owner": "乙二"}).status_code == 422
    sent = {"new-text": "缺人", "new-owner": "乙二", "new-due_on": "2014-10-10"}
    assert client.post(f"{url}problems/", sent).status_code == 302
    client.post(f"{url}files/", {"evidence": SimpleUploadedFile("照片.pdf", PDF)})
    assert EvidenceFile.objects.get().name == "照片.pdf"
    step = f"/vitality/guidance/problems/{GuidanceProblem.objects.get().pk}/steps"
    assert "解决办法" in text(client.post(f"{step}/solve/", {}))
    assert client.post(f"{step}/begin/").status_code == 302
    assert client.post(f"{step}/begin/").status_code == 302
    assert browser(place.clerk).post(f"{step}/solve/", {}).status_code == 422
    assert browser(place.stranger).get(url).status_code == 404
