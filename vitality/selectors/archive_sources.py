"""Where the papers of an archive come from: sources of this app, and of the apps above, which register their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date

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


Source = Callable[[Union, User], Iterator[LinkedDocument]]
_sources: dict[ArchiveKind, list[Source]] = {kind: [] for kind in ArchiveKind}


def register_source(source: Source, *kinds: ArchiveKind) -> None:
    """Let an app put its papers into archives of these kinds; called in its `ready()`."""
    for kind in kinds:
        _sources[kind].append(source)


def linked_documents(union: Union, kind: ArchiveKind, user: User) -> list[LinkedDocument]:
    """Everything of the system for one archive, as far as this person may see it."""
    return [each for source in _sources[kind] for each in source(union, user)]
