"""How long a full box takes to be closed and opened, and how much memory the opening takes.

Each box is opened in a process of its own, whose highest memory before and after is compared.
"""

from __future__ import annotations

import multiprocessing
import resource
from itertools import islice
from multiprocessing.connection import Connection
from time import perf_counter, process_time

from django.db import connection

from appraisal.box.ballots import Ballot
from appraisal.box.sealing import seal
from appraisal.kinds import SlipState
from appraisal.models import AppraisalSession, BoxItem, Slip
from appraisal.services.counting import open_box
from tests.appraisal.conftest import AT, Hall, make_hall

ROWS_AT_ONCE = 1000


def opening_figures(sizes: tuple[int, ...]) -> dict[str, float]:
    """Seconds and megabytes for boxes of these sizes."""
    figures: dict[str, float] = {}
    for size in sizes:
        hall = full_hall(size)
        began = perf_counter()
        hall.step("stop_voting", present_count=size, issued_count=size)
        figures[f"closing_seconds_{size}"] = perf_counter() - began
        seconds, processor_seconds, megabytes, steps = _apart(hall)
        figures |= {
            f"opening_seconds_{size}": seconds,
            f"opening_processor_seconds_{size}": processor_seconds,
            f"opening_megabytes_{size}": megabytes,
            f"opening_progress_steps_{size}": steps,
        }
    return figures


def full_hall(ballot_count: int) -> Hall:
    """A poll in which everybody due has voted; one in ten wrote an opinion."""
    hall = make_hall(due=ballot_count).prepare_box()
    hall.step("start_voting")
    hall.give_superiors()
    poll = hall.poll
    ballots = (
        Ballot({"chair": "satisfied", "committee": "dissatisfied"}, "食堂要改进" if number % 10 == 0 else "")
        for number in range(ballot_count)
    )
    while part := list(islice(ballots, ROWS_AT_ONCE)):
        items = (BoxItem(poll=poll.pk, sealed=seal(each, bytes(poll.public_key), str(poll.pk))) for each in part)
        BoxItem.objects.bulk_create(items)
    used = Slip.objects.filter(poll=poll.pk).order_by("mac").values("mac")[:ballot_count]
    Slip.objects.filter(mac__in=used).update(state=SlipState.USED, nonce_hash=b"n" * 32)
    return hall


def _apart(hall: Hall) -> tuple[float, float, float, int]:
    connection.close()
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("fork").Process(target=_open, args=(hall, theirs))
    process.start()
    found = ours.recv()
    process.join()
    return found


def _open(hall: Hall, answer: Connection) -> None:
    steps: list[int] = []
    session = AppraisalSession.objects.get(pk=hall.session.pk)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began, busy = perf_counter(), process_time()
    codes = hall.opening_codes[:2]
    open_box(session=session, given_codes=codes, user=hall.leader, at=AT, progress=lambda done, _: steps.append(done))
    seconds, processor_seconds = perf_counter() - began, process_time() - busy
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    answer.send((seconds, processor_seconds, (after - before) / 1024, len(steps)))
