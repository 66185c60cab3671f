"""Papers: what they may fetch, what they are set in, and that the same paper is the same file."""

import socket
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from pypdf import PdfReader

from office.documents import checks, qr_svg, render_batch, render_pdf
from office.documents.fonts import FACES, font_face_css, font_files
from office.documents.rendering import ForbiddenAddress, OwnFilesOnly
from tests.papers import fonts, page_texts

PAPER = """{% extends "print/official.html" %}{% block title %}{{ name }}{% endblock %}
{% block body %}<h1>{{ name }}</h1><p class="kai">{{ text }}</p>{% endblock %}"""
PIXEL = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ"
    "AAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@pytest.fixture
def paper(settings):
    """Make templates by name and source."""

    def make(**sources: str) -> None:
        found = {f"{name}.html": source for name, source in sources.items()}
        options = {"loaders": [("django.template.loaders.locmem.Loader", found)], "context_processors": []}
        real = settings.TEMPLATES[0]
        loaders = [*options["loaders"], "django.template.loaders.filesystem.Loader"]
        settings.TEMPLATES = [{**real, "APP_DIRS": False, "OPTIONS": {**real["OPTIONS"], "loaders": loaders}}]

    make(paper=PAPER)
    return make


def test_text_comes_back_exactly_even_rare_names(paper):
    pdf = render_pdf("paper.html", {"name": "堃喆犇玥祎〔2014〕31号", "text": "“双述双评”3＋x，满意率 69.99%"})

    assert page_texts(pdf)[0].startswith("堃喆犇玥祎〔2014〕31号“双述双评”3＋x，满意率69.99%")


def test_every_font_is_embedded(paper):
    found = fonts(render_pdf("paper.html", {"name": "堃", "text": "楷体 abc 123"}))

    assert found
    assert all(found.values()), found


def test_a_page_is_a4(paper):
    page = PdfReader(BytesIO(render_pdf("paper.html", {"name": "甲", "text": "乙"}))).pages[0]

    assert [round(float(length) / 72 * 25.4) for length in page.mediabox[2:]] == [210, 297]


def test_the_same_paper_is_the_same_file(paper):
    context = {"name": "甲", "text": "乙"}

    assert render_pdf("paper.html", context) == render_pdf("paper.html", context)


def test_the_text_of_a_person_is_no_markup(paper, monkeypatch):
    monkeypatch.setattr(socket.socket, "connect", lambda *_: pytest.fail("a paper contacted a host"))

    pdf = render_pdf("paper.html", {"name": "<b>甲</b>", "text": '<img src="http://127.0.0.1:9/x.png">'})

    assert "<b>甲</b>" in page_texts(pdf)[0]
    assert '<imgsrc="http://127.0.0.1:9/x.png">' in page_texts(pdf)[0]


@pytest.mark.parametrize("scheme", ["file", "http"])
def test_even_a_template_fetches_neither_files_nor_hosts(paper, tmp_path, monkeypatch, scheme):
    monkeypatch.setattr(socket.socket, "connect", lambda *_: pytest.fail("a paper contacted a host"))
    secret = tmp_path / "secret.css"
    secret.write_text("p::after { content: '机密' }")
    address = secret.as_uri() if scheme == "file" else "http://127.0.0.1:9/secret.css"
    paper(
        open=f'<link rel="stylesheet" href="{address}"><link rel="attachment" href="{address}">'
        f'<style>@import url("{address}"); p {{ background: url("{address}") }}</style>'
        f'<p>公开</p><img src="{address}" alt="图"><object data="{address}"></object>'
    )

    pdf = render_pdf("open.html", {})

    assert "机密" not in page_texts(pdf)[0]
    assert "公开" in page_texts(pdf)[0]
    assert secret.read_bytes() not in pdf
    assert not PdfReader(BytesIO(pdf)).attachments


def test_pictures_inside_the_paper_are_printed(paper):
    paper(picture=f'<img src="{PIXEL}">')

    assert len(PdfReader(BytesIO(render_pdf("picture.html", {}))).pages[0].images) == 1


@pytest.mark.parametrize("address", ["file:///etc/passwd", "http://localhost/", "ftp://x/", "FILE:///etc/passwd"])
def test_the_fetcher_refuses_every_other_address(address):
    with pytest.raises(ForbiddenAddress):
        OwnFilesOnly().fetch(address)


def test_the_fetcher_gives_its_own_files_and_no_neighbour(tmp_path):
    own, other = tmp_path / "own.otf", tmp_path / "other.otf"
    own.write_bytes(b"own")
    other.write_bytes(b"other")
    fetcher = OwnFilesOnly([own])

    assert fetcher.fetch(own.as_uri()).read() == b"own"
    for address in (other.as_uri(), f"{tmp_path.as_uri()}/x/../other.otf"):
        with pytest.raises(ForbiddenAddress):
            fetcher.fetch(address)


# Batches -----------------------------------------------------------------------------------------------


def test_a_batch_keeps_order_and_page_numbers_and_shares_fonts(paper):
    told = []
    papers = [("paper.html", {"name": f"第{number}件", "text": "正文"}) for number in range(1, 6)]

    pdf = render_batch(papers, progress=lambda done, total: told.append((done, total)))

    texts = page_texts(pdf)
    assert [text[:3] for text in texts] == ["第1件", "第2件", "第3件", "第4件", "第5件"]
    assert all(text.endswith("第1页共1页") for text in texts)
    assert told == [(1, 5), (2, 5), (3, 5), (4, 5), (5, 5)]
    assert len(fonts(pdf)) == len({name.split("+")[1] for name in fonts(pdf)})


def test_an_empty_batch_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        render_batch([])


def test_threads_may_render_at_once(paper):
    contexts = [{"name": f"第{number}件", "text": "正文" * number} for number in range(1, 9)]
    alone = [render_pdf("paper.html", context) for context in contexts]

    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda context: render_pdf("paper.html", context), contexts))

    assert together == alone


# QR codes ----------------------------------------------------------------------------------------------


def test_a_qr_code_is_an_image_in_the_page_itself():
    assert qr_svg("2014-1-00317").startswith("data:image/svg+xml")
    assert qr_svg("2014-1-00317") == qr_svg("2014-1-00317") != qr_svg("2014-1-00318")


def test_a_qr_code_needs_a_text():
    with pytest.raises(ValueError, match="text"):
        qr_svg("")


# Fonts -------------------------------------------------------------------------------------------------


def font_file(directory: Path, full_name: str) -> Path:
    directory.mkdir(exist_ok=True)
    path = directory / f"{len(list(directory.iterdir()))}.ttf"
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef"])
    builder.setupCharacterMap({})
    builder.setupNameTable({"familyName": "any", "styleName": "Regular", "fullName": full_name})
    builder.save(path)
    return path


def test_the_customers_own_fonts_come_first(tmp_path):
    own = font_file(tmp_path / "own", "仿宋_GB2312")
    fetched = font_file(tmp_path / "fetched", "FandolFang R")
    fetched_kai = font_file(tmp_path / "fetched", "FandolKai")

    assert font_files((tmp_path / "own", tmp_path / "fetched")) == {
        "Official Fang": own,
        "Official Kai": fetched_kai,
    }
    assert font_files((tmp_path / "fetched",))["Official Fang"] == fetched


def test_a_file_that_is_no_font_is_left_out(tmp_path):
    (tmp_path / "broken.ttf").write_bytes(b"no font")
    good = font_file(tmp_path, "黑体")

    assert font_files((tmp_path, tmp_path / "missing")) == {"Official Hei": good}


def test_faces_are_named_in_the_style_sheet(tmp_path):
    path = font_file(tmp_path, "黑体")

    assert (
        font_face_css({"Official Hei": path})
        == f'@font-face {{ font-family: "Official Hei"; src: url("{path.as_uri()}"); }}'
    )


# Checks ------------------------------------------------------------------------------------------------


def test_a_machine_without_the_subsetter_is_told_the_apt_line(monkeypatch):
    def missing(_):
        raise OSError

    monkeypatch.setattr(checks, "CDLL", missing)

    (warning,) = checks.check_font_subsetting()
    assert warning.id == "office.W001"
    assert warning.hint == "sudo apt-get install libharfbuzz-subset0"


def test_a_machine_with_the_subsetter_is_not_warned(monkeypatch):
    monkeypatch.setattr(checks, "CDLL", lambda _: object())

    assert checks.check_font_subsetting() == []


def test_missing_official_fonts_are_named(settings, tmp_path):
    settings.FONT_DIR, settings.BASE_DIR = str(tmp_path), tmp_path

    (warning,) = checks.check_official_fonts()
    assert warning.id == "office.W002"
    assert all(face.css_family in warning.msg for face in FACES)
