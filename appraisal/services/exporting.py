"""The record of a counted box, for a recount outside the application (`manage.py verify_box`)."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db import transaction

from appraisal.box.record import box_hash, sealed_items
from appraisal.models import AppraisalSession, PaperCount, Poll, Result
from appraisal.selectors.polls import ledger, questions
from appraisal.services import box_ledger
from appraisal.services.polls import locked_poll
from office import events, files
from office.refusals import Refused
from unions.models import User

RECORD_FORMAT: Final = "vitality box record 1"
RECORD_TYPE: Final = "application/json"


@transaction.atomic
def export_box(*, session: AppraisalSession, user: User | None, at: datetime) -> bytes:
    """The record as JSON: wrapped keys, sealed ballots and paper counts, published totals and the ledger.

    It tells nothing without two of the three opening codes. That it was exported stands in the box's ledger.

    Args:
        user: None for the command, which somebody runs on the server itself.

    Raises:
        PermissionDenied: not of the union above.
        Refused: the box is not counted yet, or destroyed already, or its file is not the one that was closed.
    """
    fresh = AppraisalSession.objects.select_for_update(of=("self",)).select_related("union").get(pk=session.pk)
    if user and not user.has_perm("appraisal.run_session", fresh):
        raise PermissionDenied
    poll = locked_poll(fresh)
    if not poll.opened_at:
        raise Refused("票箱还没有开箱计票，没有可供核验的记录。")
    if poll.destroyed_at:
        raise Refused(f"票箱文件和钥匙已于 {poll.destroyed_at:%Y-%m-%d} 销毁，不能再核验。")
    box = _box_lines(poll)
    box_ledger.enter(poll.pk, "导出核验记录", {"选票": len(box)})
    events.record(events.Entry(fresh, "export_box", "导出票箱核验记录", user, at))
    return json.dumps(_record(fresh, poll, box), ensure_ascii=False, indent=1).encode()


def record_name(session: AppraisalSession) -> str:
    """The name of the record's file."""
    return f"{session.union}{session.work_year}年票箱核验记录.json"


def _box_lines(poll: Poll) -> list[str]:
    try:
        with files.path_of(poll.box_hash).open("rb") as file:
            if box_hash(file) != poll.box_hash:
                raise Refused("票箱文件与结束投票时的摘要不符，不能导出。")
            return [sealed.hex() for sealed in sealed_items(file)]
    except FileNotFoundError as missing:
        raise Refused("票箱文件不存在或已销毁。") from missing


def _record(session: AppraisalSession, poll: Poll, box: list[str]) -> dict[str, Any]:
    papers = PaperCount.objects.filter(poll=poll.pk).order_by("teller")
    counts = session.sealed["counts"]  # type: ignore[index]  # a counted session is sealed
    return {
        "format": RECORD_FORMAT,
        "session": {
            "union": session.union.name, "work_year": session.work_year, "held_on": session.held_on.isoformat()
        },
        "poll": str(poll.pk),
        "public_key": bytes(poll.public_key).hex(),
        "wrapped_keys": poll.wrapped_keys,
        "box_hash": poll.box_hash,
        "box": box,
        "paper_counts": [bytes(each.sealed).hex() for each in papers],
        "questions": {name: sorted(allowed) for name, allowed in questions(poll).items()},
        "totals": _totals(poll),
        "counts": {name: counts[name] for name in ("due", "present", "issued", "returned", "invalid")},
        "ledger": [
            {"number": entry.number, "event": entry.event, "payload": entry.payload,
             "previous_hash": entry.previous_hash, "hash": entry.hash}
            for entry in ledger(poll)
        ],
    }  # fmt: skip


def _totals(poll: Poll) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for row in Result.objects.filter(poll=poll.pk).order_by("question", "option"):
        found.setdefault(row.question, {})[row.option] = row.ballot_count
    return found
