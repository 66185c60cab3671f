"""A closed box is carried to another place by backup and restore, and opens there with the same codes."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection

from appraisal.models import BoxItem, Comment, Result
from appraisal.selectors.polls import ledger
from appraisal.services.box_ledger import is_whole
from appraisal.services.counting import open_box
from office.refusals import Refused
from tests.appraisal.conftest import AT, Hall

pytestmark = pytest.mark.django_db(transaction=True)


def postgres_command(*command: str) -> None:
    at = connection.settings_dict
    environment = {"PGHOST": at["HOST"], "PGPORT": str(at["PORT"] or 5432), "PGUSER": at["USER"]}
    subprocess.run(command, env={**os.environ, **environment, "PGPASSWORD": at["PASSWORD"]}, check=True)


@contextmanager
def restored_database(folder: Path) -> Iterator[None]:
    """The database dumped, restored under another name, and worked on from here."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        other = str(folder / "restored.sqlite3")
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [other])
    else:
        other, dump = f"{name}_restored", str(folder / "dump")
        postgres_command("pg_dump", "--format=custom", f"--file={dump}", name)
        postgres_command("dropdb", "--if-exists", other)
        postgres_command("createdb", other)
        postgres_command("pg_restore", f"--dbname={other}", dump)
    connection.close()
    connection.settings_dict["NAME"] = other
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = name
        if connection.vendor == "postgresql":
            postgres_command("dropdb", "--force", other)


def closed(hall: Hall) -> Hall:
    for number, code in enumerate(hall.slips[:8]):
        hall.vote(code, chair="satisfied" if number < 5 else "dissatisfied", comment="食堂" if number == 3 else "")
    hall.give_superiors()
    hall.step("stop_voting", present_count=8, issued_count=8)
    return hall


def opened(hall: Hall) -> None:
    open_box(session=hall.refresh(), given_codes=hall.opening_codes[:2], user=hall.leader, at=AT)


def test_a_restored_box_opens_with_the_same_codes(open_hall: Hall, tmp_path: Path, settings):
    hall = closed(open_hall)
    files = shutil.copytree(settings.FILE_STORE_DIR, tmp_path / "files")
    with restored_database(tmp_path):
        settings.FILE_STORE_DIR = files
        opened(hall)
        assert Result.objects.get(question="chair", option="dissatisfied").ballot_count == 3
        assert Comment.objects.get().text == "食堂"
        assert not BoxItem.objects.exists()
        assert is_whole(ledger(hall.poll))
    assert BoxItem.objects.count() == 8


def test_a_database_restored_without_its_files_says_what_is_missing(open_hall: Hall, tmp_path: Path, settings):
    hall = closed(open_hall)
    with restored_database(tmp_path):
        settings.FILE_STORE_DIR = tmp_path / "nothing"
        with pytest.raises(Refused, match="票箱文件不存在"):
            opened(hall)
        assert BoxItem.objects.count() == 8
