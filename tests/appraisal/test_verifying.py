"""The independent recount: it agrees with the counting on any ballots, and finds whatever was touched."""

from __future__ import annotations

import ast
import json
import sys
from collections import Counter
from io import StringIO
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appraisal.box import codes, verifying
from appraisal.box.ballots import Ballot
from appraisal.box.record import canonical_key
from appraisal.box.sealing import new_key_pair, seal
from appraisal.box.verifying import RecordUnreadable, verify
from appraisal.kinds import Answer, Subject
from appraisal.models import PaperCount
from appraisal.rules.turnout import SubjectCounts
from appraisal.services.counting import destroy_box, objection_ends_at, open_box
from appraisal.services.exporting import export_box
from appraisal.services.polls import exchange_slip
from appraisal.services.tellers import PaperTally, enter_paper_count
from office.refusals import Refused
from tests.appraisal.conftest import AT, Hall
from tests.factories import user_with_post
from unions.kinds import RoleKind

# What a guess costs in the product, read before the suite makes it cheap.
COST, VERIFIERS_COST = codes.SCRYPT_COST, verifying.SCRYPT["n"]
POLL = "7f8d6a3e-0000-4000-8000-000000000001"


def opened(hall: Hall) -> dict:
    """The record of a box with six ballots and two papers."""
    hall.prepare_box().step("start_voting")
    for number, code in enumerate(hall.slips[:6]):
        hall.vote(code, chair="dissatisfied" if number < 2 else "satisfied", comment="意见" * number)
    for code in hall.slips[6:8]:
        exchange_slip(session=hall.session, typed_code=code, user=hall.leader, at=AT)
    hall.give_superiors()
    hall.step("stop_voting", present_count=9, issued_count=8)
    papers = PaperTally(2, 1, dict.fromkeys(Subject, SubjectCounts(0, 1, 0, 0)))
    for teller in (1, 2):
        enter_paper_count(session=hall.session, teller=teller, tally=papers, user=hall.leader, at=AT)
    hall.session = open_box(session=hall.session, given_codes=hall.opening_codes[:2], user=hall.leader, at=AT)
    return json.loads(export_box(session=hall.session, user=hall.leader, at=AT))


@pytest.fixture
def record(hall: Hall) -> dict:
    return opened(hall)


def unmet(record: dict, given_codes) -> list[str]:
    return [finding.shown for finding in verify(record, given_codes) if not finding.is_met]


@pytest.mark.parametrize("holders", [(0, 1), (2, 0), (1, 2)])
def test_an_untouched_record_is_confirmed_with_any_two_codes(hall: Hall, record, holders):
    assert unmet(record, [codes.grouped(hall.opening_codes[holder]) for holder in holders]) == []


def test_the_verifier_stands_alone():
    tree = ast.parse(Path(verifying.__file__).read_text(encoding="utf-8"))
    modules = {node.module.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    modules |= {
        name.name.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names
    }
    assert modules - set(sys.stdlib_module_names) == {"cryptography"}


def one_vote_moved(record):
    record["totals"]["chair"]["dissatisfied"] -= 1
    record["totals"]["chair"]["satisfied"] += 1


def ballot_taken_out(record):
    record["box"].pop()


def ballot_doubled(record):
    record["box"].append(record["box"][0])


def ballot_changed(record):
    line = record["box"][0]
    record["box"][0] = line[:-2] + ("00" if line[-2:] != "00" else "01")


def ledger_entry_changed(record):
    record["ledger"][1]["payload"]["张数"] = 99


def ledger_entry_left_out(record):
    del record["ledger"][2]


def invalid_papers_hidden(record):
    record["counts"]["invalid"] = 0


def one_teller_left_out(record):
    record["paper_counts"].pop()


def other_public_key(record):
    record["public_key"] = new_key_pair().public.hex()


def question_hidden(record):
    del record["totals"]["committee"]


@pytest.mark.parametrize(
    "tamper",
    [
        one_vote_moved, ballot_taken_out, ballot_doubled, ballot_changed, ledger_entry_changed, ledger_entry_left_out,
        invalid_papers_hidden, one_teller_left_out, other_public_key, question_hidden,
    ],
)  # fmt: skip
def test_what_was_touched_is_found(hall: Hall, record, tamper):
    tamper(record)
    assert unmet(record, hall.opening_codes[:2])


@pytest.mark.parametrize("missing", ["box", "ledger", "wrapped_keys", "totals", "counts", "poll", "format"])
def test_a_record_with_a_part_missing_is_refused(hall: Hall, record, missing):
    del record[missing]
    with pytest.raises(RecordUnreadable):
        verify(record, hall.opening_codes[:2])


@pytest.mark.parametrize("given_codes", [["123456789012", "210987654321"], ["1234", "123456789012"], ["123456789012"]])
def test_wrong_codes_are_told(record, given_codes):
    with pytest.raises(RecordUnreadable, match="开箱码"):
        verify(record, given_codes)


def test_the_command_prints_the_verdict(hall: Hall, record, tmp_path):
    path, out = tmp_path / "record.json", StringIO()
    path.write_text(json.dumps(record), encoding="utf-8")
    call_command("verify_box", str(path), codes=list(hall.opening_codes[1:]), stdout=out)
    assert "6 张选票重新计票，与公布的结果完全一致" in out.getvalue()


def test_the_command_ends_with_one_on_any_difference(hall: Hall, record, tmp_path):
    one_vote_moved(record)
    path, out = tmp_path / "record.json", StringIO()
    path.write_text(json.dumps(record), encoding="utf-8")
    with pytest.raises(SystemExit) as left:
        call_command("verify_box", str(path), codes=list(hall.opening_codes[1:]), stdout=out)
    assert left.value.code == 1
    assert "公布的是" in out.getvalue()


def test_the_export_command_writes_a_record_once(hall: Hall, record, tmp_path):
    path, out = tmp_path / "record.json", StringIO()
    call_command("export_box", hall.session.pk, str(path), stdout=out)
    assert unmet(json.loads(path.read_text(encoding="utf-8")), hall.opening_codes[:2]) == []
    with pytest.raises(CommandError, match="已经存在"):
        call_command("export_box", hall.session.pk, str(path), stdout=out)


def test_a_box_that_is_not_counted_or_destroyed_gives_no_record(hall: Hall):
    hall.prepare_box()
    with pytest.raises(Refused, match="还没有开箱计票"):
        export_box(session=hall.session, user=hall.leader, at=AT)


def test_a_destroyed_box_gives_no_record(hall: Hall, record):
    destroy_box(session=hall.session, user=hall.leader, at=objection_ends_at(hall.session))
    with pytest.raises(Refused, match="销毁"):
        export_box(session=hall.session, user=hall.leader, at=AT)
    assert not PaperCount.objects.exists()


def test_the_appraised_unit_does_not_export(hall: Hall, record):
    with pytest.raises(PermissionDenied):
        export_box(session=hall.session, user=user_with_post(RoleKind.UNIT_CHAIR, hall.union), at=AT)


answers = st.sampled_from([answer.value for answer in Answer])
ballots = st.lists(st.tuples(answers, answers, st.text("好坏，。1a", max_size=20)), max_size=12)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ballots)
def test_verifier_and_counting_agree_on_any_ballots(given_ballots):
    keys, opening = new_key_pair(), codes.new_opening_codes()
    sealed = [seal(Ballot({"chair": a, "committee": b}, c), keys.public, POLL) for a, b, c in given_ballots]
    expected = {
        subject: {answer.value: Counter(ballot[place] for ballot in given_ballots)[answer.value] for answer in Answer}
        for place, subject in enumerate(("chair", "committee"))
    }
    record = _record(keys, opening, sorted(sealed, key=canonical_key), expected)
    findings = {finding.shown: finding.is_met for finding in verify(record, opening[:2])}
    counted = [met for shown, met in findings.items() if "重新计得" in shown and "：" in shown]
    assert counted == [True, True]
    expected["chair"]["abstain"] += 1
    assert any("公布的是" in finding.shown for finding in verify(record, opening[:2]) if not finding.is_met)


def test_the_verifier_opens_a_box_at_what_the_product_lets_a_code_cost(monkeypatch):
    monkeypatch.setattr(codes, "SCRYPT_COST", COST)
    monkeypatch.setitem(verifying.SCRYPT, "n", VERIFIERS_COST)
    keys, opening = new_key_pair(), codes.new_opening_codes()
    box = [seal(Ballot({"chair": "satisfied", "committee": "satisfied"}, ""), keys.public, POLL)]
    totals = {subject: {answer.value: int(answer == Answer.SATISFIED) for answer in Answer} for subject in Subject}
    assert verify(_record(keys, opening, box, totals), opening[:2])
    assert COST == 2**15


def _record(keys, opening, sealed, totals) -> dict:
    wrapped = [
        {"pair": list(item.pair), "salt": item.salt.hex(), "nonce": item.nonce.hex(), "wrapped": item.wrapped.hex()}
        for item in codes.wrap(keys.private, opening)
    ]
    allowed = sorted(answer.value for answer in Answer)
    return {
        "format": verifying.RECORD_FORMAT, "poll": POLL, "public_key": keys.public.hex(), "wrapped_keys": wrapped,
        "box_hash": "",
        "box": [each.hex() for each in sealed], "paper_counts": [], "questions": dict.fromkeys(totals, allowed),
        "totals": totals, "counts": {"returned": len(sealed), "invalid": 0}, "ledger": [],
    }  # fmt: skip
