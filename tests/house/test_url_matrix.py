"""Every URL × role × method, from the resolver: who gets in, who does not, and no hole in the walls of a district.

A route missing in `url_matrix.toml` fails. To add one: give it a line with what fills its parameters
(names of sample objects in `districts.py`; "=word" for a word), run

    UPDATE_URL_MATRIX=1 ./dev test tests/house/test_url_matrix.py

and read the difference: the tests below hold whatever the table says, but who may do what only a reader can judge.
To ask (and write down) only some routes, name how they begin, one or more: `URL_MATRIX_ONLY=funding:,home`.

Each role is asked for by itself, so that processes may share them out. Where the table says 405, only a few
witnesses ask: which methods a view knows does not depend on who asks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from config.middleware import CONTENT_SECURITY_POLICY
from office import jobs
from office.downloads import SANDBOX
from office.files import path_of
from office.jobs import run, submit
from office.kinds import JobState
from tests.house.crawling import (
    NO_TOKEN,
    PROGRAMS,
    Answer,
    chosen_prefixes,
    chosen_routes,
    crawl,
    is_updating,
    read_table,
    resolved_routes,
    words_in,
    write_table,
)
from tests.house.districts import (
    ADMINISTRATORS,
    ANONYMOUS,
    DISTRICT_ROLES,
    FOREIGN,
    OWN,
    ROLES,
    WITHOUT_POST,
    Land,
    settle_land,
)
from tests.vitality.conftest import NOON
from unions.models import SavedFilter

# Without the mark pytest-django makes no test database, and the land would be settled in the real one.
pytestmark = pytest.mark.django_db

# Taking away what is not there is no error; that the foreign one stays is tested below.
IDEMPOTENT = {"unions:saved_filter_delete"}
# What somebody without an account may open.
PUBLIC = {"login", "second_step", "step_into", "alive", "ready", "metrics"}
# What members and the party organisation open with a code or key that nobody can guess; whoever has it may be anybody.
OPEN_BY_KEY = {
    "public:plan", "public:thanks", "public:report", "party_appraisal", "voting:entrance", "voting:ballot",
    "voting:kiosk",
}  # fmt: skip
# Where the administrators of the system have no business.
BUSINESS = ("api:", "unions:", "vitality:", "scoring:", "funding:", "parameter", "reading", "year_")


def _policies(answer: Answer) -> tuple[str, ...]:
    """A paper may be shown within our own pages, a stored file nowhere."""
    if answer.headers["Content-Type"] == "application/pdf":
        return (CONTENT_SECURITY_POLICY, "frame-ancestors 'self'", SANDBOX)
    return (CONTENT_SECURITY_POLICY, SANDBOX)


def _is_stricter(policy: str) -> bool:
    """A page's own policy that opens nothing ours does not."""
    sources = {source for part in policy.split("; ") for source in part.split()[1:]}
    return "default-src 'none'" in policy and "frame-ancestors 'none'" in policy and sources <= {"'none'", "'self'"}


@pytest.fixture(scope="module")
def land(django_db_setup, django_db_blocker) -> Iterator[Land]:
    """One land for all tests of this file, taken down at their end."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield settle_land()
        transaction.set_rollback(True)


# What a role's questions look like to a database, these show; the others ask on SQLite only.
ASK_ON_BOTH = {"unit_clerk", "officer", "reviewer", "finance", "leading_group"}


def marked(roles: Iterable[str]) -> list[Any]:
    return [pytest.param(role, marks=[] if role in ASK_ON_BOTH else [pytest.mark.anywhere]) for role in roles]


@pytest.fixture(scope="module", params=marked(ROLES))
def answers(request: pytest.FixtureRequest, land: Land, django_db_blocker) -> list[Answer]:
    """What one role got; a test about certain roles names them: `of_roles`."""
    with django_db_blocker.unblock():
        return crawl(land, chosen_routes(), [request.param])


def of_roles(*roles: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("answers", marked(roles), indirect=True)


@pytest.mark.skipif(not is_updating(), reason="the table is compared, not written")
def test_the_table_is_written(land: Land):
    """First, so that all others hold what was found against it."""
    write_table(read_table().values(), crawl(land, chosen_routes()))


def test_every_route_stands_in_the_table_and_no_other():
    assert set(read_table()) == set(resolved_routes())


def test_every_parameter_of_a_route_is_filled():
    wrong = {name: route.parameters for name, route in read_table().items() if set(route.fill) != set(route.parameters)}
    assert not wrong


def test_every_role_gets_what_the_table_says(answers: list[Answer]):
    wrong = [
        f"{answer}: {answer.status}, table says {answer.route.expected[answer.method].get(answer.role)}"
        for answer in answers
        if not answer.foreign and answer.status != answer.route.expected[answer.method].get(answer.role)
    ]
    assert not wrong, "\n".join(wrong)


def test_the_table_names_every_role():
    partial = [
        f"{name} {method}"
        for name, route in read_table().items()
        for method, expected in route.expected.items()
        if set(expected) != set(ROLES)
    ]
    assert not partial


def test_nothing_breaks(answers: list[Answer]):
    assert not [str(answer) for answer in answers if answer.status >= 500]


def test_a_foreign_object_is_not_there(answers: list[Answer]):
    """404 as for what does not exist; 403 where the role may never do this to any object; 405 for the wrong method."""
    open_doors = [
        f"{answer}: {answer.status}"
        for answer in answers
        if answer.foreign and answer.status not in (403, 404, 405) and answer.route.name not in IDEMPOTENT | OPEN_BY_KEY
    ]
    assert not open_doors, "\n".join(open_doors)


def test_a_foreign_filter_is_not_deleted(land: Land, client):
    client.force_login(land.people["officer"])
    client.post(reverse("unions:saved_filter_delete", args=[land.foreign.samples["saved_filter"]]))
    assert SavedFilter.objects.filter(pk=land.foreign.samples["saved_filter"]).exists()


@of_roles(*DISTRICT_ROLES)
def test_no_word_of_one_district_reaches_the_people_of_another(answers: list[Answer]):
    walled = [answer for answer in answers if answer.route.name not in OPEN_BY_KEY]
    leaks = [str(answer) for answer in walled if FOREIGN in answer.text]
    assert not leaks, "\n".join(leaks)


@pytest.mark.skipif(bool(chosen_prefixes()), reason="only some routes are asked")
@of_roles("officer")
def test_the_marks_are_seen_by_their_own(answers: list[Answer]):
    """Else the test above would pass on empty pages: own words reach people by HTML, workbook, PDF and file name."""
    seen = {answer.route.name for answer in answers if OWN in answer.text}
    assert {"home", "unions:union_list", "unions:union_detail", "office:job_list", "office:notice_list"} <= seen
    assert {"vitality:application_pdf", "vitality:batch_summary_workbook", "office:job_result"} <= seen


@of_roles("reviewer")
def test_the_city_sees_both_districts(answers: list[Answer]):
    found = [a for a in answers if a.route.name == "vitality:review_list" and a.method == "GET"]
    assert all(OWN in answer.text and FOREIGN in answer.text for answer in found)


@of_roles(ANONYMOUS)
def test_without_an_account_everything_leads_to_the_sign_in(answers: list[Answer]):
    wrong = [
        f"{answer}: {answer.status}"
        for answer in answers
        if answer.route.name not in PUBLIC | OPEN_BY_KEY
        and not (answer.status == 302 and answer.headers["Location"].startswith("/login/"))
        and not (answer.status == NO_TOKEN and answer.route.name.startswith(PROGRAMS))
    ]
    assert not wrong, "\n".join(wrong)


@of_roles(ANONYMOUS)
def test_no_word_of_any_district_is_public(answers: list[Answer]):
    public = [a for a in answers if a.route.name not in PUBLIC | OPEN_BY_KEY]
    assert not [str(answer) for answer in public if OWN in answer.text or FOREIGN in answer.text]


@of_roles(*ADMINISTRATORS)
def test_the_administrators_of_the_system_do_no_business(answers: list[Answer]):
    wrong = [
        f"{answer}: {answer.status}"
        for answer in answers
        if answer.route.name.startswith(BUSINESS) and answer.status not in (403, 404, 405)
    ]
    assert not wrong, "\n".join(wrong)


@of_roles(WITHOUT_POST)
def test_without_a_post_nothing_is_seen(answers: list[Answer]):
    asked = [a for a in answers if a.route.name not in OPEN_BY_KEY]
    wrong = [str(a) for a in asked if OWN in a.text or FOREIGN in a.text]
    assert not wrong, "\n".join(wrong)


def test_every_page_carries_its_protecting_headers(answers: list[Answer]):
    for answer in answers:
        policy = answer.headers["Content-Security-Policy"]
        assert policy in _policies(answer) or _is_stricter(policy), answer
        assert answer.headers["X-Content-Type-Options"] == "nosniff", answer
        assert answer.headers["Referrer-Policy"] in ("same-origin", "no-referrer"), answer
        assert answer.headers["X-Frame-Options"] in ("DENY", "SAMEORIGIN"), answer
        assert "Permissions-Policy" in answer.headers, answer
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin", answer


@of_roles(*(role for role in ROLES if role != ANONYMOUS))
def test_nothing_shown_to_a_person_is_kept_in_a_cache(answers: list[Answer]):
    kept = [str(a) for a in answers if "no-store" not in a.headers.get("Cache-Control", "")]
    assert not kept, "\n".join(kept)


# Jobs: the same walls, although no URL is asked --------------------------------------------------------------------

FOREIGN_PARAMS: dict[str, dict[str, Any] | None] = {
    "office.export_events": {},
    "office.verify_events": {},
    "unions.check_roster": None,  # its file comes with it; what it compares is the person's own scope
    "unions.import_roster": None,
    "unions.export_register": {"unions": ["union", "district"], "as_roster": False},
    "appraisal.check_appraisals": None,
    "appraisal.import_appraisals": None,
    "vitality.check_history": None,
    "vitality.import_history": None,
    **{
        f"scoring.{act}_{stage}_scores": None
        for act in ("check", "import")
        for stage in ("self", "department", "final")
    },
    "vitality.batch_package": {"batch": "batch", "copy": 1},
    "vitality.province_forms": {"round": "round", "copy": 1},
    "vitality.archive_package": {"union": "district", "archive": "=work"},
    "vitality.coverage_draft": {"year": 2014},
    "funding.compute": {},
    "funding.verify": {},
}


def _foreign(land: Land, value: Any) -> Any:
    """The key of the foreign sample a name stands for; "=word" is the word itself."""
    if isinstance(value, list):
        return [_foreign(land, each) for each in value]
    if isinstance(value, str) and value.startswith("="):
        return value[1:]
    return land.sample(value, foreign=True) if isinstance(value, str) else value


def test_every_kind_of_job_is_tried_with_foreign_objects():
    assert set(jobs._handlers) == set(FOREIGN_PARAMS)


@pytest.mark.parametrize("kind", [kind for kind, params in FOREIGN_PARAMS.items() if params is not None])
def test_a_job_gives_nothing_of_another_district(kind: str, land: Land):
    params = {name: _foreign(land, value) for name, value in (FOREIGN_PARAMS[kind] or {}).items()}
    job = run(submit(kind, params, user=land.people["officer"], at=NOON).pk, clock=lambda: NOON)
    assert job is not None
    told = f"{job.message}{job.outcome}{job.result_name}"
    if job.result:
        told += words_in(path_of(job.result.sha256).read_bytes())
    assert FOREIGN not in told
    assert job.state in (JobState.DONE, JobState.FAILED)
