"""Where the papers of an archive come from: sources of this app, and of the apps above, which register their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet

from office.documents import Paper
from office.models import EvidenceFile
from unions.models import Union, User
from vitality.kinds import ArchiveFolder, ArchiveKind


def no_papers(made_on: date) -> tuple[Paper, ...]:
    """Nothing to print: it is only a page."""
    return ()


@dataclass(frozen=True)
class LinkedDocument:
    """A page of the system that belongs into a folder.

    Attributes:
        papers: what a package prints of it on a day; asked only while one is packed.
        files: what hangs on it and goes into a package with it.
    """

    folder: ArchiveFolder
    title: str
    url: str
    on: date | None = None
    papers: Callable[[date], tuple[Paper, ...]] = no_papers
    files: tuple[EvidenceFile, ...] = field(default=())


@dataclass(frozen=True)
class Source:
    """One sort of page that belongs into a folder; listed for one archive and counted for many from the same rows.

    Attributes:
        owner: the column of the rows that names the union whose archive it is.
        found: every row that a person may see, in the order of the folder.
        shown: the rows of one union as documents.
        counted: the column whose different values make the documents; commonly each row is one.
    """

    folder: ArchiveFolder
    owner: str
    found: Callable[[User], QuerySet[Any]]
    shown: Callable[[QuerySet[Any], Union, User], Iterator[LinkedDocument]]
    counted: str = "pk"

    def documents(self, union: Union, user: User) -> Iterator[LinkedDocument]:
        """Those of one union."""
        return self.shown(self.found(user).filter(**{self.owner: union}), union, user)

    def counts(self, unions: QuerySet[Union], user: User) -> Iterator[tuple[int, int]]:
        """How many there are, by the key of each union that has any; one query."""
        found = self.found(user).filter(**{f"{self.owner}__in": unions.values("pk")})
        rows = found.order_by().prefetch_related(None).values(self.owner)
        counted = rows.annotate(document_count=Count(self.counted, distinct=True))
        yield from counted.values_list(self.owner, "document_count")


_sources: dict[ArchiveKind, list[Source]] = {kind: [] for kind in ArchiveKind}


def register_source(source: Source, *kinds: ArchiveKind) -> None:
    """Let an app put its papers into archives of these kinds; called in its `ready()`."""
    for kind in kinds:
        _sources[kind].append(source)


def linked_documents(union: Union, kind: ArchiveKind, user: User) -> list[LinkedDocument]:
    """Everything of the system for one archive, as far as this person may see it."""
    return [each for source in _sources[kind] for each in source.documents(union, user)]


def linked_counts(unions: QuerySet[Union], kind: ArchiveKind, user: User) -> Iterator[tuple[int, ArchiveFolder, int]]:
    """How many of them each archive has by folder: union's key, folder, count; a query for each sort of page."""
    for source in _sources[kind]:
        for key, count in source.counts(unions, user):
            yield key, source.folder, count
