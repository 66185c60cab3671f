"""The event log: append-only, chained, verified, and shown to those who audit."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from openpyxl import load_workbook

from office import clock, jobs
from office.chain import walk_chain
from office.events import Entry, digest, record, record_all
from office.kinds import JobState
from office.models import ChainHead, Event, Job
from office.selectors import EventQuestion, events_asked
from office.views import events as event_views
from tests.factories import CityFactory, DistrictFactory, UnionFactory, user_with_post
from unions.kinds import RoleKind
from unions.models import User

pytestmark = pytest.mark.django_db

NOW = clock.now()


@pytest.fixture
def officer() -> User:
    return user_with_post(union=DistrictFactory(name="甲区总工会"))


@pytest.fixture
def auditadmin() -> User:
    return user_with_post(RoleKind.AUDITADMIN, CityFactory())


@pytest.fixture
def five_events(officer: User) -> list[Event]:
    unit = UnionFactory(superior=officer.post.union)
    return record_all(Entry(unit, "look", "查看", officer, NOW, comment=f"第{number}次") for number in range(1, 6))


def past_the_trigger(sql: str, *params: Any) -> None:
    """What somebody could do who owns the database."""
    name = "office_event_append_only"
    on_table = " ON office_event" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}{on_table}")
        cursor.execute(sql, params)


# Append-only -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("change", [{"comment": "改"}, {"is_accepted": False}, {"hash": "0" * 64}])
def test_the_database_refuses_to_change_an_event(five_events, change):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Event.objects.filter(pk=five_events[0].pk).update(**change)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        five_events[0].save()


@pytest.mark.postgres
def test_the_database_refuses_to_delete_an_event(five_events):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Event.objects.filter(pk=five_events[0].pk).delete()


# The chain ---------------------------------------------------------------------------------------------------------


def test_an_untouched_chain_has_no_fault(five_events):
    report = walk_chain()
    assert (report.count, report.faults) == (5, ())
    assert report.sentence == "核对 5 条记录，全部与写入时一致，没有缺漏。"


def test_an_empty_log_has_no_fault():
    assert walk_chain().faults == ()


@pytest.mark.parametrize(
    ("column", "value"),
    [("comment", "改"), ("actor_name", "别人"), ("label", "别的"), ("address", "1.2.3.4"), ("subject_label", "别处"),
     ("actor_path", "x"), ("verb", "y")],
)  # fmt: skip
def test_a_changed_event_is_found(five_events, column, value):
    past_the_trigger(f"UPDATE office_event SET {column} = %s WHERE number = 3", value)
    assert walk_chain().faults == ("第 3 条记录与写入时不符",)


def test_a_changed_event_whose_hash_was_made_anew_is_found_by_its_successor(five_events):
    event = Event.objects.get(number=3)
    event.comment = "改"
    past_the_trigger("UPDATE office_event SET comment = %s, hash = %s WHERE number = 3", "改", digest(event))
    assert walk_chain().faults == ("第 4 条记录与写入时不符",)


def test_an_event_taken_out_is_found(five_events):
    past_the_trigger("DELETE FROM office_event WHERE number = 3")
    assert walk_chain().faults == ("第 3 条起缺 1 条记录", "第 4 条记录与写入时不符")


def test_events_taken_off_the_end_are_found(five_events):
    past_the_trigger("DELETE FROM office_event WHERE number >= 4")
    assert walk_chain().faults == ("末尾缺记录：应到第 5 条，实到第 3 条",)


def test_an_event_put_behind_the_end_is_found(five_events):
    last = Event.objects.get(number=5)
    last.pk, last.number = None, 6
    last.save(force_insert=True)
    assert walk_chain().faults == ("链尾第 5 条之后另有 1 条来历不明的记录",)


def test_a_rolled_back_transaction_leaves_no_event(officer, five_events):
    with transaction.atomic():
        record(Entry(officer, "look", "查看", officer, NOW))
        transaction.set_rollback(True)
    assert walk_chain().count == 5


def test_the_command_says_that_all_is_well(five_events, capsys):
    call_command("verify_events")
    assert "核对 5 条记录，全部与写入时一致" in capsys.readouterr().out


def test_the_command_ends_with_1_on_a_fault(five_events, capsys):
    past_the_trigger("UPDATE office_event SET comment = 'x' WHERE number = 2")
    with pytest.raises(SystemExit) as end:
        call_command("verify_events")
    assert end.value.code == 1
    assert "第 2 条记录与写入时不符" in capsys.readouterr().out


def test_the_audit_administrator_verifies_by_a_job_that_is_itself_on_record(five_events, auditadmin):
    job = jobs.run(jobs.submit("office.verify_events", {}, user=auditadmin, at=NOW).pk, clock=clock.now)
    assert job is not None
    assert job.state == JobState.DONE
    assert job.outcome == {"结论": "核对 5 条记录，全部与写入时一致，没有缺漏。"}
    assert Event.objects.get(number=6).verb == "verify"
    assert ChainHead.objects.get().number == 6


def test_nobody_else_verifies(five_events, officer):
    job = jobs.run(jobs.submit("office.verify_events", {}, user=officer, at=NOW).pk, clock=clock.now)
    assert job is not None
    assert job.state == JobState.FAILED


# Who reads it ------------------------------------------------------------------------------------------------------


def test_a_districts_auditor_reads_what_its_own_people_did(officer, five_events):
    stranger = user_with_post(union=DistrictFactory(name="乙区总工会"))
    record(Entry(stranger, "look", "查看", stranger, NOW))
    auditor = user_with_post(RoleKind.AUDITOR, officer.post.union)
    assert set(Event.objects.visible_to(auditor)) == set(five_events)


def test_the_citys_auditors_read_everything(five_events, auditadmin):
    assert Event.objects.visible_to(auditadmin).count() == 5
    assert Event.objects.visible_to(user_with_post(RoleKind.AUDITOR, CityFactory())).count() == 5


@pytest.mark.parametrize("role", [RoleKind.SYSADMIN, RoleKind.SECADMIN, RoleKind.LEADING_GROUP, RoleKind.FINANCE])
def test_others_at_the_city_read_nothing_of_it(five_events, role):
    assert not Event.objects.visible_to(user_with_post(role, CityFactory())).exists()


@pytest.mark.parametrize(
    ("question", "count"),
    [
        (EventQuestion(), 5),
        (EventQuestion(person="甲区"), 5),
        (EventQuestion(person="乙区"), 0),
        (EventQuestion(label="查看"), 5),
        (EventQuestion(label="查"), 0),
        (EventQuestion(only_refused=True), 0),
        (EventQuestion(from_on=NOW.date(), to_on=NOW.date()), 5),
        (EventQuestion(from_on=NOW.date() + timedelta(days=1)), 0),
        (EventQuestion(to_on=NOW.date() - timedelta(days=1)), 0),
    ],
)
def test_the_log_is_asked_by_person_subject_act_and_day(five_events, question, count):
    assert events_asked(Event.objects.all(), question).count() == count


@pytest.mark.parametrize("days", [{"from_on": "2014-99-99"}, {"from_on": "0001-01-01"}, {"to_on": "9999-12-31"}])
def test_an_unreadable_filter_filters_nothing(client, five_events, auditadmin, days):
    client.force_login(auditadmin)
    answer = client.get(reverse("office:event_list"), {**days, "label": "没有的", "sort": "-; DROP"})
    assert answer.status_code == 200
    assert answer.context["table"].total_count == 5


def rows_of(content: bytes) -> list[tuple[Any, ...]]:
    return list(load_workbook(BytesIO(content), read_only=True).active.iter_rows(values_only=True))


def test_the_export_holds_what_the_list_shows_whole_with_the_hashes(client, five_events, auditadmin):
    client.force_login(auditadmin)
    answer = client.post(reverse("office:event_export"))
    rows = rows_of(b"".join(answer.streaming_content))
    assert [row[0] for row in rows[-5:]] == [5, 4, 3, 2, 1]
    assert rows[-1][-1] == five_events[0].hash


def test_a_formula_in_a_comment_stays_text(client, officer, auditadmin):
    record(Entry(officer, "look", "查看", officer, NOW, comment='=HYPERLINK("http://evil")'))
    client.force_login(auditadmin)
    content = b"".join(client.post(reverse("office:event_export")).streaming_content)
    cells = [cell for row in load_workbook(BytesIO(content)).active.iter_rows() for cell in row]
    assert [cell.data_type for cell in cells if str(cell.value).startswith("=HYPERLINK")] == ["s"]


def test_a_long_log_is_exported_by_a_job(
    client, five_events, auditadmin, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(event_views, "MOST_AT_ONCE", 4)
    client.force_login(auditadmin)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(reverse("office:event_export") + f"?from_on={NOW:%Y-%m-%d}&person=甲区")
    job = Job.objects.get()
    assert (job.state, job.outcome) == (JobState.DONE, {"记录数": 5}), job.message
    assert "记录数" in client.get(answer.headers["Location"]).content.decode()
    result = client.get(answer.headers["Location"] + "result/")
    assert len(rows_of(b"".join(result.streaming_content))) == 5 + 3
