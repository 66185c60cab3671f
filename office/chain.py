"""Walking the event chain from its first link to its last."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from office.events import chain_faults
from office.models import ChainHead, Event

CHUNK = 1000
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class ChainReport:
    """How many events were walked, and what does not fit; no fault means nothing was changed, left out or put in."""

    count: int
    faults: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """The result in one line."""
        if self.faults:
            return f"核对 {self.count:,} 条记录，发现 {len(self.faults)} 处不符。"
        return f"核对 {self.count:,} 条记录，全部与写入时一致，没有缺漏。"


def walk_chain(progress: Progress | None = None) -> ChainReport:
    """Check every event against its hash and its predecessor's, up to the head as it stands now.

    Events written while it walks are left to the next walk.
    """
    head = ChainHead.objects.filter(pk=1).first() or ChainHead(number=0, hash="")
    known = Event.objects.filter(number__lte=head.number).order_by("number").iterator(chunk_size=CHUNK)
    faults = chain_faults(_counted(known, head.number, progress), head=head)
    return ChainReport(head.number, (*faults, *_beyond()))


def _beyond() -> list[str]:
    """Events that stand after the end of the chain were written past it."""
    now = ChainHead.objects.filter(pk=1).values_list("number", flat=True).first() or 0
    beyond = Event.objects.filter(number__gt=now).count()
    return [f"链尾第 {now} 条之后另有 {beyond} 条来历不明的记录"] if beyond else []


def _counted(events: Iterable[Event], total: int, progress: Progress | None) -> Iterator[Event]:
    for done, event in enumerate(events, start=1):
        yield event
        if progress and done % CHUNK == 0:
            progress(done, total)
