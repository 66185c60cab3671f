"""The product stands alone: it leans on no folder beside it and its pages on no other host."""

import re
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
# Written in two parts, or this file would find itself.
NEIGHBOUR = re.compile(r"\.\./" + r"shared|/work/" + r"shared")
ADDRESS = re.compile(r"(?:https?:)?//((?:[\w-]+\.)+[a-z]{2,})")
# Names of XML languages look like addresses but are never asked.
NAMESPACES = {"www.w3.org"}


def tracked_files(*patterns: str) -> list[Path]:
    """Files of the project, also those not yet committed; without what git ignores."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *patterns],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    paths = [ROOT / name for name in listing.stdout.split("\0") if name]
    return [path for path in paths if path.is_file()]


def hosts_named_in(text: str) -> set[str]:
    return set(ADDRESS.findall(text)) - NAMESPACES


def test_no_file_leans_on_a_folder_outside_the_project() -> None:
    leaning = [path for path in tracked_files() if NEIGHBOUR.search(path.read_text(encoding="utf-8", errors="ignore"))]
    assert not leaning


def test_no_page_names_another_host() -> None:
    pages = tracked_files("templates/*", "static/*", "*/templates/*", "*/static/*")
    assert pages
    named = {str(path): hosts_named_in(path.read_text(encoding="utf-8", errors="ignore")) for path in pages}
    assert not {path: hosts for path, hosts in named.items() if hosts}


def test_no_lock_file_names_a_private_host() -> None:
    named = hosts_named_in((ROOT / "uv.lock").read_text(encoding="utf-8"))
    assert named <= {"pypi.org", "files.pythonhosted.org"}
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "text",
    [
        '<script src="https://cdn.example.com/a.js">',
        "<link href='//fonts.example.org/a.css'>",
        "@import url(http://a.example.net/x.css)",
    ],
)
def test_an_address_of_another_host_is_seen(text: str) -> None:
    assert hosts_named_in(text)


@pytest.mark.parametrize("text", ['xmlns="http://www.w3.org/2000/svg"', "// a comment. And more", "{# 1//2.5 #}"])
def test_what_only_looks_like_an_address_is_let_pass(text: str) -> None:
    assert not hosts_named_in(text)
