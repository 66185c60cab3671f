"""What the handbooks point at is there, and both languages say the same."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
READMES = [ROOT / "README.md", ROOT / "README.zh-CN.md"]
HANDBOOKS = [*READMES, *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)")
SETTING = re.compile(r"`([A-Z][A-Z_]{3,})`")
COMMAND = re.compile(r"^ {3}\./dev manage (.+)$", re.MULTILINE)
MOST_BYTES_OF_A_PICTURE = 150_000


@pytest.mark.parametrize("path", HANDBOOKS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(path):
    links = LINK.findall(path.read_text(encoding="utf-8"))

    assert [link for link in links if not (path.parent / link).exists()] == []


def test_both_languages_name_the_same_settings_pictures_and_commands():
    english, chinese = (path.read_text(encoding="utf-8") for path in READMES)

    assert set(SETTING.findall(english)) == set(SETTING.findall(chinese))
    assert re.findall(r"docs/images/\S+\.webp", english) == re.findall(r"docs/images/\S+\.webp", chinese)
    assert [line.split()[0] for line in COMMAND.findall(english)] == [
        line.split()[0] for line in COMMAND.findall(chinese)
    ]


def test_every_setting_named_is_read_from_the_environment():
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "config" / "settings").glob("*.py"))
    named = set(SETTING.findall(READMES[0].read_text(encoding="utf-8"))) - {"DJANGO_SETTINGS_MODULE"}

    assert len(named) > 8
    assert [name for name in sorted(named) if f'"{name}"' not in sources] == []


def test_pictures_are_small():
    pictures = sorted((ROOT / "docs" / "images").glob("*.webp"))

    assert pictures
    assert [each.name for each in pictures if each.stat().st_size >= MOST_BYTES_OF_A_PICTURE] == []
