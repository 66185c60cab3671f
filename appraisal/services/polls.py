"""The sealed box up to its closing: made, slips printed and exchanged, closed."""

from __future__ import annotations

import secrets
import tempfile
from datetime import datetime
from math import ceil
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from appraisal.box import codes
from appraisal.box.record import write_box
from appraisal.box.sealing import new_key_pair
from appraisal.kinds import SessionState, SlipState, VotingMode
from appraisal.models import AppraisalSession, Poll, Slip
from appraisal.selectors.polls import installation_secret, slip_counts
from appraisal.selectors.sessions import law_of_session
from appraisal.services import box_ledger
from appraisal.services.box_order import ballots_in_canonical_order, forget_slip_order
from appraisal.services.counters import refuse_appraised_counters
from office import events, files
from office.refusals import Refused
from office.workflow import Act
from unions.models import User

BOX_TYPE = "application/x-ballot-box"
SLUG_SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
HOLDERS = ("总监票人", "监票人", "上级工会")
SUPERIOR_HOLDER = 2


def locked_poll(session: AppraisalSession) -> Poll:
    """The session's poll under a lock that waits for everybody who is casting.

    Raises:
        Refused: the session has no sealed box.
    """
    poll = Poll.objects.select_for_update().filter(session=session).first()
    if poll is None:
        raise Refused("票箱尚未设立。")
    return poll


def _prepared(session: AppraisalSession, user: User) -> AppraisalSession:
    locked = AppraisalSession.objects.select_for_update(of=("self",)).select_related("union").get(pk=session.pk)
    if not user.has_perm("appraisal.run_session", locked):
        raise PermissionDenied
    if locked.state != SessionState.PREPARED:
        raise Refused(f"评议会现为“{SessionState(locked.state).label}”，票箱不能再变动。")
    return locked


@transaction.atomic
def make_box(
    *, session: AppraisalSession, user: User, at: datetime, over: str = ""
) -> tuple[Poll, tuple[str, str, str]]:
    """Make the box of a session and its three opening codes; a new making replaces an earlier one and its slips.

    Args:
        over: the slug of the box to be replaced, as the person's page showed it; empty where it showed none. A page
            sent twice, or a second person, must not make void the codes that lie in the envelopes already.

    Returns:
        the poll, and the codes for `HOLDERS` in this order: shown once, printed one per envelope, never kept.

    Raises:
        PermissionDenied: not of the union above.
        Refused: a paper session, scrutineers missing, not different, or the appraised chair; or another box than the
            page showed stands there by now.
    """
    locked = _prepared(session, user)
    _refuse_scrutineers(locked)
    former = Poll.objects.filter(session=locked).first()
    if former and former.slug != over:
        raise Refused(
            "票箱已经设立，开箱码已显示过一次，没有再生成。三个开箱码仍以最先显示的为准；没有记下的，请按“重新设立”。"
        )
    if former:
        Slip.objects.filter(poll=former.pk).delete()
        former.delete()
    keys, opening_codes = new_key_pair(), codes.new_opening_codes()
    wrapped = [
        {"pair": list(item.pair), "salt": item.salt.hex(), "nonce": item.nonce.hex(), "wrapped": item.wrapped.hex()}
        for item in codes.wrap(keys.private, opening_codes)
    ]
    poll = Poll.objects.create(
        session=locked, slug=_new_slug(), public_key=keys.public, wrapped_keys=wrapped, extra_items=locked.extra_items
    )
    box_ledger.enter(poll.pk, "设立票箱", {"应到": locked.due_count, "公钥": keys.public.hex()})
    events.record(events.Entry(locked, "make_box", "设立票箱", user, at))
    return poll, opening_codes


def _new_slug() -> str:
    return "".join(secrets.choice(SLUG_SIGNS) for _ in range(6))


def _refuse_scrutineers(session: AppraisalSession) -> None:
    if session.mode != VotingMode.BOX:
        raise Refused("本次评议不用密封票箱。")
    named = {"chief_scrutineer": session.chief_scrutineer, "scrutineer": session.scrutineer}
    missing = {field: "请填写姓名。" for field, name in named.items() if not name.strip()}
    if missing:
        raise Refused("设立票箱前须确定总监票人和监票人。", fields=missing)
    refuse_appraised_counters(session)


@transaction.atomic
def print_slips(*, session: AppraisalSession, user: User, at: datetime, over: int = 0) -> list[str]:
    """New slips for everybody due and a spare part; slips printed before are void from now on.

    Args:
        over: how many slips had been printed as the person's page showed it, void ones included; see `make_box`.

    Returns:
        their codes in no order that means anything; streamed once to the organiser, kept nowhere.

    Raises:
        PermissionDenied: not of the union above.
        Refused: voting has begun, or slips were printed since the page was shown.
    """
    locked = _prepared(session, user)
    poll = locked_poll(locked)
    former = slip_counts(poll)
    if former.printed != over:
        raise Refused(
            f"票码刚刚已经印制（{former.unused} 张可用），没有再印，请用最近下载的文件；"
            "文件丢失的，请按“重新印制”，以前印的全部作废。"
        )
    voided = Slip.objects.filter(poll=poll.pk, state=SlipState.ISSUED).update(state=SlipState.VOID)
    count = ceil(locked.due_count * (1 + law_of_session(locked).value("spare_slip_rate")))
    printed = codes.new_slip_codes(count)
    secret = installation_secret()
    macs = sorted(codes.slip_mac(code, secret, str(poll.pk)) for code in printed)
    Slip.objects.bulk_create((Slip(mac=mac, poll=poll.pk) for mac in macs), batch_size=1000)
    box_ledger.enter(poll.pk, "印制票码", {"张数": count, "作废前批": voided})
    events.record(
        events.Entry(locked, "print_slips", "印制票码", user, at, changes={"张数": count, "作废前批": voided})
    )
    return printed


@transaction.atomic
def exchange_slip(*, session: AppraisalSession, typed_code: str, user: User, at: datetime) -> None:
    """Take a slip at the table and hand out a paper ballot instead.

    Raises:
        PermissionDenied: not of the union above.
        Refused: voting is not on, or the slip is unknown or already used, exchanged or void.
    """
    locked = AppraisalSession.objects.select_related("union").get(pk=session.pk)
    if not user.has_perm("appraisal.run_session", locked):
        raise PermissionDenied
    poll = locked_poll(locked)
    if not poll.is_open:
        raise Refused("不在投票时间内，不能换票。")
    try:
        code = codes.slip_digits(typed_code)
    except codes.CodeRefused as refusal:
        raise Refused(str(refusal), fields={"code": str(refusal)}) from refusal
    slip = Slip.objects.filter(mac=codes.slip_mac(code, installation_secret(), str(poll.pk)), poll=poll.pk)
    if not slip.filter(state=SlipState.ISSUED).update(state=SlipState.PAPER):
        found = slip.first()
        raise Refused(
            f"该票码已{SlipState(found.state).label.removeprefix('已')}，不能换纸质票。"
            if found
            else "没有这个票码，请核对。"
        )
    events.record(events.Entry(locked, "exchange_slip", "换发纸质票", user, at))


def close_box(session: AppraisalSession, act: Act) -> dict[str, Any]:
    """End the voting: the box takes nothing more, its canonical file is kept, and the slips are reconciled.

    Raises:
        Refused: present or issued counts are missing or do not fit the slips; voting then goes on.
    """
    poll = locked_poll(session)
    present, issued = act.inputs.get("present_count"), act.inputs.get("issued_count")
    if present is None or issued is None:
        raise Refused(
            "结束投票时须填实到人数和发出票数。", fields={"present_count": "请填写。", "issued_count": "请填写。"}
        )
    counts = slip_counts(poll)
    _refuse_unreconciled(session, present, issued, counts.used + counts.paper)
    ballot_count = _keep_box(poll)
    session.present_count, session.issued_count = present, issued
    payload = {
        "实到": present, "发出票": issued, "票箱": ballot_count, "已投票": counts.used, "换纸质票": counts.paper,
        "作废": counts.void, "未用": counts.unused, "票箱摘要": poll.box_hash,
    }  # fmt: skip
    box_ledger.enter(poll.pk, "结束投票", payload)
    return payload


def _keep_box(poll: Poll) -> int:
    """Keep the canonical file, and leave no row of the box where the voting put it; gives the number of ballots."""
    with tempfile.TemporaryFile() as file:
        ballot_count = write_box(file, ballots_in_canonical_order(poll.pk))
        poll.box_hash = files.keep(file, BOX_TYPE).sha256
    forget_slip_order(poll.pk)
    poll.is_open = False
    poll.save(update_fields=["is_open", "box_hash"])
    return ballot_count


def _refuse_unreconciled(session: AppraisalSession, present: int, issued: int, taken: int) -> None:
    """应到 ≥ 实到 ≥ 发出 ≥ 已用 + 换票; what is left of the issued slips was not used."""
    if present > session.due_count:
        sentence = f"实到 {present} 应不多于应到 {session.due_count}（大工发〔2014〕31号 四、2）。"
        raise Refused(sentence, fields={"present_count": sentence})
    if issued > present:
        sentence = f"发出票 {issued} 应不多于实到 {present}（大工发〔2014〕31号 四、2）。"
        raise Refused(sentence, fields={"issued_count": sentence})
    if taken > issued:
        sentence = f"已投票和换纸质票共 {taken} 张，多于发出票 {issued}；请核对发出票数。"
        raise Refused(sentence, fields={"issued_count": sentence})
