"""What comes in as a file, and how it goes out again."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import MemoryFileUploadHandler, TemporaryFileUploadHandler
from django.core.handlers.wsgi import WSGIRequest
from django.test import RequestFactory
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import reverse

from office import clock, files
from office.models import EvidenceFile, StoredFile
from office.refusals import Refused
from office.uploads import CappedUpload
from tests.factories import DistrictFactory, UnionFactory, user_with_post
from unions.models import Union, User

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
EXE = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00" + b"\x00" * 200
ELF = b"\x7fELF\x02\x01\x01" + b"\x00" * 200
MEGABYTE = 1024 * 1024


def package(*members: str, unpacked_bytes: int = 10, encrypted: bool = False) -> bytes:
    """An Office paper with these parts; the first holds so many bytes of nothing."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        with made.open(members[0], "w") as part:
            for _ in range(unpacked_bytes // MEGABYTE):
                part.write(b"\x00" * MEGABYTE)
            part.write(b"\x00" * (unpacked_bytes % MEGABYTE))
        for member in members[1:]:
            made.writestr(member, b"x")
    return out.getvalue()


@pytest.fixture
def officer() -> User:
    return user_with_post(union=DistrictFactory())


@pytest.fixture
def unit(officer: User) -> Union:
    return UnionFactory(superior=officer.post.union)


def attach(unit: Union, officer: User, name: str, content: bytes) -> EvidenceFile:
    return files.attach(unit, SimpleUploadedFile(name, content), user=officer, at=clock.now())


# In ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("证明.pdf", PDF),
        ("照片.PNG", PNG),
        ("方案.docx", package("word/document.xml", "[Content_Types].xml")),
        ("名册.xlsx", package("xl/workbook.xml")),
    ],
    ids=lambda part: part if isinstance(part, str) else "",
)
def test_papers_scans_and_photographs_are_taken(unit, officer, name, content):
    assert attach(unit, officer, name, content).name == name


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("病毒.pdf", EXE),
        ("病毒.pdf", ELF),
        ("网页.pdf", b"<html><script>alert(1)</script></html>"),
        ("脚本.pdf", b"#!/bin/sh\nrm -rf /\n"),
        ("图.png", PDF),
        ("图.jpg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
        ("表.xlsx", package("word/document.xml")),
        ("文.docx", PDF),
        ("文.docx", b"PK\x03\x04 broken"),
    ],
    ids=lambda part: part if isinstance(part, str) else "",
)
def test_a_file_that_is_not_what_its_name_says_is_refused(unit, officer, name, content):
    with pytest.raises(Refused, match=rf"“{name}”的内容与扩展名 \.\w+ 不符"):
        attach(unit, officer, name, content)


@pytest.mark.parametrize(
    "name", ["a.html", "a.svg", "a.exe", "a.js", "a.zip", "a.doc", "a.pdf.exe", "无扩展名", ".pdf"]
)
def test_other_types_are_refused_with_those_taken(unit, officer, name):
    with pytest.raises(Refused, match=r"不能接收；请上传 PDF、PNG"):
        attach(unit, officer, name, b"x")


def test_a_paper_with_macros_is_refused(unit, officer):
    with pytest.raises(Refused, match="不符"):
        attach(unit, officer, "方案.docx", package("word/document.xml", "word/vbaProject.bin"))


@pytest.mark.parametrize(("over", "is_taken"), [(-1, True), (0, True), (1, False)])
def test_a_paper_that_unpacks_without_measure_is_refused(unit, officer, monkeypatch, over, is_taken):
    monkeypatch.setattr(files, "UNPACKED_LIMIT_BYTES", MEGABYTE)
    bomb = package("word/document.xml", unpacked_bytes=MEGABYTE + over)
    assert len(bomb) < 10_000
    if is_taken:
        assert attach(unit, officer, "方案.docx", bomb)
        return
    with pytest.raises(Refused):
        attach(unit, officer, "方案.docx", bomb)


@pytest.mark.parametrize(("over", "is_taken"), [(-1, True), (0, True), (1, False)])
def test_a_paper_of_too_many_parts_is_refused(unit, officer, monkeypatch, over, is_taken):
    monkeypatch.setattr(files, "MOST_MEMBERS", 10)
    paper = package("word/document.xml", *(f"word/media/{number}.png" for number in range(9 + over)))
    if is_taken:
        assert attach(unit, officer, "方案.docx", paper)
        return
    with pytest.raises(Refused, match="不符"):
        attach(unit, officer, "方案.docx", paper)


@pytest.mark.parametrize(("over", "is_taken"), [(-1, True), (0, True), (1, False)])
def test_the_size_has_a_limit(unit, officer, settings, over, is_taken):
    settings.EVIDENCE_MAX_BYTES = MEGABYTE
    content = PDF + b" " * (MEGABYTE - len(PDF) + over)
    if is_taken:
        assert attach(unit, officer, "大.pdf", content)
        return
    with pytest.raises(Refused, match=r"“大\.pdf”有 1\.0 MB，超过单个文件 1 MB 的上限"):
        attach(unit, officer, "大.pdf", content)


def test_an_empty_file_is_refused(unit, officer):
    with pytest.raises(Refused, match="是空的"):
        attach(unit, officer, "空.pdf", b"")


def test_the_number_of_files_has_a_limit(unit, officer, settings):
    settings.EVIDENCE_MAX_COUNT = 2
    for number in range(2):
        attach(unit, officer, f"{number}.pdf", PDF + bytes([number]))
    with pytest.raises(Refused, match="最多 2 个"):
        attach(unit, officer, "3.pdf", PDF + b"3")


def test_the_same_file_twice_is_one(unit, officer):
    first, second = attach(unit, officer, "证明.pdf", PDF), attach(unit, officer, "证明.pdf", PDF)
    assert first == second
    assert StoredFile.objects.count() == 1


@pytest.mark.parametrize("name", ["../../etc/passwd.pdf", "a/b.pdf", "..\\..\\x.pdf", "x\x00.pdf"])
def test_a_name_never_becomes_a_path(unit, officer, name, settings):
    stored = attach(unit, officer, name, PDF).file
    assert files.path_of(stored.sha256).parent.parent == Path(settings.FILE_STORE_DIR)
    assert files.path_of(stored.sha256).name == stored.sha256


# Cut off on the way in ---------------------------------------------------------------------------------------------


class Flood(io.RawIOBase):
    """A request's body of so many bytes that exists nowhere, and watches the disk while it is read."""

    def __init__(self, head: bytes, filling: int, tail: bytes, disk: Path) -> None:
        self.parts, self.filling, self.disk, self.most_on_disk = [head, tail], filling, disk, 0

    def read(self, size: int = -1) -> bytes:
        self.most_on_disk = max(self.most_on_disk, sum(file.stat().st_size for file in self.disk.iterdir()))
        head, tail = self.parts
        if head:
            self.parts[0] = b""
            return head
        if self.filling:
            chunk = min(size if size > 0 else MEGABYTE, self.filling)
            self.filling -= chunk
            return b"\x00" * chunk
        self.parts[1] = b""
        return tail


def test_200_megabytes_never_reach_the_disk_and_the_rest_of_the_form_arrives(unit, officer, settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    settings.EVIDENCE_MAX_BYTES = 3 * MEGABYTE
    body = encode_multipart(BOUNDARY, {"before": "前", "evidence": SimpleUploadedFile("大.pdf", b"@"), "after": "后"})
    head, _, tail = body.partition(b"@")
    flood = Flood(head, 200 * MEGABYTE, tail, tmp_path)
    length = str(len(head) + 200 * MEGABYTE + len(tail))
    request = WSGIRequest(
        {
            **RequestFactory()._base_environ(REQUEST_METHOD="POST"),
            "CONTENT_TYPE": MULTIPART_CONTENT,
            "CONTENT_LENGTH": length,
            "wsgi.input": flood,
        }
    )
    assert (request.POST["before"], request.POST["after"]) == ("前", "后")
    assert flood.most_on_disk <= 3 * MEGABYTE
    with pytest.raises(Refused, match=r"“大\.pdf”有 200\.0 MB，超过单个文件 3 MB 的上限"):
        files.attach(unit, request.FILES["evidence"], user=officer, at=clock.now())


def test_the_cap_stands_before_the_handlers_that_keep(settings):
    names = [CappedUpload, MemoryFileUploadHandler, TemporaryFileUploadHandler]
    assert [f"{handler.__module__}.{handler.__name__}" for handler in names] == settings.FILE_UPLOAD_HANDLERS


# Out ---------------------------------------------------------------------------------------------------------------


def test_a_file_goes_out_as_an_attachment_under_its_chinese_name(client, unit, officer):
    evidence = attach(unit, officer, "工会证明（一）.pdf", PDF)
    client.force_login(officer)
    answer = client.get(reverse("office:file_download", args=[evidence.pk]))
    assert b"".join(answer.streaming_content) == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''%E5%B7%A5")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_file_whose_bytes_were_not_restored_is_not_found(client, unit, officer):
    evidence = attach(unit, officer, "证明.pdf", PDF + b"%")
    files.path_of(evidence.file.sha256).unlink()
    client.force_login(officer)
    assert client.get(reverse("office:file_download", args=[evidence.pk])).status_code == 404


def test_access_follows_a_unit_that_moved_at_the_next_request(client, unit, officer):
    evidence = attach(unit, officer, "证明.pdf", PDF)
    client.force_login(officer)
    address = reverse("office:file_download", args=[evidence.pk])
    assert client.get(address).status_code == 200
    elsewhere = DistrictFactory()
    Union.objects.filter(pk=unit.pk).update(superior=elsewhere, path=elsewhere.path + unit.path[-8:])
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("key", ["0", "999999", "99999999999999999999"])
def test_a_key_made_up_finds_nothing(client, officer, key):
    client.force_login(officer)
    assert client.get(f"/office/files/{key}/").status_code == 404


def test_a_kind_nobody_registered_is_shown_to_nobody(client, unit, officer):
    evidence = attach(unit, officer, "证明.pdf", PDF)
    EvidenceFile.objects.filter(pk=evidence.pk).update(subject_kind="unions.user", subject_id=str(officer.pk))
    client.force_login(officer)
    assert client.get(reverse("office:file_download", args=[evidence.pk])).status_code == 404


def test_no_file_lies_under_the_web_root(settings):
    store, static = Path(settings.FILE_STORE_DIR).resolve(), Path(settings.STATIC_ROOT).resolve()
    assert os.path.commonpath([store, static]) not in (str(store), str(static))
