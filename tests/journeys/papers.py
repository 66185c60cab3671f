"""Reading printed papers: their words as a person would read them, and a page as a picture."""

from __future__ import annotations

import subprocess
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page


def downloaded(page: Page, name: str) -> bytes:
    """What the link of this name leads to, fetched with the person's own session."""
    address = page.get_by_role("link", name=name).first.get_attribute("href")
    answer = page.context.request.get(address)
    assert answer.ok, f"{address} answered {answer.status}"
    return answer.body()


def words_of(pdf: bytes) -> str:
    """The text of a PDF file without any white space, so that line ends do not matter."""
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return without_space(done.stdout.decode())


def without_space(text: str) -> str:
    """A text as `words_of` gives it."""
    return "".join(text.split())


def missing_from(words: str, *texts: str) -> list[str]:
    """The lines of the texts that a paper does not print; beside its lines the paper may print others."""
    return [line for text in texts for line in text.splitlines() if without_space(line) not in words]


def pictures_of(pdf: bytes, folder: Path) -> list[Path]:
    """Each page as a PNG file."""
    source = folder / "paper.pdf"
    source.write_bytes(pdf)
    subprocess.run(["pdftoppm", "-png", "-r", "60", source, folder / "page"], check=True)
    return sorted(folder.glob("page-*.png"))


def share_of_ink(picture: Path) -> float:
    """How much of a page is darker than grey, 0 to 1: next to nothing on a blank one, much on a broken one."""
    shades = Image.open(picture).convert("L").histogram()
    return sum(shades[:128]) / sum(shades)
