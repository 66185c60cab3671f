"""What somebody who reads the source of a page, or the page itself word by word, would complain of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from xml.etree.ElementTree import Element

from tinyhtml5.parser import HTMLParser

FOREIGN = re.compile(r"""(?:href|src|action|srcset|poster|data)\s*=\s*["'](?:[a-z]+:)?//(?!testserver)[^"']*""", re.I)
FOREIGN_IN_STYLES = re.compile(r"""(?:url\(\s*["']?|@import\s+["']?)(?:https?:)?//[^)"']*""", re.I)
REFERENCES = ("aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "headers", "list", "form")
NAMESPACE = "{http://www.w3.org/1999/xhtml}"
UNREAD = {"script", "style", "template", "svg", "code"}
SPOKEN = ("title", "aria-label", "placeholder", "alt")
LATIN = re.compile(r"[A-Za-z]{2,}")
# Kinds of files, units, the name of a standard as telephones show it, and the grade of a credit rating as documents do.
ALLOWED = {"PDF", "Excel", "xlsx", "Word", "docx", "pdf", "PNG", "JPG", "KB", "MB", "GB", "JSON", "TOTP", "AAA"}
# Words no password may hold, as the page about it lists them.
ALLOWED |= {"gonghui", "zonggong", "dalian", "liaoning", "huoli", "vitality"}
# What people type or the system counted, not words: sign-in names, commands, digests, addresses, numbers of vouchers.
NO_WORDS = re.compile(
    r"demo-[a-z0-9-]+|zhongshan\.wang|manage\.py \w+|\b[0-9a-f]{8,}\b|https?://\S+|\S+\.(?:pdf|xlsx|docx|png|jpe?g)\b|\b[A-Z]{2,}-?[0-9〔]\S*"
)


@dataclass(frozen=True)
class Source:
    """What is wrong with a page: its syntax and references, and its words that are not Chinese."""

    faults: tuple[str, ...]
    foreign_words: tuple[str, ...]


@cache
def examined(source: str) -> Source:
    """Read once, however many tests ask."""
    parser = HTMLParser()
    document = parser.parse(source)
    errors = (f"line {position[0]}: {code} {values or ''}" for position, code, values in parser.errors)
    return Source((*errors, *_wrong_references(document)), tuple(_foreign_words(document)))


def foreign_references(source: str) -> list[str]:
    """References to any host but our own."""
    return FOREIGN.findall(source)


def _wrong_references(document: Element) -> Iterator[str]:
    """Ids given twice, and references to ids that are not there."""
    ids = Counter(each.get("id") for each in document.iter() if each.get("id") is not None)
    yield from (f"id twice: {name}" for name, count in ids.items() if count > 1)
    for each in document.iter():
        wanted = {name: each.get(name, "").split() for name in REFERENCES}
        wanted["for"] = each.get("for", "").split() if each.tag == f"{NAMESPACE}label" else []
        yield from (f"{name} leads nowhere: {key}" for name, keys in wanted.items() for key in keys if key not in ids)


def _foreign_words(document: Element) -> Iterator[str]:
    for text in _read(document):
        for word in LATIN.findall(NO_WORDS.sub(" ", text)):
            if word not in ALLOWED:
                yield f"{word}: {' '.join(text.split())[:70]}"


def _read(element: Element) -> Iterator[str]:
    """Text that a person reads or is read to."""
    if str(element.tag).removeprefix(NAMESPACE) in UNREAD:
        return
    yield from (element.get(attribute, "") for attribute in SPOKEN)
    yield element.text or ""
    for child in element:
        yield from _read(child)
        yield child.tail or ""
