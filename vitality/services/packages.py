"""电子副本: a whole batch as one zip, and the forms for the province as one PDF. Nothing is written to the database."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from tempfile import TemporaryFile
from typing import IO, Final

from django.utils.timezone import localtime
from pypdf import PdfWriter

from office.documents import render_batch
from office.files import copy_out, evidence_of
from office.models import EvidenceFile
from office.refusals import Refused
from unions.models import User
from vitality.kinds import AnnexForm
from vitality.models import Application, Batch, Round
from vitality.rules.entry_names import EntryNames
from vitality.selectors.annex_papers import copies_of, number_of, printable, with_paper_facts
from vitality.selectors.batches import applications_of
from vitality.selectors.province import province_forms
from vitality.selectors.summaries import Summary, batch_summary

Progress = Callable[[int, int, str], None]
# Laid-out pages take memory, some 2 MB each; a hundred papers at once would hold a gigabyte of a small server.
PAPERS_AT_ONCE: Final = 40
SUMMARY_COUNT: Final = 2  # the workbook and the paper


def _silent(done_count: int, total_count: int, message: str = "") -> None:
    """Nobody waits for the progress."""


@dataclass
class Package:
    """A zip being filled: every entry with a safe name, none twice, and the list of what is in it."""

    archive: zipfile.ZipFile
    at: datetime
    names: EntryNames = field(default_factory=EntryNames)
    listed: list[tuple[str, int]] = field(default_factory=list)

    def add(self, *path: str, content: bytes) -> None:
        """A file of our own making, compressed."""
        info = self._info(path, zipfile.ZIP_DEFLATED)
        self.archive.writestr(info, content)
        self.listed.append((info.filename, len(content)))

    def add_evidence(self, *path: str, evidence: EvidenceFile) -> None:
        """An attached file, copied piece by piece; pictures and PDFs do not get smaller."""
        info = self._info(path, zipfile.ZIP_STORED)
        info.file_size = evidence.file.size_bytes
        with self.archive.open(info, "w") as target:
            copy_out(evidence.file, target)
        self.listed.append((info.filename, evidence.file.size_bytes))

    def add_list(self, head: str) -> None:
        """What is in the package, one file a line; the last thing to add."""
        lines = [f"{size_bytes:>12,} 字节  {name}" for name, size_bytes in self.listed]
        self.add("目录.txt", content="\r\n".join([head, "", *lines, ""]).encode("utf-8-sig"))

    def _info(self, path: tuple[str, ...], compression: int) -> zipfile.ZipInfo:
        info = zipfile.ZipInfo(self.names.taken(*path), localtime(self.at).timetuple()[:6])
        info.compress_type, info.external_attr = compression, 0o644 << 16
        return info


def pack_batch(*, batch: Batch, copy: int, at: datetime, progress: Progress = _silent) -> IO[bytes]:
    """Every form of a batch as PDF, its evidence in a folder per unit, the summary as workbook and PDF, and a list.

    Args:
        copy: ALL_COPIES, or the holder's place under the form, from 1.
        progress: told (done, total, what is being worked on) before each form; may raise to stop.

    Returns:
        the zip as a temporary file at its beginning, gone when closed.

    Raises:
        Refused: there is no form in the batch.
    """
    applications = list(with_paper_facts(applications_of(batch)))
    if not applications:
        raise Refused(f"{batch}还没有申报表，没有可打包的内容。")
    total = len(applications) + SUMMARY_COUNT
    out = TemporaryFile()  # noqa: SIM115 - the caller keeps and closes it
    with zipfile.ZipFile(out, "w") as archive:
        package = Package(archive, at)
        for number, application in enumerate(applications, start=1):
            progress(number - 1, total, f"正在生成 {application.unit_name}")
            _add_form(package, number, application, copy)
        progress(len(applications), total, "正在生成汇总表")
        _add_summary(package, batch_summary(batch))
        package.add_list(f"{batch}　电子副本　{localtime(at):%Y-%m-%d %H:%M}")
    progress(total, total, "")
    out.seek(0)
    return out


def _add_form(package: Package, number: int, application: Application, copy: int) -> None:
    folder = f"{number:02d}_{application.unit_name or application.unit}"
    paper = f"{AnnexForm(application.form).label}_{number_of(application)}.pdf"
    package.add(folder, paper, content=render_batch(printable(copies_of(application, copy))))
    for order, evidence in enumerate(evidence_of(application), start=1):
        package.add_evidence(folder, "佐证资料", f"{order:02d}_{evidence.name}", evidence=evidence)


def _add_summary(package: Package, summary: Summary) -> None:
    with summary.table.workbook(summary.rows, note=f"{summary.batch.superior}　{summary.note}") as workbook:
        package.add("汇总表.xlsx", content=workbook.read())
    package.add("汇总表.pdf", content=render_batch([summary.paper]))


def print_province_forms(*, round: Round, copy: int, user: User, progress: Progress = _silent) -> IO[bytes]:
    """All forms that go to the province in one PDF, each with its own page numbers.

    Args:
        copy: ALL_COPIES, or the holder's place under the form, from 1.
        progress: told (done, total, message) after each paper; may raise to stop.

    Returns:
        the PDF as a temporary file at its beginning, gone when closed.

    Raises:
        Refused: nothing goes to the province yet.
    """
    papers = printable(
        paper for form in with_paper_facts(province_forms(round, user)) for paper in copies_of(form, copy)
    )
    if not papers:
        raise Refused(f"“{round}”还没有报省总的申报表；领导小组公布决定后才有。")
    merged, total = PdfWriter(), len(papers)
    for start in range(0, total, PAPERS_AT_ONCE):
        progress(start, total, f"正在排印第 {start + 1} 份起")
        merged.append(BytesIO(render_batch(papers[start : start + PAPERS_AT_ONCE], _counted(progress, start, total))))
    progress(total, total, "")
    out = TemporaryFile()  # noqa: SIM115 - the caller keeps and closes it
    merged.write(out)
    out.seek(0)
    return out


def _counted(progress: Progress, start: int, total: int) -> Callable[[int, int], None]:
    """The progress of one go, told as that of the whole."""

    def tell(done_count: int, _: int) -> None:
        progress(start + done_count, total, f"正在排印第 {start + done_count} 份")

    return tell
