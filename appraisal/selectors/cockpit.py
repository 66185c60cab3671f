"""What the organiser's page shows of a session: its path, what is ready and what is missing, and the turnout."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from math import floor

from appraisal.kinds import Audience, SessionState, VotingMode
from appraisal.models import AppraisalSession, Poll, ReportDelivery
from appraisal.rules.satisfaction import weights_verdict
from appraisal.rules.turnout import CLAUSE, quorum_count
from appraisal.selectors.polls import SlipCounts, cast_count, is_box_empty, slip_counts
from appraisal.selectors.sessions import law_of_session, missing_superiors, weights_of

State = SessionState
RUN_BY, LED_BY = "由上级工会经办办理", "由上级工会负责人办理"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing a session needs: ready, missing, or (None) still to come, and who sees to it."""

    met: bool | None
    text: str
    clause: str = ""
    who: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One stage of `components/stepper.html`."""

    label: str
    state: str
    at: date | datetime | None = None
    who: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Turnout:
    """The only figure anybody sees while the voting runs, against the line of two thirds.

    Attributes:
        percent, target_percent: 0 to 100, cut downwards, of those due.
    """

    cast_count: int
    due_count: int
    needed_count: int
    percent: Decimal
    target_percent: Decimal

    @property
    def is_met(self) -> bool:
        """Whether the ballots alone reach the quorum."""
        return self.cast_count >= self.needed_count

    @property
    def missing_count(self) -> int:
        """Ballots still missing to the quorum; 0 once it is reached."""
        return max(self.needed_count - self.cast_count, 0)


def turnout(session: AppraisalSession, poll: Poll) -> Turnout:
    """How many ballots are in the box."""
    cast, law = cast_count(poll), law_of_session(session)
    due = session.due_count
    share, line = Fraction(cast, due), Fraction(law.value("quorum"))
    return Turnout(cast, due, quorum_count(due, law), _percent(min(share, Fraction(1))), _percent(line))


def _percent(share: Fraction) -> Decimal:
    return Decimal(floor(share * 10_000)) / 100


# The path ------------------------------------------------------------------------------------------

PATH = (
    ("筹备", State.PREPARED),
    ("投票", State.VOTING),
    ("计票", State.CLOSED),
    ("认定", State.COUNTED),
    ("通报", State.CERTIFIED),
    ("落实意见", State.PUBLISHED),
)


def path(session: AppraisalSession) -> list[Step]:
    """The stages with the present one; a meeting on paper has no voting stage of its own."""
    stages = [stage for stage in PATH if session.mode == VotingMode.BOX or stage[1] not in (State.VOTING,)]
    reached = [state for _, state in stages]
    state = State(session.state)
    if session.mode != VotingMode.BOX and state == State.PREPARED:
        here = 0
    elif state in reached:
        here = reached.index(state)
    else:
        here = len(reached) if state == State.FINISHED else _failed_place(session, reached)
    return [_step(place, label, here, session, stage) for place, (label, stage) in enumerate(stages)]


def _failed_place(session: AppraisalSession, reached: list[SessionState]) -> int:
    """Where a session ended that failed or was cancelled."""
    return reached.index(State.CLOSED) if session.state == State.FAILED else 0


def _step(place: int, label: str, here: int, session: AppraisalSession, stage: SessionState) -> Step:
    is_over = State(session.state) in (State.FAILED, State.CANCELLED)
    state = "done" if place < here else "to_come" if place > here else "failed" if is_over else "here"
    days = {
        State.PREPARED: session.held_on,
        State.CLOSED: session.counted_at,
        State.COUNTED: session.certified_at,
        State.CERTIFIED: session.told_members_on,
        State.PUBLISHED: session.finished_at,
    }
    note = State(session.state).label if state == "failed" else ""
    return Step(label, state, days.get(stage) if state == "done" else None, note=note)


# What is ready -------------------------------------------------------------------------------------


def preparation(session: AppraisalSession, poll: Poll | None) -> list[Check]:
    """Everything needed before the voting starts, and what may follow until the opening."""
    checks = [_weights(session), _report(session)]
    if session.mode == VotingMode.BOX:
        checks += [_scrutineers(session), _box(poll), _slips(session, poll), _tellers(session)]
    return [*checks, _superiors(session)]


def _weights(session: AppraisalSession) -> Check:
    law = law_of_session(session)
    wrong = weights_verdict(weights_of(session), law, has_party=session.has_party).unmet
    shown = "；".join(reason.shown for reason in wrong) or "权重合计 100%，会员权重不低于下限"
    return Check(not wrong, shown, CLAUSE, RUN_BY if wrong else "")


def _report(session: AppraisalSession) -> Check:
    heard = ReportDelivery.objects.filter(
        report__union=session.union_id, report__work_year=session.work_year, audience=Audience.MEMBERS
    ).exists()
    word = "已" if heard else "尚未"
    shown = f"{word}登记 {session.work_year} 年度向会员（代表）述职"
    return Check(heard, shown, CLAUSE, "" if heard else "由基层工会在述职报告中登记")


def _scrutineers(session: AppraisalSession) -> Check:
    named = bool(session.chief_scrutineer.strip() and session.scrutineer.strip())
    shown = f"监票人：{session.chief_scrutineer}、{session.scrutineer}" if named else "尚未确定总监票人和监票人"
    return Check(named, shown, "", "" if named else RUN_BY)


def _box(poll: Poll | None) -> Check:
    if poll is None:
        return Check(False, "票箱尚未设立", "", RUN_BY)
    is_empty = is_box_empty(poll)
    return Check(is_empty, "票箱已设立，零票检查通过" if is_empty else "零票检查未通过：票箱不为空")


def _slips(session: AppraisalSession, poll: Poll | None) -> Check:
    counts = slip_counts(poll) if poll else SlipCounts(0, 0, 0, 0)
    if not counts.unused:
        return Check(False, "票码尚未印制", "", RUN_BY)
    if counts.unused < session.due_count:
        return Check(False, f"可用票码 {counts.unused} 张，少于应到 {session.due_count} 人，请重新印制", "", RUN_BY)
    return Check(True, f"可用票码 {counts.unused} 张，应到 {session.due_count} 人")


def _tellers(session: AppraisalSession) -> Check:
    named = bool(session.first_teller.strip() and session.second_teller.strip())
    shown = f"计票人：{session.first_teller}、{session.second_teller}" if named else "计票人未填（换纸质票时需要两名）"
    return Check(True if named else None, shown)


def _superiors(session: AppraisalSession) -> Check:
    missing = missing_superiors(session)
    if not missing:
        return Check(True, "上级评价已全部给出", CLAUSE)
    shown = f"尚缺{'、'.join(missing)}（计票前给出即可）"
    return Check(None, shown, CLAUSE, "由上级工会负责人评价，同级党组织用邀请链接评价")


# After the closing -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reconciled:
    """A line of the reconciliation: what it is, how many, and whether it fits with the line before."""

    label: str
    count: int | None
    note: str = ""
    met: bool | None = None


def reconciliation(session: AppraisalSession, slips: SlipCounts) -> list[Reconciled]:
    """应到 ≥ 实到 ≥ 发出票 ≥ 已投票 + 换纸质票; what is left of the issued slips was not cast."""
    present, issued = session.present_count, session.issued_count
    taken = slips.used + slips.paper
    lines = [
        Reconciled("应到", session.due_count),
        Reconciled("实到", present, "不多于应到", present is not None and present <= session.due_count),
    ]
    if issued is not None:
        lines += [
            Reconciled("发出票", issued, "不多于实到", present is not None and issued <= present),
            Reconciled("其中：已投票", slips.used),
            Reconciled("其中：换纸质票", slips.paper),
            Reconciled("其中：领票未投", issued - taken, "发出票 − 已投票 − 换纸质票", issued >= taken),
            Reconciled("未发出的票码", slips.unused - (issued - taken), "当场清点销毁", slips.unused >= issued - taken),
        ]
    return [*lines, Reconciled("作废票码", slips.void)]
