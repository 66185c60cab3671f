"""A form's way, a batch's progress in one word, and a state in the words of its reader."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from office.kinds import Tone
from vitality.kinds import AnnexForm, ApplicationState, PaperState
from vitality.rules.paths import STANDS_AT, Progress, Station, path_of
from vitality.rules.progress import BatchFacts, BatchProgress, progress_of
from vitality.rules.wording import Reader, application_standing, paper_standing

DUE = date(2014, 9, 25)
COMPLETE = BatchFacts(
    count=5, returned_count=0, is_met=True, is_agreed=True, is_owed=True, is_filed=False, is_late=False, due_on=DUE
)
LETTERS = {Progress.DONE: "✓", Progress.HERE: "●", Progress.FAILED: "✗", Progress.TO_COME: "○"}


def drawn(form: AnnexForm, state: ApplicationState) -> str:
    return "".join(LETTERS[stop.progress] for stop in path_of(form, state))


@pytest.mark.parametrize(
    ("state", "way"),
    [
        ("draft", "●○○○○○"),
        ("submitted", "✓●○○○○"),
        ("endorsed", "✓✓●○○○"),
        ("filed", "✓✓✓●○○"),
        ("returned", "✓✓✓✗○○"),
        ("passed", "✓✓✓✓●○"),
        ("forwarded", "✓✓✓✓✓●"),
        ("confirmed", "✓✓✓✓✓✓"),
        ("refused", "✓✓✓✓✓✗"),
        ("declined", "✓✓✓✓✗○"),
        ("withdrawn", "✓✗○○○○"),
    ],
)
def test_a_provincial_form_goes_through_six_stations(state, way):
    assert drawn(AnnexForm.ANNEX_1, ApplicationState(state)) == way


@pytest.mark.parametrize(
    ("state", "way"),
    [("filed", "✓✓✓●○"), ("approved", "✓✓✓✓✓"), ("recommended", "✓✓✓✓✓●"), ("confirmed", "✓✓✓✓✓✓")],
)
def test_a_city_form_ends_with_the_leading_group_unless_recommended(state, way):
    assert drawn(AnnexForm.ANNEX_3, ApplicationState(state)) == way


def test_every_state_stands_somewhere():
    assert set(STANDS_AT) == set(ApplicationState)
    assert {station for station, _ in STANDS_AT.values()} == set(Station)


@pytest.mark.parametrize(
    ("changes", "today", "word"),
    [
        ({"count": 0, "is_met": False}, DUE, BatchProgress.NOT_BEGUN),
        ({"count": 4, "is_met": False}, DUE, BatchProgress.COLLECTING),
        ({"is_agreed": False}, DUE, BatchProgress.COLLECTING),
        ({}, DUE, BatchProgress.READY),
        ({}, date(2014, 9, 26), BatchProgress.OVERDUE),
        ({"count": 0, "is_met": False}, date(2014, 9, 26), BatchProgress.OVERDUE),
        ({"count": 0, "is_owed": False}, date(2014, 9, 26), BatchProgress.NOT_OWED),
        ({"is_filed": True}, date(2014, 9, 26), BatchProgress.FILED),
        ({"is_filed": True, "is_late": True}, date(2014, 9, 26), BatchProgress.FILED_LATE),
        ({"is_filed": True, "is_met": False}, DUE, BatchProgress.FILED_SHORT),
        ({"is_filed": True, "is_met": False, "returned_count": 1}, DUE, BatchProgress.RETURNED),
    ],
)
def test_a_batch_is_told_in_one_word(changes, today, word):
    assert progress_of(replace(COMPLETE, **changes), today) == word


@pytest.mark.parametrize(
    ("state", "reader", "words", "tone", "is_yours"),
    [
        ("draft", Reader.UNIT, "等待您填报", Tone.WAITING, True),
        ("draft", Reader.FILER, "填报中", Tone.NEUTRAL, False),
        ("submitted", Reader.FILER, "等待您审核", Tone.WAITING, True),
        ("submitted", Reader.UNIT, "上级工会审核中", Tone.INFO, False),
        ("filed", Reader.REVIEWER, "等待您初审", Tone.WAITING, True),
        ("filed", Reader.UNIT, "市总初审中", Tone.INFO, False),
        ("returned", Reader.FILER, "已退回，等待您修改再报", Tone.BAD, True),
        ("returned", Reader.REVIEWER, "已退回，等待修改再报", Tone.INFO, False),
        ("passed", Reader.GROUP, "等待您决定", Tone.WAITING, True),
        ("approved", Reader.UNIT, "市总已批准", Tone.GOOD, False),
        ("refused", Reader.OTHER, "省总未批准", Tone.BAD, False),
    ],
)
def test_a_state_is_worded_for_its_reader(state, reader, words, tone, is_yours):
    found = application_standing(ApplicationState(state), reader)
    assert (found.label, found.tone, found.is_yours) == (words, tone, is_yours)


@pytest.mark.parametrize(
    ("state", "reader", "words", "tone"),
    [
        ("draft", Reader.FILER, "等待您撰写报送", Tone.WAITING),
        ("draft", Reader.REVIEWER, "撰写中", Tone.NEUTRAL),
        ("filed", Reader.REVIEWER, "等待您审核", Tone.WAITING),
        ("filed", Reader.FILER, "市总审核中", Tone.INFO),
        ("approved", Reader.FILER, "已批准", Tone.GOOD),
    ],
)
def test_a_papers_state_is_worded_for_its_reader(state, reader, words, tone):
    found = paper_standing(PaperState(state), reader)
    assert (found.label, found.tone) == (words, tone)


@pytest.mark.parametrize("state", ApplicationState)
def test_at_most_one_side_at_a_time_besides_unit_and_superior_is_called(state):
    called = {reader for reader in Reader if application_standing(state, reader).is_yours}
    assert called in (set(), {Reader.UNIT, Reader.FILER}) or len(called) == 1
