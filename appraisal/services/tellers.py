"""Paper ballots: two tellers count apart and blind, and only equal counts are taken."""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.core.exceptions import PermissionDenied
from django.db import transaction

from appraisal.box.ballots import Ballot
from appraisal.box.sealing import seal
from appraisal.kinds import Answer, SessionState, Subject
from appraisal.models import AppraisalSession, PaperCount, Poll
from appraisal.rules.turnout import SessionCounts, SubjectCounts, identities
from appraisal.selectors.polls import installation_secret
from appraisal.services import box_ledger
from appraisal.services.polls import locked_poll
from office import events
from office.refusals import Refused
from unions.models import User


@dataclass(frozen=True, slots=True)
class PaperTally:
    """What a teller counts: papers in the box, invalid ones, and the answers on the valid ones."""

    found: int
    invalid: int
    subjects: Mapping[Subject, SubjectCounts]

    def canonical(self) -> str:
        """One text for one count, so that two tellers' counts can be compared."""
        subjects = {
            subject.value: [counts.of(answer) for answer in Answer] for subject, counts in sorted(self.subjects.items())
        }
        return json.dumps({"found": self.found, "invalid": self.invalid, "subjects": subjects}, sort_keys=True)


@transaction.atomic
def enter_paper_count(
    *, session: AppraisalSession, teller: int, tally: PaperTally, user: User, at: datetime
) -> bool | None:
    """One teller's count, blind to the other's.

    Args:
        teller: 1 or 2; a teller may count again until both agree.

    Returns:
        None while the other has not counted yet, True where both agree, False where both must count again.

    Raises:
        PermissionDenied: not of the union above.
        Refused: not between closing and opening, the count does not add up, or both have agreed already.
    """
    locked = _closed(session, user)
    poll = locked_poll(locked)
    _refuse_wrong_tally(tally)
    if papers_agree(poll):
        raise Refused("两名计票人的计数已一致，不能再改。")
    mac = hmac.digest(installation_secret(), f"papers {poll.pk} {tally.canonical()}".encode(), sha256)
    sealed = _sealed_tally(poll, tally)
    PaperCount.objects.filter(poll=poll.pk, teller=teller).delete()
    PaperCount.objects.create(poll=poll.pk, teller=teller, mac=mac, sealed=sealed)
    events.record(
        events.Entry(locked, "enter_paper_count", f"计票人{'一' if teller == 1 else '二'}录入纸质票", user, at)
    )
    if PaperCount.objects.filter(poll=poll.pk).count() < 2:
        return None
    if papers_agree(poll):
        box_ledger.enter(poll.pk, "纸质票计数一致", {"计票人": 2})
        return True
    PaperCount.objects.filter(poll=poll.pk).delete()
    box_ledger.enter(poll.pk, "纸质票计数不一致，重新计票", {})
    return False


def papers_agree(poll: Poll) -> bool:
    """Whether two blind counts are in and equal."""
    macs = [bytes(mac) for mac in PaperCount.objects.filter(poll=poll.pk).values_list("mac", flat=True)]
    return len(macs) == 2 and hmac.compare_digest(*macs)


def _sealed_tally(poll: Poll, tally: PaperTally) -> bytes:
    return seal(Ballot({"papers": tally.canonical()}), bytes(poll.public_key), str(poll.pk))


def _refuse_wrong_tally(tally: PaperTally) -> None:
    valid = tally.found - tally.invalid
    subjects = tally.subjects
    counts = SessionCounts(max(tally.found, 1), tally.found, tally.found, tally.found, tally.invalid, subjects)
    wrong = identities(counts).unmet
    if wrong or valid < 0:
        raise Refused("计数不符：" + "；".join(str(reason) for reason in wrong) + "。", reasons=wrong)


def _closed(session: AppraisalSession, user: User) -> AppraisalSession:
    locked = AppraisalSession.objects.select_for_update(of=("self",)).select_related("union").get(pk=session.pk)
    if not user.has_perm("appraisal.run_session", locked):
        raise PermissionDenied
    if locked.state != SessionState.CLOSED:
        raise Refused(f"评议会现为“{SessionState(locked.state).label}”，不在计票阶段。")
    return locked
