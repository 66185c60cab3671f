"""What the site writes down of its own service, and the page of the system administrator."""

from __future__ import annotations

from datetime import datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from django.core.handlers.exception import convert_exception_to_response
from django.db import connection
from django.test import Client
from django.urls import reverse

from config.operation.watch import Watch
from office.idempotency import KEPT as ANSWERS_KEPT
from office.idempotency import forget_answers
from office.models import AnsweredRequest, ServiceHour, SlowQuery
from office.service_record import KEPT, Budget, Tally, forget_old, service_report
from tests.factories import user_with_post
from unions.kinds import RoleKind

pytestmark = pytest.mark.django_db
AT = datetime(2014, 9, 20, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
BACKEND = "django.contrib.auth.backends.ModelBackend"


def tally(count: int = 1, took: int = 20, *, faults: int = 0, route: str = "/") -> Tally:
    made = Tally()
    for number in range(count):
        made.request(route, took, is_fault=number < faults)
    return made


def test_processes_add_up_in_one_row():
    tally(3, 20).keep(at=AT)
    tally(2, 1500, faults=1).keep(at=AT + timedelta(minutes=5))
    (row,) = ServiceHour.objects.all()
    assert (row.count, row.fault_count, row.slow_count) == (5, 1, 2)
    assert (row.milliseconds, row.longest_milliseconds) == (3060, 1500)


def test_a_slow_statement_is_kept_without_values():
    made = Tally()
    made.slow_query("SELECT 1 FROM unions_user WHERE full_name = '王小明' AND id IN (%s, %s)", 300, "/")
    made.slow_query("SELECT 1 FROM unions_user WHERE full_name = '李四' AND id IN (%s, %s, %s)", 500, "/")
    made.keep(at=AT)
    (row,) = SlowQuery.objects.all()
    assert row.statement == "SELECT ? FROM unions_user WHERE full_name = ? AND id IN (…)"
    assert (row.count, row.mean_milliseconds, row.longest_milliseconds) == (2, 400, 500)


def test_a_list_of_plain_columns_is_cut_short():
    made = Tally()
    made.slow_query('SELECT "office_job"."id", "office_job"."kind" FROM "office_job" WHERE "state" = %s', 300, "/")
    assert [shape for shape, _ in made.statements] == ['SELECT … FROM "office_job" WHERE "state" = %s']


def test_what_is_older_than_any_page_shows_goes():
    tally().keep(at=AT - KEPT - timedelta(hours=1))
    tally().keep(at=AT)
    assert forget_old(at=AT) == 1
    assert ServiceHour.objects.count() == 1


def test_answers_to_programs_are_dropped_after_their_time():
    owner = user_with_post()
    for key, asked_at in (("old", AT - ANSWERS_KEPT - timedelta(seconds=1)), ("kept", AT - ANSWERS_KEPT)):
        AnsweredRequest.objects.create(owner=owner, key=key, asked="0" * 64, asked_at=asked_at)
    assert forget_answers(at=AT) == 1
    assert AnsweredRequest.objects.get().key == "kept"


@pytest.mark.parametrize(
    ("bad", "is_kept", "used"), [(9, True, Fraction(9, 10)), (10, True, Fraction(1)), (11, False, Fraction(11, 10))]
)
def test_a_budget_is_kept_up_to_its_last_fault(bad: int, is_kept: bool, used: Fraction):
    budget = Budget(10_000, bad, Fraction(1, 1000))
    assert (budget.is_kept, budget.used_rate) == (is_kept, used)


def test_no_request_is_no_rate():
    assert Budget(0, 0, Fraction(1, 1000)).good_rate is None


def test_the_report_shows_the_worst_first():
    tally(10, route="/good/").keep(at=AT)
    tally(10, faults=2, route="/bad/").keep(at=AT)
    report = service_report(at=AT)
    assert [page.route for page in report.pages] == ["/bad/", "/good/"]
    assert report.answering.bad_count == 2
    assert report.days == ((AT.date(), 20, 2, 0),)


def test_the_middleware_keeps_what_it_counted(settings, rf):
    settings.SERVICE_RECORD_SECONDS, settings.SLOW_QUERY_SECONDS = 1e-9, 0

    def view(request):
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        raise RuntimeError

    Watch(convert_exception_to_response(view))(rf.get("/login/"))
    row = ServiceHour.objects.get(route="/login/")
    assert (row.count, row.fault_count) == (1, 1)
    assert SlowQuery.objects.filter(statement="SELECT ?").exists()


def test_the_page_is_for_the_system_administrator(client: Client, django_assert_max_num_queries):
    tally(1000, faults=2, route="/party/<str:token>/").keep(at=AT)
    client.force_login(user_with_post(RoleKind.SYSADMIN), backend=BACKEND)
    client.get(reverse("operation"))
    with django_assert_max_num_queries(16):
        page = client.get(reverse("operation"))
    text = page.content.decode()
    assert page.status_code == 200
    assert "运行状况" in text
    client.force_login(user_with_post(RoleKind.OFFICER), backend=BACKEND)
    assert client.get(reverse("operation")).status_code == 403
