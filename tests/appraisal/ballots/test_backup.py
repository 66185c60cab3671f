"""The restore drill: a backup of a site with a closed box goes into an empty database, and the box opens there."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path
from secrets import token_bytes

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError
from psycopg.errors import InsufficientPrivilege

from appraisal.models import BoxItem, Comment, Result
from appraisal.selectors.polls import ledger
from appraisal.services.box_ledger import is_whole
from appraisal.services.counting import open_box
from config.operation.backup.rows import kept_models
from config.settings.demands import BACKUP_KEY_BYTES
from office.chain import walk_chain
from office.models import Event
from office.refusals import Refused
from tests.another_database import another_database
from tests.appraisal.conftest import AT, Hall
from unions.models import Union, User

pytestmark = pytest.mark.django_db(transaction=True)


def new_key() -> str:
    return b64encode(token_bytes(BACKUP_KEY_BYTES)).decode()


@pytest.fixture
def key_file(tmp_path: Path, settings) -> Path:
    path = tmp_path / "backup.key"
    path.write_text(new_key())
    settings.BACKUP_KEY_FILE, settings.BACKUP_KEY, settings.BALLOT_SECRET = str(path), "", settings.SECRET_KEY
    return path


@pytest.fixture
def closed_hall(open_hall: Hall) -> Hall:
    for number, code in enumerate(open_hall.slips[:8]):
        subject = "satisfied" if number < 5 else "dissatisfied"
        open_hall.vote(code, chair=subject, comment="食堂" if number == 3 else "")
    open_hall.give_superiors()
    open_hall.step("stop_voting", present_count=8, issued_count=8)
    return open_hall


def counts() -> dict[str, int]:
    return {model._meta.label: model._base_manager.count() for model in kept_models()}


def backup(folder: Path) -> Path:
    call_command("backup", to=folder, verbosity=0)
    (archive,) = folder.glob("*.uvb")
    return archive


def opened(hall: Hall) -> None:
    open_box(session=hall.refresh(), given_codes=hall.opening_codes[:2], user=hall.leader, at=AT)


def test_a_backup_restored_elsewhere_is_the_same_site_and_its_box_opens(
    closed_hall: Hall, key_file: Path, tmp_path: Path, settings, capsys, monkeypatch
):
    handed_over = []
    monkeypatch.setattr("os.geteuid", lambda: 0)
    monkeypatch.setattr("os.chown", lambda path, user, group: handed_over.append((path, user, group)))
    archive, before = backup(tmp_path / "backups"), counts()
    assert archive.stat().st_mode & 0o077 == 0
    assert "食堂" not in archive.read_bytes().decode("latin-1")
    settings.FILE_STORE_DIR = tmp_path / "restored-files"
    with another_database(tmp_path):
        settings.BALLOT_SECRET = "another secret, as on a machine set up anew"
        call_command("restore", archive, keys_to=tmp_path / "keys.env")
        settings.BALLOT_SECRET = settings.SECRET_KEY
        assert counts() == before
        expect_files_of_the_stores_owner(settings.FILE_STORE_DIR, handed_over)
        assert walk_chain().faults == ()
        assert is_whole(ledger(closed_hall.poll))
        expect_usable_tables(closed_hall)
        opened(closed_hall)
        assert Result.objects.get(question="chair", option="dissatisfied").ballot_count == 3
        assert Comment.objects.get().text == "食堂"
        expect_no_overwriting(archive)
        call_command("restore", archive, replace=True)
        assert BoxItem.objects.count() == 8
        expect_a_box_without_its_file_stays_closed(closed_hall, settings, tmp_path)
    assert BoxItem.objects.count() == 8
    assert f"BALLOT_SECRET={settings.SECRET_KEY}" in (tmp_path / "keys.env").read_text()
    assert "全部与写入时一致" in capsys.readouterr().out


def expect_files_of_the_stores_owner(store: Path, handed_over: list[tuple[Path, int, int]]) -> None:
    """Root restores, another runs the site and has to read what was put back."""
    owner = store.stat()
    assert {(path, owner.st_uid, owner.st_gid) for path in store.rglob("*")} == set(handed_over) != set()


def expect_usable_tables(hall: Hall) -> None:
    """Numbers go on after the last one, and the event log still refuses to be edited."""
    made = User.objects.create(username="made-after-the-restore", full_name="新来")
    assert made.pk > hall.leader.pk
    made.delete()
    with pytest.raises(Exception, match="append-only"):
        Event.objects.update(label="另一件事")


def expect_no_overwriting(archive: Path) -> None:
    before = Union.objects.count()
    with pytest.raises(CommandError, match="--replace"):
        call_command("restore", archive)
    assert Union.objects.count() == before


def expect_a_box_without_its_file_stays_closed(hall: Hall, settings, folder: Path) -> None:
    settings.FILE_STORE_DIR = folder / "nothing"
    with pytest.raises(Refused, match="票箱文件不存在"):
        opened(hall)
    assert BoxItem.objects.count() == 8


def test_an_archive_that_is_not_whole_changes_nothing(open_hall: Hall, key_file: Path, tmp_path: Path):
    archive, before = backup(tmp_path / "backups"), counts()
    call_command("restore", archive, check=True)
    content = archive.read_bytes()
    archive.write_bytes(content[:-1])
    with pytest.raises(CommandError, match="打不开"):
        call_command("restore", archive, replace=True)
    assert counts() == before
    archive.write_bytes(content)
    key_file.write_text(new_key())
    with pytest.raises(CommandError, match="密钥不对"):
        call_command("restore", archive, check=True)


def test_who_does_not_own_the_tables_is_told_so(key_file: Path, tmp_path: Path, monkeypatch):
    def refuse(*_: object, **__: object) -> None:
        raise ProgrammingError("must be owner of table office_event") from InsufficientPrivilege()

    monkeypatch.setattr("config.management.commands.restore.restore_backup", refuse)
    with pytest.raises(CommandError, match="不是表的属主"):
        call_command("restore", key_file)


def test_a_full_disk_leaves_no_half_archive(open_hall: Hall, key_file: Path, tmp_path: Path, monkeypatch):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("config.operation.backup.making.os.fsync", full)
    with pytest.raises(CommandError, match="备份没有完成"):
        backup(tmp_path / "backups")
    assert list((tmp_path / "backups").iterdir()) == []


def test_the_oldest_archives_go_first(key_file: Path, tmp_path: Path):
    for day in (1, 2, 3):
        (tmp_path / f"vitality-2014010{day}-020000.uvb").touch()
    call_command("backup", to=tmp_path, keep=2, verbosity=0)
    kept = sorted(path.name for path in tmp_path.glob("*.uvb"))
    assert len(kept) == 2
    assert kept[0] == "vitality-20140103-020000.uvb"
