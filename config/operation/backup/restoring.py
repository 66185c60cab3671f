"""Restoring: the whole archive is checked first, then loaded in one transaction, then proved."""

from __future__ import annotations

import json
import os
import re
import tarfile
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from hashlib import sha256
from io import BufferedReader, StringIO
from pathlib import Path
from typing import Any, Final

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command, get_commands
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader

from config.operation.backup import rows
from config.operation.backup.making import FILES, FORMAT, HEAD, KEPT_SETTINGS, KEYS, MANIFEST, ROWS
from config.operation.backup.sealing import Opened
from office.chain import walk_chain
from office.models import Event
from office.refusals import Refused
from unions.models import Union, User

STORED_NAME: Final = re.compile(r"files/([0-9a-f]{2})/(\1[0-9a-f]{62})")


@dataclass
class Contents:
    """What an archive holds, after reading it to its end."""

    head: dict[str, Any] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    manifest: dict[str, Any] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    file_count: int = 0


@dataclass(frozen=True)
class Restored:
    """What was put back, and what its proof said.

    Attributes:
        changed_keys: settings whose value in the archive is another than here; the archive's are needed.
    """

    row_count: int
    file_count: int
    sentences: tuple[str, ...]
    changed_keys: dict[str, str]


def members(path: Path, key: bytes) -> Iterator[tuple[str, bytes]]:
    """Every part of an archive with its name; each piece was checked before it is seen."""
    with (
        path.open("rb") as file,
        closing(BufferedReader(Opened(file, key))) as plain,
        tarfile.open(fileobj=plain, mode="r|gz") as archive,
    ):
        for member in archive:
            content = archive.extractfile(member)
            if content is None:
                raise Refused(f"备份中有不明内容：{member.name}。")
            yield member.name, content.read()


def check_backup(path: Path, key: bytes) -> Contents:
    """Read an archive to its end without touching anything: seals, hashes, counts, the schema it needs.

    Raises:
        Refused: something is missing, changed, or of another version.
    """
    found = Contents()
    for name, content in members(path, key):
        _note(found, name, content)
    if not found.manifest:
        raise Refused("备份不完整：没有清单。")
    counts = {label: count for label, count in found.manifest["counts"].items() if count}
    if counts != dict(found.counts) or found.manifest["files"] != found.file_count:
        raise Refused("备份不完整：行数或文件数与清单不符。")
    _refuse_other_version(found.head)
    return found


def _note(found: Contents, name: str, content: bytes) -> None:
    if name == HEAD:
        found.head = json.loads(content)
    elif name == KEYS:
        found.keys = json.loads(content)
    elif name == MANIFEST:
        found.manifest = json.loads(content)
    elif name.startswith(ROWS):
        found.counts[name.split("/")[1]] += content.count(b"\n")
    elif not (match := STORED_NAME.fullmatch(name)) or sha256(content).hexdigest() != match[2]:
        raise Refused(f"备份中的文件与其摘要不符：{name}。")
    else:
        found.file_count += 1


def _refuse_other_version(head: dict[str, Any]) -> None:
    if head.get("format") != FORMAT:
        raise Refused(f"备份的格式（{head.get('format')}）不是本版本所用的（{FORMAT}）。")
    known = {tuple(key) for key in MigrationLoader(None, ignore_no_migrations=True).disk_migrations}
    made_with = {tuple(key) for key in head["migrations"]}
    if made_with != known:
        other = sorted(f"{app}.{name}" for app, name in made_with ^ known)
        which = "、".join(other[:3]) + ("等" if len(other) > 3 else "")
        raise Refused(f"备份是另一版本的程序做的（{which}）：请先换用那一版本的程序恢复，再升级。")


def restore_backup(path: Path, key: bytes, *, replace: bool) -> Restored:
    """Put an archive into this installation.

    Args:
        replace: whether an installation that is not empty may be wiped; all that is in it is lost.

    Raises:
        Refused: the archive is not whole, or there is something here that would be lost.
    """
    found = check_backup(path, key)
    if (people := _people()) is not None:
        if people and not replace:
            raise Refused(f"这里已有 {people:,} 个账号等资料，恢复会将其全部清除；确要覆盖请加 --replace。")
        if people or replace:
            wipe()
    call_command("migrate", verbosity=0, interactive=False)
    with transaction.atomic():
        _load(path, key)
        _refuse_missing_rows(found.manifest["counts"])
    changed = {name: value for name, value in found.keys.items() if value and value != getattr(settings, name)}
    return Restored(sum(found.counts.values()), found.file_count, _proof(), changed)


def _people() -> int | None:
    """How many people and unions and events are here; None where there is not even a table."""
    if User._meta.db_table not in connection.introspection.table_names():
        return None
    return User.objects.count() or int(Union.objects.exists() or Event.objects.exists())


def _load(path: Path, key: bytes) -> None:
    models = rows.kept_models()
    for model in models:
        rows.empty(model)
    for name, content in members(path, key):
        if name.startswith(ROWS):
            names, *lines = content.split(b"\n")
            model = apps.get_model(name.split("/")[1])
            if json.loads(names) != [column.attname for column in rows.columns(model)]:
                raise Refused(f"备份中 {name} 的列与本版本不同。")
            rows.insert(model, (rows.read(line) for line in lines))
        elif name.startswith(FILES):
            _put_file(name, content)
    rows.reset_sequences(models)
    ContentType.objects.clear_cache()


def _put_file(name: str, content: bytes) -> None:
    store = Path(settings.FILE_STORE_DIR)
    target = store / name.removeprefix(FILES)
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as spool:
        spool.write(content)
        spool.flush()
        os.fsync(spool.fileno())
    Path(spool.name).replace(target)
    if os.geteuid() == 0:
        # Root restores, another runs the site: what root alone may read would be missing from every page.
        owner = store.stat()
        for path in (target.parent, target):
            os.chown(path, owner.st_uid, owner.st_gid)


def _refuse_missing_rows(counts: dict[str, int]) -> None:
    wrong = [
        f"{label}（应 {count:,}，实 {there:,}）"
        for label, count in counts.items()
        if (there := apps.get_model(label)._base_manager.count()) != count
    ]
    if wrong:
        raise Refused(f"恢复后行数与备份不符，已全部撤回：{'、'.join(wrong)}。")


def _proof() -> tuple[str, ...]:
    """What the verifiers of the site say about what was put back."""
    report = walk_chain()
    if report.faults:
        raise Refused(f"恢复后的操作日志核对不符：{report.faults[0]}")
    sentences = [report.sentence]
    if "verify_ledger" in get_commands():
        _run_verifier("verify_ledger")
        sentences.append("经费台账核对无误。")
    return tuple(sentences)


def _run_verifier(name: str) -> None:
    """A command that prints what does not fit and then ends with 1."""
    printed = StringIO()
    try:
        call_command(name, verbosity=0, stdout=printed)
    except SystemExit:
        raise Refused(f"恢复后核对（{name}）不符：{printed.getvalue().strip()}") from None


def wipe() -> None:
    """Drop every table and function of the site's own schema; only `restore --replace` does this."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for statement in _postgres_drops(cursor):
                cursor.execute(statement)
            return
        cursor.execute("PRAGMA foreign_keys=OFF")
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"DROP TABLE {connection.ops.quote_name(table)}")
        cursor.execute("PRAGMA foreign_keys=ON")


def _postgres_drops(cursor: Any) -> list[str]:
    cursor.execute(
        "SELECT format('DROP TABLE IF EXISTS %I CASCADE', tablename) FROM pg_tables WHERE schemaname = current_schema()"
        " UNION ALL SELECT format('DROP FUNCTION IF EXISTS %s CASCADE', f.oid::regprocedure) FROM pg_proc f"
        " WHERE f.pronamespace = current_schema()::regnamespace AND f.prokind = 'f' AND NOT EXISTS"
        " (SELECT 1 FROM pg_depend d WHERE d.objid = f.oid AND d.deptype = 'e')"
    )
    return [statement for (statement,) in cursor.fetchall()]


def write_keys(path: Path, changed: dict[str, str]) -> None:
    """The archive's keys as lines for the environment, readable by the owner alone."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.writelines(f"{name}={changed[name]}\n" for name in KEPT_SETTINGS if name in changed)
