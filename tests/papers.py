"""What a PDF says: its text by page, its fonts, where words stand. For tests of papers."""

import re
import shutil
import subprocess
from io import BytesIO

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

POINTS_PER_MM = 72 / 25.4
WORD = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>')


def page_texts(pdf: bytes) -> list[str]:
    """The text of each page in the order it was written, as poppler reads it back, white space removed."""
    pages = _poppler("pdftotext", pdf, "-raw", "-enc", "UTF-8").split("\f")
    return ["".join(page.split()) for page in pages[:-1]]


def words(pdf: bytes) -> list[tuple[str, float, float, float, float]]:
    """Each word with its left, top, right and bottom on its page, in millimetres."""
    found = WORD.findall(_poppler("pdftotext", pdf, "-bbox"))
    return [(text, *(float(edge) / POINTS_PER_MM for edge in edges)) for *edges, text in found]


def fonts(pdf: bytes) -> dict[str, bool]:
    """Whether each font of the file is embedded, by its name."""
    embedded: dict[str, bool] = {}
    for page in PdfReader(BytesIO(pdf)).pages:
        for reference in page["/Resources"].get("/Font", {}).values():
            font = reference.get_object()
            embedded[font["/BaseFont"]] = _is_embedded(font["/DescendantFonts"][0].get_object())
    return embedded


def _is_embedded(font: DictionaryObject) -> bool:
    descriptor = font["/FontDescriptor"].get_object()
    return any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))


def _poppler(tool: str, pdf: bytes, *options: str) -> str:
    if not shutil.which(tool):
        pytest.skip(f"{tool} is missing: apt-get install poppler-utils. The text of papers was NOT checked.")
    return subprocess.run([tool, *options, "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
