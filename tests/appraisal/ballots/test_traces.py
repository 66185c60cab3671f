"""After a vote, everything the servers have written is searched for the code, the answers and the opinion on a ballot.

PostgreSQL runs as a cluster of its own that logs every statement, so that its whole folder can be read, log included.
"""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
import redis
from django.conf import settings
from django.db import connection

from appraisal.box.codes import check_digit, grouped, slip_mac
from appraisal.models import Comment
from appraisal.selectors.polls import installation_secret
from appraisal.services.counting import open_box
from tests.appraisal.ballots.cluster import own_cluster
from tests.appraisal.conftest import AT, Hall, make_hall
from tests.serving import served

pytestmark = pytest.mark.django_db(transaction=True)

OPINION = "把食堂的红烧肉烧好一点丁丑"
NONCE = "feedface" * 4
UNKNOWN = "7" * 11 + check_digit("7" * 11)


def spellings(text: str) -> Iterator[bytes]:
    """A text as the layers below might have written it down."""
    plain = text.encode()
    yield from (plain, text.encode("utf-16-le"), text.encode("utf-16-be"), plain.hex().encode())
    yield from (quote(text).encode(), quote(text).lower().encode(), json.dumps(text)[1:-1].encode())
    for shift in range(3):  # base64 of the text wherever it begins, without the ends that its neighbours change
        yield base64.b64encode(b"\0" * shift + plain)[4:-4]


def needles(code: str) -> dict[bytes, str]:
    """What must be nowhere, by its bytes."""
    texts = {
        "the code": code, "the code as printed": grouped(code), "an unknown code": UNKNOWN, "the nonce": NONCE,
        "the opinion": OPINION, "a part of it": OPINION[2:8], "an answer as sealed": '"chair":"dissatisfied"',
        "an answer as sent": "q-chair=dissatisfied",
    }  # fmt: skip
    return {bytes(spelling): name for name, text in texts.items() for spelling in spellings(text)}


def vote_and_fail(port: int, hall: Hall, code: str) -> None:
    """One ballot goes in; the same content is also refused for a wrong code, and for an answer left out."""
    ballot = {"nonce": NONCE, "q-chair": "dissatisfied", "q-committee": "satisfied", "comment": OPINION}
    path = f"/v/{hall.poll.slug}/"
    with closing(HTTPConnection("127.0.0.1", port, timeout=30)) as line:
        statuses = []
        for fields in ({**ballot, "code": UNKNOWN}, {"code": code, "comment": OPINION}, {**ballot, "code": code}):
            line.request("POST", path, urlencode(fields), {"Content-Type": "application/x-www-form-urlencoded"})
            answer = line.getresponse()
            answer.read()
            statuses.append(answer.status)
        line.request("GET", path + "kiosk/")
        line.getresponse().read()
    assert statuses == [403, 400, 200]


def files_under(*folders: Path) -> dict[str, bytes]:
    paths = (path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path): path.read_bytes() for path in paths}


def read_by_another_process(path: Path) -> bytes:
    """What the file holds; a process that closes a file of SQLite's by itself gives up its own locks on it."""
    return subprocess.run(["cat", path], check=True, capture_output=True).stdout


def cache_content() -> dict[str, bytes]:
    """Every key of Redis and its value; the cache in the database is found with the database."""
    if not settings.REDIS_URL:
        return {}
    client = redis.Redis.from_url(settings.REDIS_URL)
    return {f"redis {key!r}": key + (client.dump(key) or b"") for key in client.scan_iter()}


def found_in(written: dict[str, bytes], wanted: dict[bytes, str]) -> set[tuple[str, str]]:
    return {(name, place) for place, content in written.items() for needle, name in wanted.items() if needle in content}


def expect_no_trace(written: dict[str, bytes], hall: Hall, code: str) -> None:
    mac = slip_mac(code, installation_secret(), str(hall.poll.pk))
    controls = {mac: "the slip's MAC", hall.union.name.encode(): "the union's name"}
    assert {name for name, _ in found_in(written, controls)} == set(controls.values())  # the search does find
    assert found_in(written, needles(code)) == set()


def close_and_open(hall: Hall) -> None:
    hall.give_superiors()
    hall.step("stop_voting", present_count=10, issued_count=10)
    open_box(session=hall.session, given_codes=hall.opening_codes[:2], user=hall.leader, at=AT)


def open_filled_hall() -> Hall:
    """A poll in which seven others have voted already."""
    hall = make_hall(due=10).prepare_box()
    hall.step("start_voting")
    for code in hall.slips[1:8]:
        hall.vote(code)
    return hall


@pytest.mark.postgres
@pytest.mark.skipif(
    not shutil.which("initdb"), reason="initdb is not there, so there is no cluster of our own to search"
)
def test_no_file_log_or_cache_of_the_servers_knows_a_ballot(db, tmp_path: Path):
    with own_cluster("log_statement=all", "log_connections=on", "log_duration=on") as cluster:
        hall = open_filled_hall()
        code = hall.slips[0]
        with served(tmp_path) as server:
            vote_and_fail(server.port, hall, code)
            with connection.cursor() as cursor:
                cursor.execute("CHECKPOINT")
            written = files_under(cluster.folder, tmp_path, Path(settings.FILE_STORE_DIR)) | cache_content()
        assert any("pg_wal" in place for place in written)
        assert b"appraisal_boxitem" in written[str(cluster.folder / "postgres.log")]
        expect_no_trace(written, hall, code)
        expect_only_the_opinion_after_opening(hall, code, cluster.folder)


def expect_only_the_opinion_after_opening(hall: Hall, code: str, *folders: Path) -> None:
    """The opening publishes the opinion, and still nothing knows the code or the answers beside it."""
    close_and_open(hall)
    assert Comment.objects.get().text == OPINION
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT" if connection.vendor == "postgresql" else "PRAGMA wal_checkpoint(TRUNCATE)")
    written = files_under(*folders, Path(settings.FILE_STORE_DIR)) | cache_content()
    wanted = {needle: name for needle, name in needles(code).items() if "opinion" not in name and "part" not in name}
    assert found_in(written, wanted) == set()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL is searched as a cluster of its own")
def test_no_file_of_sqlite_and_no_log_knows_a_ballot(db, tmp_path: Path):
    hall = open_filled_hall()
    code, file = hall.slips[0], Path(connection.settings_dict["NAME"])

    def database_files() -> dict[str, bytes]:
        return {str(path): read_by_another_process(path) for path in file.parent.glob(f"{file.name}*")}

    with served(tmp_path) as server:
        vote_and_fail(server.port, hall, code)
        written = database_files() | files_under(tmp_path, Path(settings.FILE_STORE_DIR))
    assert any(place.endswith("-wal") for place in written)
    expect_no_trace(written, hall, code)
    close_and_open(hall)
    wanted = {needle: name for needle, name in needles(code).items() if "opinion" not in name and "part" not in name}
    assert found_in(database_files(), wanted) == set()


@pytest.mark.parametrize("spelling", range(10))
def test_the_search_knows_a_text_in_every_spelling(spelling: int):
    texts = list(spellings(OPINION))
    assert len(texts) == 10
    assert found_in({"a file": b"before " + texts[spelling] + b" after"}, needles("123456789012")) >= {
        ("the opinion", "a file")
    }
