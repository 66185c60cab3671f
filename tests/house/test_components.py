"""The shared look: every component renders, says what it takes, and nothing needs what the CSP forbids."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from fontTools.ttLib import TTFont

from tests.house.component_samples import SAMPLES

TEMPLATES = Path(settings.BASE_DIR) / "templates"
PAGES = sorted(path for path in TEMPLATES.rglob("*.html") if "print" not in path.relative_to(TEMPLATES).parts)
COMPONENTS = sorted((TEMPLATES / "components").glob("*.html"))
STYLE_SHEETS = sorted((Path(settings.BASE_DIR) / "static" / "css").glob("*.css"))
SCRIPTS = sorted((Path(settings.BASE_DIR) / "static" / "js").glob("*.js"))

INLINE = {
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "an inline script": re.compile(r"<script\b(?![^>]*\ssrc=)", re.IGNORECASE),
    "an event attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "an htmx event attribute": re.compile(r"\shx-(?:on[:-]|vars|vals\s*=\s*['\"]js:)", re.IGNORECASE),
    "a javascript address": re.compile(r"javascript:", re.IGNORECASE),
}
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr", "rect", "line", "path"}


def _named(path: Path) -> str:
    return str(path.relative_to(settings.BASE_DIR))


class Outline(HTMLParser):
    """Which elements stay open, which ids repeat, which controls have no name."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.faults: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.ids += [value or "" for name, value in attrs if name == "id"]
        self.faults += [f"<{tag}> has an empty id" for name, value in attrs if name == "id" and not value]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.ids += [value or "" for name, value in attrs if name == "id"]

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes something else")

    def all_faults(self) -> list[str]:
        repeated = {key for key in self.ids if self.ids.count(key) > 1}
        return [*self.faults, *(f"<{tag}> stays open" for tag in self.open), *(f"id {key} twice" for key in repeated)]


def samples() -> Iterator[Any]:
    for name, contexts in SAMPLES.items():
        for number, context in enumerate(contexts, start=1):
            yield pytest.param(name, context, id=f"{name}-{number}")


@pytest.mark.parametrize(("name", "sample"), list(samples()))
def test_component_renders_to_whole_html_without_inline_code(name: str, sample: dict[str, Any], rf: Any) -> None:
    html = render_to_string(f"components/{name}.html", sample, request=rf.get("/"))
    assert Outline(html).all_faults() == []
    assert [what for what, pattern in INLINE.items() if pattern.search(html)] == []


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_component_says_what_it_takes_and_has_a_sample(path: Path) -> None:
    opening = path.read_text(encoding="utf-8").partition("{% endcomment %}")[0]
    assert opening.startswith("{% comment %}"), "begin with a comment"
    assert "ariables" in opening, "list the variables"
    assert path.stem in SAMPLES, "add a sample to component_samples.py"


@pytest.mark.parametrize("path", PAGES, ids=_named)
def test_page_has_no_inline_code(path: Path) -> None:
    html = re.sub(r"{% comment %}.*?{% endcomment %}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert [what for what, pattern in INLINE.items() if pattern.search(html)] == []


@pytest.mark.parametrize(
    "fault", ['<p style="x">', "<style>", "<script>x</script>", "<a onclick=x>", '<a href="javascript:x">']
)
def test_each_kind_of_inline_code_is_recognised(fault: str) -> None:
    assert any(pattern.search(fault) for pattern in INLINE.values())


def test_closed_action_says_why_to_the_screen_reader_and_cannot_be_sent() -> None:
    html = render_to_string("components/action_button.html", SAMPLES["action_button"][1])
    assert "不可操作：典型单位 5 个，需 6 个，还差 1 个（大工发〔2014〕31号 五、1）" in html
    assert 'aria-disabled="true"' in html
    assert "<form" not in html


def test_deadline_counts_the_days_of_being_late() -> None:
    html = render_to_string("components/deadline.html", {"on": None, "days_left": -12})
    assert "已逾期 12 天" in html


@pytest.mark.parametrize("path", STYLE_SHEETS, ids=_named)
def test_style_sheet_takes_its_colours_from_the_tokens(path: Path) -> None:
    if path.stem in {"tokens", "print"}:
        return
    rules = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    literals = set(re.findall(r"#[0-9a-fA-F]{3,8}\b", rules)) - {"#fff"}
    assert literals == set()


@pytest.mark.parametrize("path", [*STYLE_SHEETS, *SCRIPTS], ids=_named)
def test_front_end_file_names_no_other_host(path: Path) -> None:
    assert not re.search(r"https?://", path.read_text(encoding="utf-8"))


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_icon_font_holds_every_icon_a_style_sheet_names() -> None:
    """Of the whole font only the icons in use are served; a state's icon is named by a style sheet alone."""
    font = TTFont(Path(settings.BASE_DIR) / "static" / "vendor" / "bootstrap-icons" / "fonts" / "bootstrap-icons.woff2")
    named = {point for path in STYLE_SHEETS for point in re.findall(r'"\\(f[0-9a-f]{3})"', path.read_text("utf-8"))}
    assert named
    assert {point for point in named if int(point, 16) not in font.getBestCmap()} == set()


TEXT_ON_GROUND = [
    *(
        (ink, ground)
        for ink in ("ink", "ink-2", "ink-3", "link", "accent")
        for ground in ("paper", "paper-sunken", "canvas")
    ),
    *((tone, f"{tone}-wash") for tone in ("neutral", "info", "waiting", "good", "bad")),
    *((tone, "paper") for tone in ("neutral", "info", "waiting", "good", "bad")),
    ("accent", "accent-wash"),
    ("link-deep", "info-wash"),
    ("paper", "accent"),
    ("paper", "accent-deep"),
    ("paper", "neutral"),
]


@pytest.mark.parametrize(("ink", "ground"), TEXT_ON_GROUND)
def test_text_is_readable_on_its_ground(ink: str, ground: str) -> None:
    tokens = (Path(settings.BASE_DIR) / "static" / "css" / "tokens.css").read_text(encoding="utf-8")
    colours = dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", tokens))
    assert _contrast(colours[ink], colours[ground]) >= 4.5
