"""Voters as a load: each asks for the page, takes its nonce, and posts a ballot over one kept connection.

The client is a protocol of our own on asyncio: an HTTP library costs as much processor as the server it measures.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from time import perf_counter

HEAD_END = b"\r\n\r\n"
LENGTH = b"content-length: "
NONCE = b'name="nonce" value="'
RECORDED = "您的选票已投入票箱".encode()


@dataclass(frozen=True)
class Vote:
    """Where and with which slip."""

    slug: str
    code: str


@dataclass
class Tally:
    """What a run of voters met: seconds of every request, and answers that were no success."""

    page_seconds: list[float] = field(default_factory=list)
    cast_seconds: list[float] = field(default_factory=list)
    recorded_count: int = 0
    failures: list[str] = field(default_factory=list)
    took_seconds: float = 0.0

    @property
    def votes_per_second(self) -> float:
        """Whole votes, page and ballot, a second."""
        return self.recorded_count / self.took_seconds


class Line(asyncio.Protocol):
    """One kept connection; one request at a time."""

    def __init__(self) -> None:
        self.buffer = b""
        self.answer: asyncio.Future[bytes] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way to write."""
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Give the answer once it is whole."""
        self.buffer += data
        head_end = self.buffer.find(HEAD_END)
        if head_end < 0 or self.answer is None:
            return
        head = self.buffer[:head_end].lower()
        at = head.find(LENGTH) + len(LENGTH)
        length = int(head[at : at + 9].split(b"\r")[0])
        if len(self.buffer) >= head_end + len(HEAD_END) + length:
            whole, self.buffer = self.buffer, b""
            self.answer.set_result(whole)

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody waits for an answer that cannot come."""
        if self.answer is not None and not self.answer.done():
            self.answer.set_exception(exc or ConnectionResetError())

    async def ask(self, request: bytes) -> bytes:
        """The answer to a request, head and body."""
        self.answer = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        return await self.answer


async def _open_line(port: int) -> Line:
    _, line = await asyncio.get_running_loop().create_connection(Line, "127.0.0.1", port)
    return line


def _page_request(slug: str) -> bytes:
    return f"GET /v/{slug}/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()


def _cast_request(vote: Vote, page: bytes) -> bytes:
    at = page.find(NONCE) + len(NONCE)
    nonce = page[at : at + 32].decode()
    body = f"nonce={nonce}&code={vote.code}&q-chair=satisfied&q-committee=dissatisfied&comment=%E5%A5%BD"
    head = f"POST /v/{vote.slug}/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(body)}\r\n"
    return f"{head}Content-Type: application/x-www-form-urlencoded\r\n\r\n{body}".encode()


async def _vote(line: Line, vote: Vote, tally: Tally) -> None:
    began = perf_counter()
    page = await line.ask(_page_request(vote.slug))
    seen = perf_counter()
    answer = await line.ask(_cast_request(vote, page))
    done = perf_counter()
    tally.page_seconds.append(seen - began)
    tally.cast_seconds.append(done - seen)
    if RECORDED in answer:
        tally.recorded_count += 1
    else:
        tally.failures.append(answer[:40].decode(errors="replace"))


async def _client(port: int, votes: Iterator[Vote], tally: Tally) -> None:
    line = await _open_line(port)
    for vote in votes:
        await _vote(line, vote, tally)
    line.transport.close()


def closed_loop(port: int, votes: Sequence[Vote], clients: int) -> Tally:
    """So many kept connections, each voting again as soon as its last answer is there."""

    async def run() -> Tally:
        tally, left = Tally(), iter(votes)
        began = perf_counter()
        await asyncio.gather(*(_client(port, left, tally) for _ in range(clients)))
        tally.took_seconds = perf_counter() - began
        return tally

    return asyncio.run(run())


def open_loop(port: int, votes: Sequence[Vote], voters_per_second: int) -> Tally:
    """Voters who come whether or not the ones before are done, each with a connection of their own."""

    async def voter(vote: Vote, tally: Tally) -> None:
        line = await _open_line(port)
        await _vote(line, vote, tally)
        line.transport.close()

    async def run() -> Tally:
        tally, coming = Tally(), []
        began = perf_counter()
        for number, vote in enumerate(votes):
            await asyncio.sleep(max(0.0, began + number / voters_per_second - perf_counter()))
            coming.append(asyncio.create_task(voter(vote, tally)))
        await asyncio.gather(*coming)
        tally.took_seconds = perf_counter() - began
        return tally

    return asyncio.run(run())
