"""Every route of the site asked by every role, from the resolver, and what came back in words."""

from __future__ import annotations

import io
import logging
import os
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zipfile import ZipFile, is_zipfile

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from openpyxl import load_workbook
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from tests.caching import empty_shared_cache
from tests.house.districts import ADMINISTRATORS, ANONYMOUS, CITY_ROLES, DISTRICT_ROLES, ROLES, Land

TABLE = Path(__file__).parent / "url_matrix.toml"
METHODS = ("GET", "POST")
REST = "rest"
# What is written in the place of all its roles.
GROUPS = {
    "@unit": ("unit_clerk", "unit_chair", "party_evaluator"),
    "@superior": ("officer", "superior_leader"),
    "@city": tuple(CITY_ROLES),
    "@administrators": ADMINISTRATORS,
}
TO_SIGN_IN = 302
# The address everybody in these tests sits at.
ADDRESS = "203.0.113.9"


@dataclass(frozen=True)
class Route:
    """One line of the table: how to fill the route, and who gets which status by which method."""

    name: str
    parameters: tuple[str, ...]
    fill: dict[str, str] = field(default_factory=dict)
    expected: dict[str, dict[str, int]] = field(default_factory=dict)

    @property
    def has_object(self) -> bool:
        """Whether an object of somebody's district stands in the address."""
        return any(not value.startswith("=") for value in self.fill.values())

    def address(self, land: Land, *, foreign: bool = False) -> str:
        """The address filled with sample objects; a value written "=word" stands for itself."""
        kwargs: dict[str, Any] = {
            name: value[1:] if value.startswith("=") else land.sample(value, foreign=foreign)
            for name, value in self.fill.items()
        }
        return reverse(self.name, kwargs={name: int(v) if str(v).isdigit() else v for name, v in kwargs.items()})

    def is_about_a_district(self, land: Land) -> bool:
        """Whether the object in the address belongs to one district rather than to the city."""
        return any(value in land.foreign.samples for value in self.fill.values())


@dataclass(frozen=True)
class Answer:
    """What one request got."""

    route: Route
    role: str
    method: str
    foreign: bool
    status: int
    headers: dict[str, str]
    text: str

    def __str__(self) -> str:
        whose = "a foreign object of " if self.foreign else ""
        return f"{self.role} {self.method} {whose}{self.route.name}"


def resolved_routes() -> dict[str, tuple[str, ...]]:
    """Every named route of the site with its parameters."""
    return dict(_walk(get_resolver().url_patterns, ""))


def _walk(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    named = {pattern.callback for pattern in patterns if isinstance(pattern, URLPattern) and pattern.name}
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from _walk(pattern.url_patterns, inner)
        elif pattern.name:
            yield prefix + pattern.name, tuple(pattern.pattern.converters)
        else:
            # Another spelling of an address that has a name; anything else could not be asked.
            assert pattern.callback in named, f"a route without a name cannot be tested: {pattern.pattern}"


def read_table() -> dict[str, Route]:
    """The committed table."""
    raw = tomllib.loads(TABLE.read_text(encoding="utf-8")) if TABLE.exists() else {}
    parameters = resolved_routes()
    return {
        name: Route(
            name, parameters.get(name, ()), line.get("fill", {}), {m: _spread(line.get(m, {})) for m in METHODS}
        )
        for name, line in raw.items()
    }


def _spread(line: dict[str, str]) -> dict[str, int]:
    """Status by role; "rest" stands for all roles not named, and nobody without an account gets in unless named."""
    named = {role: int(status) for status, roles in line.items() for role in _members(roles)}
    if REST not in named:
        return {}
    return {role: named.get(role, TO_SIGN_IN if role == ANONYMOUS else named[REST]) for role in ROLES}


def _members(words: str) -> list[str]:
    return [role for word in words.split() for role in GROUPS.get(word, (word,))]


def _grouped(roles: list[str]) -> str:
    """The roles in as few words as there are."""
    words = [name for name, members in GROUPS.items() if set(members) <= set(roles)]
    grouped = {role for word in words for role in GROUPS[word]}
    return " ".join([*words, *(role for role in roles if role not in grouped)])


def crawl(land: Land, routes: dict[str, Route]) -> list[Answer]:
    """Ask every route as every role with own objects, and as the people of 甲 with 乙's objects too."""
    answers = []
    logging.disable(logging.CRITICAL)  # thousands of refusals, each with its trace, would be kept for nobody
    for role in ROLES:
        client = _client(land, role)
        for route in routes.values():
            for method in METHODS:
                answers.append(_ask(client, land, route, role, method, foreign=False))
                if role in DISTRICT_ROLES and route.is_about_a_district(land):
                    answers.append(_ask(client, land, route, role, method, foreign=True))
    logging.disable(logging.NOTSET)
    return answers


def _client(land: Land, role: str) -> Client:
    client = Client(raise_request_exception=False, REMOTE_ADDR=ADDRESS)
    if person := land.people[role]:
        client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return client


def _ask(client: Client, land: Land, route: Route, role: str, method: str, *, foreign: bool) -> Answer:
    """One request whose traces are wiped away, so that no request sees another's."""
    cookies = client.cookies.output()
    with transaction.atomic():
        response = client.generic(method, route.address(land, foreign=foreign))
        answer = Answer(route, role, method, foreign, response.status_code, dict(response.headers), text_of(response))
        transaction.set_rollback(True)
    empty_shared_cache()
    if client.cookies.output() != cookies:
        client.cookies.clear()
        client.cookies.load(cookies.replace("Set-Cookie: ", ""))
    return answer


def text_of(response: HttpResponse) -> str:
    """What a person can read in an answer: HTML and JSON as they are, every cell of a workbook, the text of a PDF."""
    content = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    disposition = response.headers.get("Content-Disposition", "")
    return disposition + words_in(content)


def words_in(content: bytes) -> str:
    """The words in a file of any kind the site hands out."""
    if content.startswith(b"%PDF"):
        return _words_in_pdf(content)
    if is_zipfile(io.BytesIO(content)):
        return _words_in_package(content)
    return content.decode("utf-8", errors="replace")


def _words_in_pdf(content: bytes) -> str:
    """The text of its pages; of a scan that is no whole PDF, as tests attach them, its bytes as text."""
    try:
        return "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    except PyPdfError:
        return content.decode("utf-8", errors="replace")


def _words_in_package(content: bytes) -> str:
    with ZipFile(io.BytesIO(content)) as package:
        if "xl/workbook.xml" not in package.namelist():
            return "\n".join(f"{name}\n{words_in(package.read(name))}" for name in package.namelist())
    sheets = load_workbook(io.BytesIO(content), read_only=True).worksheets
    return "\n".join(str(value) for sheet in sheets for row in sheet.values for value in row if value is not None)


def write_table(routes: dict[str, Route], answers: list[Answer]) -> None:
    """Write down what was found; somebody then reads the difference before it is committed."""
    lines = [
        "# Written with UPDATE_URL_MATRIX=1; each changed line is read before it is committed: test_url_matrix.py.\n"
    ]
    for name, route in sorted(routes.items()):
        lines.append(f'["{name}"]')
        if route.fill:
            lines.append("fill = { " + ", ".join(f'{key} = "{value}"' for key, value in route.fill.items()) + " }")
        lines.extend(_method_line(method, [a for a in answers if a.route.name == name]) for method in METHODS)
        lines.append("")
    TABLE.write_text("\n".join(lines), encoding="utf-8")


def _method_line(method: str, answers: list[Answer]) -> str:
    by_status: dict[int, list[str]] = {}
    for answer in answers:
        is_usual = answer.role == ANONYMOUS and answer.status == TO_SIGN_IN
        if answer.method == method and not answer.foreign and not is_usual:
            by_status.setdefault(answer.status, []).append(answer.role)
    rest = max(by_status, key=lambda status: len(by_status[status]))
    by_status[rest] = [REST, *(role for role in by_status[rest] if role == ANONYMOUS)]
    statuses = sorted(by_status, key=lambda status: (status == rest, status))
    return f"{method} = {{ " + ", ".join(f'{status} = "{_grouped(by_status[status])}"' for status in statuses) + " }"


def is_updating() -> bool:
    """Whether the table is being written rather than compared."""
    return os.environ.get("UPDATE_URL_MATRIX") == "1"
