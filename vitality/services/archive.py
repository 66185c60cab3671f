"""工作档案 and 典型档案: papers filed, withdrawn with a reason, and the whole archive as one zip (六3)."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.timezone import localtime

from office import events, files
from office.documents import render_batch
from office.refusals import Refused
from unions.models import Union, User
from vitality.kinds import ArchiveFolder, ArchiveKind
from vitality.models import ArchiveDocument
from vitality.selectors.archive import FolderContent, archive_of, is_archive
from vitality.services.packages import Package

Progress = Callable[[int, int, str], None]


@transaction.atomic
def file_document(
    *,
    union: Union,
    archive: ArchiveKind,
    folder: ArchiveFolder,
    upload: UploadedFile,
    user: User,
    at: datetime,
    title: str = "",
    made_on: date | None = None,
) -> ArchiveDocument:
    """Put a paper into a folder.

    Raises:
        PermissionDenied: the person does not file for this union.
        Refused: the union has no such archive, the archive no such folder, the file is not taken or stands there.
    """
    if not user.has_perm("vitality.file_document", union):
        raise PermissionDenied
    if not is_archive(archive, union) or folder not in ArchiveFolder.of(archive):
        raise Refused(f"{union}没有“{archive.label}”的“{folder.label}”目录。")
    if made_on and made_on > at.date():
        raise Refused("形成日期不能在今天之后。", fields={"made_on": f"不能在今天（{at.date()}）之后。"})
    document = ArchiveDocument.objects.create(
        union=union, archive=archive, folder=folder, title=title or Path(upload.name or "文件").stem[:120],
        made_on=made_on, added_at=at, added_by=user,
    )  # fmt: skip
    evidence = files.attach(document, upload, user=user, at=at)
    alike = ArchiveDocument.objects.kept().filter(union=union, archive=archive, folder=folder, title=document.title)
    for other in alike.exclude(pk=document.pk):
        if files.evidence_of(other).filter(file=evidence.file_id).exists():
            raise Refused(
                f"“{other.title}”已于 {localtime(other.added_at):%Y-%m-%d} 归入“{folder.label}”，是同一个文件。"
            )
    return document


@transaction.atomic
def withdraw_document(*, document: ArchiveDocument, reason: str, user: User, at: datetime) -> ArchiveDocument:
    """Take a paper out of its folder; it stays in the history with the reason, its file stays kept.

    Raises:
        PermissionDenied: the person neither filed it nor works for the union above.
        Refused: without a reason, or withdrawn already.
    """
    locked = ArchiveDocument.objects.select_for_update(of=("self",)).select_related("union").get(pk=document.pk)
    if not user.has_perm("vitality.withdraw_document", locked):
        raise PermissionDenied
    if locked.withdrawn_at:
        raise Refused(f"“{locked.title}”已于 {localtime(locked.withdrawn_at):%Y-%m-%d} 撤出。")
    if not reason.strip():
        raise Refused("撤出材料须写明理由。", fields={"comment": "请写明理由。"})
    locked.withdrawn_at, locked.withdrawn_by, locked.withdrawal_reason = at, user, reason.strip()[:300]
    locked.save()
    events.record(events.Entry(locked, "withdraw_document", "撤出档案材料", user, at, comment=locked.withdrawal_reason))
    return locked


def pack_archive(*, union: Union, archive: ArchiveKind, user: User, at: datetime, progress: Progress) -> IO[bytes]:
    """All folders of an archive as one zip: what was filed, and what the system itself can print.

    Args:
        progress: told (done, total, what is being worked on) before each folder; may raise to stop.

    Returns:
        the zip as a temporary file at its beginning, gone when closed.
    """
    found = archive_of(union, archive, user)
    total, out = len(found.folders), TemporaryFile()  # noqa: SIM115 - the caller keeps and closes it
    with zipfile.ZipFile(out, "w") as zipped:
        package = Package(zipped, at)
        for number, content in enumerate(found.folders, start=1):
            progress(number - 1, total, f"正在整理 {content.folder.label}")
            _add_folder(package, f"{number:02d}_{content.folder.label}", content, localtime(at).date())
        package.add_list(f"{union}　{archive.label}　{localtime(at):%Y-%m-%d %H:%M}")
    progress(total, total, "")
    out.seek(0)
    return out


def _add_folder(package: Package, name: str, content: FolderContent, made_on: date) -> None:
    for order, filed in enumerate(content.documents, start=1):
        for evidence in filed.files:
            suffix = Path(evidence.name).suffix
            package.add_evidence(name, f"{order:02d}_{filed.document.title}{suffix}", evidence=evidence)
    for linked in content.linked:
        if papers := linked.papers(made_on):
            package.add(name, "系统材料", f"{linked.title}.pdf", content=render_batch(papers))
        for evidence in linked.files:
            package.add_evidence(name, "系统材料", linked.title, evidence.name, evidence=evidence)
