"""The opening with two of three codes, the recount, and the destruction after the objection period."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import SystemRandom
from typing import Any

from cryptography.exceptions import InvalidTag
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F

from appraisal.box.ballots import Ballot
from appraisal.box.codes import CodeRefused, WrappedKey, digits_of, unwrap
from appraisal.box.record import box_hash, sealed_items
from appraisal.box.sealing import unseal, unsealer
from appraisal.kinds import Answer, Subject
from appraisal.models import AppraisalSession, BoxItem, Comment, PaperCount, Poll, Result, Slip
from appraisal.rules.turnout import SessionCounts, SubjectCounts, session_verdict
from appraisal.selectors.polls import questions, slip_counts
from appraisal.selectors.sessions import law_of_session
from appraisal.services import box_ledger
from appraisal.services.polls import HOLDERS, SUPERIOR_HOLDER, locked_poll
from appraisal.services.session_flow import SESSION_FLOW
from appraisal.services.tellers import PaperTally, papers_agree
from office import events, files
from office.refusals import Refused
from office.workflow import Act, perform
from policy.documents import Law
from unions.models import User

MOST_OPENING_TRIES = 10
ONE_MORE = F("failed_opening_count") + 1
PROGRESS_EVERY = 500
Progress = Callable[[int, int], None]


def unseen(done_count: int, total_count: int) -> None:
    """A progress nobody watches."""


# Opening ------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Sum:
    """What the ballots come to, added up one by one so that memory stays flat."""

    answers: Counter[tuple[str, str]]
    comments: list[str]
    ballots: int = 0

    def add(self, ballot: Ballot) -> None:
        self.ballots += 1
        self.answers.update(ballot.answers.items())
        if ballot.comment:
            self.comments.append(ballot.comment)


def open_box(
    *,
    session: AppraisalSession,
    given_codes: Sequence[str],
    user: User,
    at: datetime,
    progress: Progress = unseen,
) -> AppraisalSession:
    """Open the box with two of three codes, count, and seal the result; a crash in between has written nothing.

    The codes are only ever an argument: never put them into a job row or a queue, which would keep them.

    Raises:
        PermissionDenied: not of the union above.
        Refused: superior appraisals or paper counts are missing, a wrong code, or the box is not as it was closed.
    """
    refused = _obstacles(session, user, at)
    if refused:
        raise Refused("不能开箱：" + "；".join(refused) + "。")
    poll = Poll.objects.get(session=session)
    found, papers = _opened(poll, given_codes, law_of_session(session), progress)
    return _write_result(session, poll, found, papers, user, at)


def _opened(poll: Poll, given_codes: Sequence[str], law: Law, progress: Progress) -> tuple[_Sum, PaperTally | None]:
    """Ballots and papers in memory; a box with few ballots only where the superior union's code is one of the two."""
    private_key = _private_key(poll, given_codes)
    found, papers = _counted(poll, private_key, progress), _paper_tally(poll, private_key)
    valid, floor = found.ballots + (papers.found - papers.invalid if papers else 0), law.threshold("box_opening_floor")
    if not floor.is_met_by(valid) and not _has_superior_code(poll, given_codes):
        needed = f"两个开箱码中须有{HOLDERS[SUPERIOR_HOLDER]}的。"
        raise Refused(
            f"有效票少于 {floor.value} 张，为保护无记名投票不在本单位开箱：{needed}", fields={"codes": needed}
        )
    return found, papers


def _has_superior_code(poll: Poll, given_codes: Sequence[str]) -> bool:
    keys = [_wrapped_key(item) for item in poll.wrapped_keys if SUPERIOR_HOLDER in item["pair"]]
    try:
        unwrap(keys, given_codes)
    except CodeRefused:
        return False
    return True


def _obstacles(session: AppraisalSession, user: User, at: datetime) -> list[str]:
    """What stands in the way, told before anybody types a code."""
    fresh = AppraisalSession.objects.select_related("union").get(pk=session.pk)
    if not user.has_perm("appraisal.run_session", fresh):
        raise PermissionDenied
    step = SESSION_FLOW.transitions["count_box"]
    told = [str(reason) for reason in SESSION_FLOW.obstacles(fresh, step, Act(user, at))]
    poll = Poll.objects.filter(session=fresh).first()
    if poll and not told and _has_papers(poll) and not papers_agree(poll):
        told.append("两名计票人尚未一致录入纸质票")
    return told


def _has_papers(poll: Poll) -> bool:
    """Whether there is paper to be counted: slips exchanged for it, or a teller who found some."""
    return bool(slip_counts(poll).paper) or PaperCount.objects.filter(poll=poll.pk).exists()


def _private_key(poll: Poll, given_codes: Sequence[str]) -> bytes:
    """The key, or one try less. A try is taken before the codes are looked at, so that many at once gain nothing."""
    if not poll.wrapped_keys:
        raise Refused("票箱的钥匙已经销毁，不能再打开。")
    _refuse_mistyped(given_codes)
    tries = Poll.objects.filter(pk=poll.pk)
    if not tries.filter(failed_opening_count__lt=MOST_OPENING_TRIES).update(failed_opening_count=ONE_MORE):
        raise Refused(f"开箱码已输错 {MOST_OPENING_TRIES} 次，票箱不能再打开；请取消本次评议并重新召开。")
    try:
        key = unwrap([_wrapped_key(item) for item in poll.wrapped_keys], given_codes)
    except CodeRefused as refusal:
        left = MOST_OPENING_TRIES - tries.values_list("failed_opening_count", flat=True).get()
        raise Refused(f"{refusal}还可以试 {left} 次。", fields={"codes": str(refusal)}) from refusal
    tries.update(failed_opening_count=F("failed_opening_count") - 1)
    return key


def _refuse_mistyped(given_codes: Sequence[str]) -> None:
    """What is not even 12 digits costs no try."""
    for place, code in enumerate(given_codes, start=1):
        try:
            digits_of(code)
        except CodeRefused as refusal:
            raise Refused(f"第 {place} 个开箱码{refusal}", fields={"codes": str(refusal)}) from refusal


def _wrapped_key(item: dict[str, Any]) -> WrappedKey:
    return WrappedKey(tuple(item["pair"]), *(bytes.fromhex(item[name]) for name in ("salt", "nonce", "wrapped")))


def _counted(poll: Poll, private_key: bytes, progress: Progress) -> _Sum:
    """The ballots of the canonical box file added up, one at a time.

    Raises:
        Refused: the file is gone, or not the one whose hash stands in the minutes, or a ballot does not open.
    """
    try:
        with files.path_of(poll.box_hash).open("rb") as file:
            if box_hash(file) != poll.box_hash:
                raise Refused("票箱文件与结束投票时的摘要不符，不能开箱。")
            return _added_up(sealed_items(file), poll, private_key, progress)
    except FileNotFoundError as missing:
        raise Refused("票箱文件不存在或已销毁。") from missing


def _added_up(items: Iterable[bytes], poll: Poll, private_key: bytes, progress: Progress) -> _Sum:
    found, asked, opened = _Sum(Counter(), []), questions(poll), unsealer(private_key, str(poll.pk))
    total_count = BoxItem.objects.filter(poll=poll.pk).count()
    for item in items:
        try:
            ballot = opened(item)
        except InvalidTag as broken:
            raise Refused("票箱中有不能打开的选票，票箱可能被改动。") from broken
        if ballot.answers.keys() != asked.keys() or any(ballot.answers[name] not in asked[name] for name in asked):
            raise Refused("票箱中有内容不对的选票，票箱可能被改动。")
        found.add(ballot)
        if found.ballots % PROGRESS_EVERY == 0:
            progress(found.ballots, total_count)
    progress(found.ballots, found.ballots)
    return found


def _paper_tally(poll: Poll, private_key: bytes) -> PaperTally | None:
    kept = PaperCount.objects.filter(poll=poll.pk).first()
    if kept is None:
        return None
    plain = json.loads(unseal(bytes(kept.sealed), private_key, str(poll.pk)).answers["papers"])
    subjects = {Subject(name): SubjectCounts(*numbers) for name, numbers in plain["subjects"].items()}
    return PaperTally(plain["found"], plain["invalid"], subjects)


@transaction.atomic
def _write_result(
    session: AppraisalSession, poll: Poll, found: _Sum, papers: PaperTally | None, user: User, at: datetime
) -> AppraisalSession:
    """Result, opinions and the session's new state at once; the ballots leave the box in the same breath."""
    # First the session, then its poll: in the order in which every other step locks them.
    AppraisalSession.objects.select_for_update().get(pk=session.pk)
    locked = locked_poll(session)
    if Result.objects.filter(poll=locked.pk).exists() or locked.opened_at:
        raise Refused("票箱已经打开过，结果已写入。")
    if BoxItem.objects.filter(poll=locked.pk).count() != found.ballots:
        raise Refused("票箱中的选票数与票箱文件不符，不能开箱。")
    counts = _counts(session, found, papers)
    _write_box(locked, found, papers, at)
    verdict, _ = session_verdict(counts, law_of_session(session))
    step = "count_box" if verdict.counts else "fail_box"
    return perform(SESSION_FLOW, session, step, user=user, at=at, counts=counts)  # type: ignore[return-value]


def _merged(found: _Sum, papers: PaperTally | None) -> Counter[tuple[str, str]]:
    """Ballots and papers together: only these totals are ever shown."""
    answers = Counter(found.answers)
    for subject, counts in papers.subjects.items() if papers else ():
        answers.update({(subject.value, answer.value): counts.of(answer) for answer in Answer})
    return answers


def _counts(session: AppraisalSession, found: _Sum, papers: PaperTally | None) -> SessionCounts:
    answers, fresh = _merged(found, papers), AppraisalSession.objects.get(pk=session.pk)
    return SessionCounts(
        due=fresh.due_count,
        present=fresh.present_count or 0,
        issued=fresh.issued_count or 0,
        returned=found.ballots + (papers.found if papers else 0),
        invalid=papers.invalid if papers else 0,
        subjects={
            subject: SubjectCounts(*(answers[subject.value, answer.value] for answer in Answer)) for subject in Subject
        },
    )


def _write_box(poll: Poll, found: _Sum, papers: PaperTally | None, at: datetime) -> None:
    answers = _merged(found, papers)
    Result.objects.bulk_create(
        Result(poll=poll.pk, question=question, option=answer, ballot_count=answers[question, answer])
        for question, allowed in questions(poll).items()
        for answer in sorted(allowed)
    )
    comments = list(found.comments)
    SystemRandom().shuffle(comments)
    Comment.objects.bulk_create(Comment(poll=poll.pk, text=text) for text in comments)
    BoxItem.objects.filter(poll=poll.pk).delete()
    # No phone may be matched with a slip any more.
    Slip.objects.filter(poll=poll.pk, nonce_hash__isnull=False).update(nonce_hash=None)
    poll.opened_at, poll.paper_found_count = at, papers.found if papers else 0
    poll.save(update_fields=["opened_at", "paper_found_count"])
    totals = {f"{question}/{answer}": count for (question, answer), count in sorted(answers.items())}
    box_ledger.enter(poll.pk, "开箱计票", {"选票": found.ballots, "纸质票": poll.paper_found_count, "合计": totals})


# After the opening --------------------------------------------------------------------------------


def recount(*, session: AppraisalSession, given_codes: Sequence[str], user: User, at: datetime) -> bool:
    """Count the kept box file once more, within the objection period; the result itself is never written again.

    Returns:
        whether ballots and papers come to what was published.

    Raises:
        PermissionDenied, Refused: as for opening.
    """
    fresh = AppraisalSession.objects.select_related("union").get(pk=session.pk)
    if not user.has_perm("appraisal.run_session", fresh):
        raise PermissionDenied
    poll = Poll.objects.get(session=fresh)
    found, papers = _opened(poll, given_codes, law_of_session(fresh), unseen)
    is_same = _published(poll) == +_merged(found, papers)
    with transaction.atomic():
        box_ledger.enter(locked_poll(fresh).pk, "复核计票", {"选票": found.ballots, "一致": is_same})
        events.record(events.Entry(fresh, "recount", "复核计票", user, at, changes={"一致": is_same}))
    return is_same


def _published(poll: Poll) -> Counter[tuple[str, str]]:
    rows = Result.objects.filter(poll=poll.pk, ballot_count__gt=0)
    return Counter({(row.question, row.option): row.ballot_count for row in rows})


def objection_ends_at(session: AppraisalSession) -> datetime | None:
    """When the kept box may be destroyed; None before the counting."""
    if session.counted_at is None:
        return None
    return session.counted_at + timedelta(days=law_of_session(session).value("objection_days"))


@transaction.atomic
def destroy_box(*, session: AppraisalSession, user: User, at: datetime) -> None:
    """After the objection period: the wrapped keys and the box file go, the ledger says so.

    Raises:
        PermissionDenied: not of the union above.
        Refused: the period still runs, or it was done already.
    """
    fresh = AppraisalSession.objects.select_related("union").get(pk=session.pk)
    if not user.has_perm("appraisal.run_session", fresh):
        raise PermissionDenied
    poll = locked_poll(fresh)
    ends_at = objection_ends_at(fresh)
    if poll.destroyed_at:
        raise Refused("票箱文件和钥匙已经销毁。")
    if ends_at is None or at < ends_at:
        raise Refused(
            f"异议期到 {ends_at:%Y-%m-%d %H:%M} 为止，期满后才能销毁。" if ends_at else "尚未计票，不能销毁。"
        )
    poll.wrapped_keys, poll.destroyed_at = [], at
    poll.save(update_fields=["wrapped_keys", "destroyed_at"])
    PaperCount.objects.filter(poll=poll.pk).delete()
    transaction.on_commit(lambda: files.path_of(poll.box_hash).unlink(missing_ok=True))
    box_ledger.enter(poll.pk, "销毁票箱文件和钥匙", {"票箱摘要": poll.box_hash})
    events.record(events.Entry(fresh, "destroy_box", "销毁票箱文件和钥匙", user, at))
