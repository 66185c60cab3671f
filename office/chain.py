"""Walking a chain of hashes from its first link to its last: the event log, and whatever else is kept like it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Model

from office.events import chain_faults, digest
from office.models import ChainHead, Event

CHUNK = 1000
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Chain:
    """A table of links, the one-row table that holds its end, and how a link is hashed."""

    links: type[Model]
    head: type[Model]
    digest: Callable[[Any], str]


EVENTS: Final = Chain(Event, ChainHead, digest)


@dataclass(frozen=True)
class ChainReport:
    """How many links were walked, and what does not fit; no fault means nothing was changed, left out or put in."""

    count: int
    faults: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """The result in one line."""
        if self.faults:
            return f"核对 {self.count:,} 条记录，发现 {len(self.faults)} 处不符。"
        return f"核对 {self.count:,} 条记录，全部与写入时一致，没有缺漏。"


def walk_chain(progress: Progress | None = None, chain: Chain = EVENTS) -> ChainReport:
    """Check every link against its hash and its predecessor's, up to the head as it stands now.

    Links written while it walks are left to the next walk.
    """
    head: Any = chain.head._default_manager.filter(pk=1).first() or chain.head(number=0, hash="")
    known = chain.links._default_manager.filter(number__lte=head.number).order_by("number").iterator(chunk_size=CHUNK)
    faults = chain_faults(_counted(known, head.number, progress), head=head, digest_of=chain.digest)
    return ChainReport(head.number, (*faults, *_beyond(chain)))


def _beyond(chain: Chain) -> list[str]:
    """Links that stand after the end of the chain were written past it."""
    now = chain.head._default_manager.filter(pk=1).values_list("number", flat=True).first() or 0
    beyond = chain.links._default_manager.filter(number__gt=now).count()
    return [f"链尾第 {now} 条之后另有 {beyond} 条来历不明的记录"] if beyond else []


def _counted(links: Iterable[Any], total: int, progress: Progress | None) -> Iterator[Any]:
    for done, link in enumerate(links, start=1):
        yield link
        if progress and done % CHUNK == 0:
            progress(done, total)
