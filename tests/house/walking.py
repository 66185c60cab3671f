"""A walk over every link that is shown, as each role."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from unittest.mock import patch
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.test import Client
from django.urls import Resolver404, resolve, reverse
from weasyprint import HTML

from office.documents import rendering
from tests.caching import empty_shared_cache
from unions.kinds import Department, RoleKind, UnionKind
from unions.models import Post

SITE, PAGE = "http://testserver", "text/html"
# How many pages and how many files of one route each role opens: more would only repeat the template.
MOST_PAGES, MOST_FILES = 2, 1
# Departments of the city that see what no other does; one more stands for the rest.
DEPARTMENTS = {Department.ORGANISATION, Department.DEMOCRATIC_MANAGEMENT, Department.GENERAL_OFFICE}
# Roles that see other pages at unions of another kind, and kinds where they see the same.
KINDS_DIFFER = {RoleKind.OFFICER, RoleKind.UNIT_CLERK}
SAME_AS = {
    UnionKind.PILOT_ZONE_UNION: UnionKind.DISTRICT_UNION,
    UnionKind.NONRESIDENT_INDUSTRIAL_UNION: UnionKind.RESIDENT_INDUSTRIAL_UNION,
    UnionKind.JOINT_GRASSROOTS_UNION: UnionKind.GRASSROOTS_UNION,
}


@dataclass(frozen=True)
class Visit:
    """One answer to one link: who followed it from where."""

    post: Post = field(repr=False)
    address: str
    route: str
    shown_on: str
    status: int
    content_type: str
    body: str = field(repr=False)
    is_fragment: bool

    @property
    def is_page(self) -> bool:
        """Whether it is a whole page of ours."""
        return self.status == 200 and self.content_type.startswith(PAGE) and not self.is_fragment

    @property
    def sort(self) -> tuple[str, bool, bool]:
        """Pages of one sort come from the same words: of one route, for readers at the same height of the house."""
        return self.route, self.post.is_at_city, UnionKind(self.post.union.kind).is_unit

    def __str__(self) -> str:
        return f"{self.post}: {self.address} (shown on {self.shown_on})"


def walkers(posts: Any) -> list[Post]:
    """One person of each sort: what one sees depends on role, department and the kind of union."""
    found: dict[tuple[str, str, str], Post] = {}
    for post in posts.select_related("user", "union").order_by("pk"):
        department = post.department if post.department in DEPARTMENTS else "another"
        place = SAME_AS.get(post.union.kind, post.union.kind) if post.role in KINDS_DIFFER else str(post.is_at_city)
        found.setdefault((post.role, department, place), post)
    return list(found.values())


def one_of_each_role(posts: Any) -> list[Post]:
    """Fewer people, for a day whose pages another day has shown to all sorts of them."""
    return list({post.role: post for post in reversed(walkers(posts))}.values())


@contextmanager
def nothing_left() -> Iterator[None]:
    """Whoever came in and looked around was not here, for the tests after it."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def seated(post: Post) -> Client:
    """A browser that came in by the demonstration's door and acts in this post."""
    client = Client(raise_request_exception=False)
    client.post(reverse("step_into"), {"user": post.user.pk})
    client.post(reverse("switch_post"), {"post": post.pk})
    return client


def walk(post: Post) -> list[Visit]:
    """Follow every link from the work desk on, no more of one route than said above."""
    client = seated(post)
    seen: set[str] = set()
    opened: Counter[str] = Counter()
    ahead = deque([("/", "", False)])
    visits = []
    while ahead:
        address, shown_on, is_fragment = ahead.popleft()
        if address in seen or not _is_due(address, opened):
            continue
        seen.add(address)
        visit = _visited(client, post, address, shown_on, is_fragment)
        visits.append(visit)
        if not visit.content_type.startswith(PAGE):
            opened[visit.route] += MOST_PAGES - MOST_FILES
        if visit.content_type.startswith(PAGE):
            ahead.extend((link, address, part) for link, part in links_of(visit) if link not in seen)
    return visits


def _is_due(address: str, opened: Counter[str]) -> bool:
    route = route_of(address)
    opened[route] += 1
    return opened[route] <= MOST_PAGES


def route_of(address: str) -> str:
    """The name of the route; the address itself where there is none, so that it is asked and found missing."""
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return address


def _visited(client: Client, post: Post, address: str, shown_on: str, is_fragment: bool) -> Visit:
    headers = {"HX-Request": "true"} if is_fragment else {}
    with transaction.atomic():
        answer = client.get(address, headers=headers)
        content_type = answer.headers.get("Content-Type", "")
        is_text = content_type.startswith((PAGE, "text/css"))
        body = answer.content.decode() if is_text else ""
        transaction.set_rollback(True)
    empty_shared_cache()
    location = answer.headers.get("Location", "")
    if location:
        body = f'<a href="{location}"></a>'
        is_fragment = True
    return Visit(post, address, route_of(address), shown_on, answer.status_code, content_type, body, is_fragment)


LINK = re.compile(r'<a\b[^>]*?\shref="([^"]*)"|\shx-get="([^"]*)"|<(?:iframe|img)\b[^>]*?\ssrc="([^"]*)"')


def links_of(visit: Visit) -> Iterator[tuple[str, bool]]:
    """Every address the page leads to within the site, and whether it is fetched as a part of the page."""
    for link, part, embedded in LINK.findall(visit.body):
        target = (link or part or embedded).replace("&amp;", "&").partition("#")[0]
        whole = urljoin(SITE + visit.address, target)
        if target and whole.startswith(f"{SITE}/") and not whole.startswith(SITE + settings.STATIC_URL):
            yield whole.removeprefix(SITE), bool(part)


class Sheet:
    """Stands for a paper laid out; other tests look at those."""

    pages: tuple[()] = ()

    def copy(self, pages: Any) -> Sheet:
        return self

    def write_pdf(self) -> bytes:
        return _one_sheet()


@lru_cache(maxsize=1)
def _one_sheet() -> bytes:
    return HTML(string="<p>.").write_pdf()


def papers_unlaid() -> Any:
    """Papers are written, but not laid out, which takes most of a walk's time."""

    def written(template: str, context: Mapping[str, Any]) -> Sheet:
        render_to_string(template, dict(context))
        return Sheet()

    return patch.object(rendering, "_laid_out", written)
