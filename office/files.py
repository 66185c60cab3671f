"""Evidence files: judged by their content, kept by their hash outside the web root, served after a fresh check."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import zipfile
from datetime import datetime
from pathlib import Path
from typing import IO, Any

import puremagic
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Model, QuerySet

from office import events
from office.models import EvidenceFile, StoredFile
from office.refusals import Refused

# What an officer attaches: scans, photographs, and papers from the usual office programmes.
ALLOWED_TYPES = {
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
ALLOWED_WORDS = "PDF、PNG、JPG、Word（docx）或 Excel（xlsx）"
OFFICE_MEMBERS = {".docx": "word/document.xml", ".xlsx": "xl/workbook.xml"}
UNPACKED_LIMIT_BYTES = 200 * 1024 * 1024
MOST_MEMBERS = 5_000
CHUNK_BYTES = 64 * 1024


def attach(subject: Model, upload: UploadedFile, *, user: Any, at: datetime, caption: str = "") -> EvidenceFile:
    """Check and keep an uploaded file as evidence of a subject.

    Raises:
        Refused: too large, too many, empty, or not what its name says; the sentence names the file and the limit.
    """
    _refuse_size(upload)
    media_type = _media_type(upload)
    with transaction.atomic():
        evidence = evidence_of(subject)
        if evidence.count() >= settings.EVIDENCE_MAX_COUNT:
            raise Refused(f"佐证资料最多 {settings.EVIDENCE_MAX_COUNT} 个，请先移除不需要的。")
        stored = keep(upload.file, media_type)
        found = evidence.filter(file=stored, name=_safe_name(upload)).first()
        if found:
            return found
        added = EvidenceFile.objects.create(
            **_subject_columns(subject),
            file=stored,
            name=_safe_name(upload),
            caption=caption,
            added_by=user,
            added_at=at,
        )
        events.record(events.Entry(subject, "attach", "上传佐证资料", user, at, changes={"文件": added.name}))
    return added


@transaction.atomic
def detach(subject: Model, evidence: EvidenceFile, *, user: Any, at: datetime) -> None:
    """Take an evidence file off its subject; the event keeps its name and hash, the store keeps the bytes."""
    changes = {"文件": evidence.name, "摘要": evidence.file.sha256}
    evidence.delete()
    events.record(events.Entry(subject, "detach", "移除佐证资料", user, at, changes=changes))


def evidence_of(subject: Model) -> QuerySet[EvidenceFile]:
    """What is attached to a subject, in the order of arrival."""
    return EvidenceFile.objects.about(subject).select_related("file", "added_by")


def keep(source: IO[bytes], media_type: str) -> StoredFile:
    """Put bytes into the store once, whatever number of times they arrive; crash-safe by rename."""
    sha256, size_bytes, spooled = _spool(source)
    target = path_of(sha256)
    target.parent.mkdir(parents=True, exist_ok=True)
    Path(spooled).replace(target)
    return StoredFile.objects.get_or_create(
        sha256=sha256, defaults={"size_bytes": size_bytes, "media_type": media_type}
    )[0]


def path_of(sha256: str) -> Path:
    """Where the bytes with this hash lie."""
    return Path(settings.FILE_STORE_DIR) / sha256[:2] / sha256


def _spool(source: IO[bytes]) -> tuple[str, int, str]:
    digest, size_bytes = hashlib.sha256(), 0
    Path(settings.FILE_STORE_DIR).mkdir(parents=True, exist_ok=True)
    source.seek(0)
    with tempfile.NamedTemporaryFile(dir=settings.FILE_STORE_DIR, delete=False) as spool:
        while chunk := source.read(CHUNK_BYTES):
            digest.update(chunk)
            size_bytes += len(chunk)
            spool.write(chunk)
        spool.flush()
        os.fsync(spool.fileno())
    return digest.hexdigest(), size_bytes, spool.name


def _refuse_size(upload: UploadedFile) -> None:
    limit = settings.EVIDENCE_MAX_BYTES
    if not upload.size:
        raise Refused(f"文件“{upload.name}”是空的。")
    if upload.size > limit:
        size, most = upload.size / 1024**2, limit // 1024**2
        raise Refused(f"文件“{upload.name}”有 {size:.1f} MB，超过单个文件 {most} MB 的上限。")


def _media_type(upload: UploadedFile) -> str:
    """The type by content, which must be the one the name promises."""
    suffix = Path(upload.name or "").suffix.lower().replace(".jpeg", ".jpg")
    if suffix not in ALLOWED_TYPES:
        raise Refused(f"文件“{upload.name}”的类型不能接收；请上传 {ALLOWED_WORDS}。")
    if suffix in OFFICE_MEMBERS:
        is_genuine = _is_office_paper(upload.file, OFFICE_MEMBERS[suffix])
    else:
        is_genuine = _found_type(upload.file) == ALLOWED_TYPES[suffix]
    if not is_genuine:
        raise Refused(f"文件“{upload.name}”的内容与扩展名 {suffix} 不符，未接收。")
    return ALLOWED_TYPES[suffix]


def _found_type(source: IO[bytes]) -> str:
    source.seek(0)
    try:
        return puremagic.from_string(source.read(CHUNK_BYTES), mime=True)
    except (puremagic.PureError, ValueError):
        return ""


def _is_office_paper(source: IO[bytes], member: str) -> bool:
    """Whether this is such a package: its main part is there, no macros, and it does not unpack without measure."""
    source.seek(0)
    try:
        with zipfile.ZipFile(source) as package:
            entries = package.infolist()
    except zipfile.BadZipFile:
        return False
    names = {entry.filename for entry in entries}
    has_macros = any(name.endswith("vbaProject.bin") for name in names)
    is_bearable = len(entries) <= MOST_MEMBERS and sum(entry.file_size for entry in entries) <= UNPACKED_LIMIT_BYTES
    return member in names and not has_macros and is_bearable


def _safe_name(upload: UploadedFile) -> str:
    name = Path("".join(sign for sign in upload.name or "文件" if sign.isprintable()))
    return name.stem[: 190 - len(name.suffix)] + name.suffix


def _subject_columns(subject: Model) -> dict[str, str]:
    return {"subject_kind": subject._meta.label_lower, "subject_id": str(subject.pk)}


def copy_out(file: StoredFile, target: IO[bytes]) -> None:
    """Write a stored file's bytes into an open file."""
    with path_of(file.sha256).open("rb") as source:
        shutil.copyfileobj(source, target)
