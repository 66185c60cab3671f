"""Making a backup: one moment of the database, every kept file, the keys, sealed as it is written."""

from __future__ import annotations

import gzip
import io
import json
import os
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from config.operation.backup.rows import ROWS_AT_ONCE, columns, kept_models, rows_of, written
from config.operation.backup.sealing import Sealed
from office.refusals import Refused

FORMAT: Final = 1
HEAD, KEYS, MANIFEST = "head.json", "keys.json", "manifest.json"
ROWS, FILES = "rows/", "files/"
ENDING: Final = ".uvb"
KEPT_SETTINGS: Final = ("SECRET_KEY", "BALLOT_SECRET")


@dataclass(frozen=True)
class Made:
    """What was written."""

    path: Path
    row_count: int
    file_count: int
    size_bytes: int


def make_backup(*, key: bytes, folder: Path, at: datetime) -> Made:
    """Write an archive into a folder; it appears there under its name only when it is whole and on the disk.

    Raises:
        Refused: the disk is full, or the folder cannot be written to.
    """
    path = folder / f"vitality-{at:%Y%m%d-%H%M%S}{ENDING}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _appearing(path) as target, _one_moment():
            sealed = Sealed(target, key)
            manifest = _write(sealed, at)
            sealed.finish()
    except OSError as fault:
        raise Refused(f"备份没有完成：写入 {folder} 失败（{fault.strerror or fault}）。") from fault
    return Made(path, sum(manifest["counts"].values()), manifest["files"], path.stat().st_size)


def prune(folder: Path, keep: int) -> list[Path]:
    """Delete all but the newest archives; says which."""
    old = sorted(folder.glob(f"*{ENDING}"))[:-keep]
    for path in old:
        path.unlink()
    return old


@contextmanager
def _appearing(path: Path) -> Iterator[Any]:
    part = path.with_suffix(".part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as target:
            yield target
            target.flush()
            os.fsync(target.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def _one_moment() -> Iterator[None]:
    """All tables as they stand at one moment; on PostgreSQL nobody waits for it."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _write(sealed: Sealed, at: datetime) -> dict[str, Any]:
    with (
        gzip.GzipFile(fileobj=sealed, mode="wb", compresslevel=3, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w|") as archive,
    ):
        head = {"format": FORMAT, "made_at": at.isoformat(), "database": connection.vendor, "migrations": migrations()}
        _add(archive, HEAD, _json(head))
        _add(archive, KEYS, _json({name: getattr(settings, name) for name in KEPT_SETTINGS}))
        counts = {model._meta.label_lower: _add_rows(archive, model) for model in kept_models()}
        manifest = {"counts": counts, "files": _add_files(archive)}
        _add(archive, MANIFEST, _json(manifest))
    return manifest


def migrations() -> list[list[str]]:
    """What was done to the schema."""
    return sorted([app, name] for app, name in MigrationRecorder(connection).applied_migrations())


def _add_rows(archive: tarfile.TarFile, model: Any) -> int:
    """A table in parts small enough for memory; none touches the disk unsealed."""
    fields, rows, count = columns(model), rows_of(model), 0
    names = [field.attname for field in fields]
    for number in range(2**31):
        part = list(islice(rows, ROWS_AT_ONCE))
        if not part:
            break
        lines = [json.dumps(names), *(written(fields, row) for row in part)]
        _add(archive, f"{ROWS}{model._meta.label_lower}/{number:06d}", "\n".join(lines).encode())
        count += len(part)
    return count


def _add_files(archive: tarfile.TarFile) -> int:
    """Everything in the store, by its name there; what is being written at this moment has no row yet."""
    store, count = Path(settings.FILE_STORE_DIR), 0
    for path in sorted(store.glob("*/*")):
        if path.is_file():
            content = path.read_bytes()
            if sha256(content).hexdigest() == path.name:
                _add(archive, f"{FILES}{path.relative_to(store)}", content)
                count += 1
    return count


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = len(content), 0o600
    archive.addfile(member, io.BytesIO(content))


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()
