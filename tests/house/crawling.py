"""Every route of the site asked by every role, from the resolver, and what came back in words."""

from __future__ import annotations

import io
import logging
import os
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from http.cookies import SimpleCookie
from itertools import product
from pathlib import Path
from typing import Any
from unittest.mock import patch
from zipfile import ZipFile, is_zipfile

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.test import Client, RequestFactory, override_settings
from django.test.client import ClientHandler
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from openpyxl import load_workbook
from pypdf import PdfReader
from pypdf.errors import PyPdfError
from weasyprint import Document

from config import errors
from office.documents import rendering
from tests.caching import empty_shared_cache
from tests.house.districts import ADMINISTRATORS, ANONYMOUS, CITY_ROLES, DISTRICT_ROLES, ROLES, Land
from unions.models import User

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
# Programs are told in JSON that they have no token.
PROGRAMS, NO_TOKEN = "api:", 401
WRONG_METHOD = 405
# Which methods a view knows does not depend on who asks: where the table says 405, these alone are asked.
WITNESSES = (ANONYMOUS, "officer", "reviewer", "sysadmin")
# What was made once for an asker of this process.
PAPERS: dict[str, Document] = {}
REFUSALS: dict[tuple[int | None, str, str], bytes] = {}
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


def crawl(land: Land, routes: Collection[Route], roles: Collection[str] = ROLES) -> list[Answer]:
    """Ask every route as every role with own objects, and as the people of 甲 with 乙's objects too."""
    logging.disable(logging.CRITICAL)  # thousands of refusals, each with its trace, would be kept for nobody
    # Sessions in the cookie itself: an asker keeps no cookies, so no request sees what another left in the session.
    with override_settings(SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies"), pages_made_once():
        answers = [answer for role in roles for answer in _asked_by(role, land, routes)]
    logging.disable(logging.NOTSET)
    return answers


def _asked_by(role: str, land: Land, routes: Collection[Route]) -> Iterator[Answer]:
    asker = _asker(land.people[role])
    for route in routes:
        crosses = role in DISTRICT_ROLES and route.is_about_a_district(land)
        for method, foreign in product(METHODS, (False, True) if crosses else (False,)):
            if role in WITNESSES or is_updating() or route.expected[method].get(role) != WRONG_METHOD:
                yield _ask(asker, land, route, role, method, foreign=foreign)


class Asker(RequestFactory):
    """Somebody who asks and forgets: keeps no cookies and records no templates, as the test client would."""

    def __init__(self, cookies: SimpleCookie) -> None:
        super().__init__(REMOTE_ADDR=ADDRESS)
        self.cookies = cookies
        self.handler = ClientHandler(enforce_csrf_checks=False)

    def request(self, **request: Any) -> Any:
        """The answer of the whole site, middleware and all; what breaks is answered as in production."""
        return self.handler(self._base_environ(**request))


def _asker(person: User | None) -> Asker:
    client = Client()
    if person:
        client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return Asker(client.cookies)


def _ask(asker: Asker, land: Land, route: Route, role: str, method: str, *, foreign: bool) -> Answer:
    """One request whose traces are wiped away, so that no request sees another's."""
    with transaction.atomic():
        response = asker.generic(method, route.address(land, foreign=foreign))
        answer = Answer(route, role, method, foreign, response.status_code, dict(response.headers), text_of(response))
        transaction.set_rollback(True)
    empty_shared_cache()
    return answer


@contextmanager
def pages_made_once() -> Iterator[None]:
    """Give what was made before from the same words: papers by their text, refusals by their reader and sentence."""
    lay_out, write = rendering._laid_out, errors.render

    def laid_out(template: str, context: Mapping[str, Any]) -> Document:
        words = render_to_string(template, dict(context))
        if words not in PAPERS:
            PAPERS[words] = lay_out(template, context)
        return PAPERS[words]

    def written(request: HttpRequest | None, template: str, context: dict[str, str], status: int = 500) -> HttpResponse:
        key = getattr(getattr(request, "user", None), "pk", None), template, context["sentence"]
        if key not in REFUSALS:
            REFUSALS[key] = write(request, template, context).content
        return HttpResponse(REFUSALS[key], status=status)

    with patch.object(rendering, "_laid_out", laid_out), patch.object(errors, "render", written):
        yield


def text_of(response: HttpResponse) -> str:
    """What a person can read in an answer: HTML and JSON as they are, every cell of a workbook, the text of a PDF."""
    content = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    disposition = response.headers.get("Content-Disposition", "")
    return disposition + words_in(content)


@lru_cache(maxsize=256)
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


def write_table(routes: Iterable[Route], answers: Collection[Answer]) -> None:
    """Write down what was found, and what was known of the routes not asked; somebody then reads the difference."""
    found: dict[tuple[str, str], dict[str, int]] = {}
    for answer in answers:
        if not answer.foreign:
            found.setdefault((answer.route.name, answer.method), {})[answer.role] = answer.status
    lines = [
        "# Written with UPDATE_URL_MATRIX=1; each changed line is read before it is committed: test_url_matrix.py.\n"
    ]
    for route in sorted(routes, key=lambda route: route.name):
        lines.append(f'["{route.name}"]')
        if route.fill:
            lines.append("fill = { " + ", ".join(f'{key} = "{value}"' for key, value in route.fill.items()) + " }")
        lines.extend(_method_line(m, found.get((route.name, m)) or route.expected[m]) for m in METHODS)
        lines.append("")
    TABLE.write_text("\n".join(lines), encoding="utf-8")


def _method_line(method: str, statuses: Mapping[str, int]) -> str:
    by_status: dict[int, list[str]] = {}
    for role, status in statuses.items():
        if (role, status) != (ANONYMOUS, TO_SIGN_IN):
            by_status.setdefault(status, []).append(role)
    if not by_status:
        return f"{method} = {{}}"
    rest = max(by_status, key=lambda status: len(by_status[status]))
    by_status[rest] = [REST, *(role for role in by_status[rest] if role == ANONYMOUS)]
    ordered = sorted(by_status, key=lambda status: (status == rest, status))
    return f"{method} = {{ " + ", ".join(f'{status} = "{_grouped(by_status[status])}"' for status in ordered) + " }"


def is_updating() -> bool:
    """Whether the table is to be written."""
    return os.environ.get("UPDATE_URL_MATRIX") == "1"


def chosen_prefixes() -> tuple[str, ...]:
    """The beginnings of the route names that alone are asked (`URL_MATRIX_ONLY=funding:,home`); empty for all."""
    return tuple(filter(None, os.environ.get("URL_MATRIX_ONLY", "").split(",")))


def chosen_routes() -> list[Route]:
    """The routes of the table to be asked."""
    prefixes = chosen_prefixes()
    return [route for route in read_table().values() if not prefixes or route.name.startswith(prefixes)]
