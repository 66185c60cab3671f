"""Carrying out an import of paper meetings: one transaction, few statements, whatever the number of rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from django.db import transaction

from appraisal.kinds import Assembly, CaseState, SessionState, Subject, SuperiorBody, VotingMode
from appraisal.models import AppraisalSession, Case, SuperiorAppraisal, YearConfirmation
from appraisal.rules.result import SessionResult, session_result
from appraisal.rules.satisfaction import SuperiorRates, Weights, default_weights, grade_rate, score_rate
from appraisal.rules.turnout import CLAUSE
from appraisal.services.importing.planning import plan_appraisals
from appraisal.services.importing.plans import AppraisalPlan, Entry, Meeting
from appraisal.services.importing.settling import settle_cases
from appraisal.services.importing.sheet import Evaluation
from appraisal.services.importing.snapshot import Snapshot, snapshot
from appraisal.services.session_flow import counts_json
from appraisal.services.sessions import is_cadre_managed
from office import events
from office.refusals import Refused
from office.spreadsheets import SheetReading
from policy.documents import Law
from unions.kinds import UnionKind
from unions.models import Union, User
from unions.services.placing import lock_tree

BATCH: Final = 500
SIGNED: Final = "往年导入"


@transaction.atomic
def import_appraisals(
    *, reading: SheetReading, user: User | None, at: datetime, today: date, source: str, expected: str = ""
) -> AppraisalPlan:
    """Plan and carry out an import under one lock, so that nothing changes in between.

    Args:
        source: the file's name, kept with the events.
        expected: fingerprint of the plan a person confirmed; empty to carry out whatever the plan is.

    Returns:
        the plan; with errors nothing was written.

    Raises:
        Refused: the plan is no longer the confirmed one, or a result to be corrected has led to a case under way.
    """
    lock_tree()
    found = snapshot(user)
    plan = plan_appraisals(reading, found, today=today)
    if expected and plan.fingerprint != expected and not plan.is_empty:
        raise Refused("预览之后评议记录又有变化，本次没有导入任何内容；请重新核对变更预览后再确认。")
    if not plan.errors and not plan.is_empty:
        _Applying(plan, found, user, at, source).run()
    return plan


@dataclass
class _Applying:
    """The work on one plan."""

    plan: AppraisalPlan
    found: Snapshot
    user: User | None
    at: datetime
    source: str
    made: list[tuple[Entry, AppraisalSession]] = field(default_factory=list)

    def run(self) -> None:
        """Replaced sessions go first, so that their years are free; cases come last, when every year is there."""
        entries = [entry for entry in self.plan.entries if entry.session_changes]
        self._set_aside([entry.session_id for entry in entries if entry.session_id is not None])
        sessions = AppraisalSession.objects.bulk_create([self._session(entry.meeting) for entry in entries], BATCH)
        self.made = list(zip(entries, sessions, strict=True))
        appraisals = (each for entry, session in self.made for each in self._appraisals(entry.meeting, session))
        SuperiorAppraisal.objects.bulk_create(appraisals, batch_size=BATCH)
        self._confirm()
        unions = {session.union_id for session in sessions}
        cases = settle_cases(unions, self.found.law, user=self.user, at=self.at)
        events.record_all([self._whole(len(cases)), *self._events(), *cases])

    def _set_aside(self, session_ids: list[int]) -> None:
        """A corrected result is kept, but counts no more; the case it led to is dropped if nobody has taken it up."""
        cases = Case.objects.filter(session_id__in=session_ids).exclude(state=CaseState.DISMISSED)
        under_way = cases.exclude(state=CaseState.OPENED).select_related("session__union").first()
        if under_way:
            raise Refused(f"{under_way.session}已据原结果办理后续事项，不能用导入更正；请先办结该事项。")
        cases.update(state=CaseState.DISMISSED, outcome="评议结果已更正", concluded_at=self.at, concluded_by=self.user)
        AppraisalSession.objects.filter(pk__in=session_ids).update(state=SessionState.CANCELLED)

    def _session(self, meeting: Meeting) -> AppraisalSession:
        law = self.found.law(meeting.work_year)
        weights = default_weights(law, has_party=meeting.party is not None)
        result = session_result(meeting.counts, _superiors(meeting, law), weights, law)
        counted, counts = result.verdict.counts, meeting.counts
        return AppraisalSession(
            union=meeting.union, work_year=meeting.work_year, held_on=meeting.held_on,
            assembly=Assembly.MEMBER_ASSEMBLY, mode=VotingMode.IMPORTED,
            state=SessionState.FINISHED if counted else SessionState.FAILED,
            chair_name=meeting.chair_name, is_cadre_managed=is_cadre_managed(meeting.union),
            has_party=meeting.party is not None, **_weight_columns(weights),
            due_count=counts.due, present_count=counts.present, issued_count=counts.issued,
            returned_count=counts.returned, invalid_count=counts.invalid,
            verdict=result.verdict, sealed=_sealed(meeting, result, law), counted_at=self.at,
            **(self._certified(meeting) if counted else {}),
        )  # fmt: skip

    def _certified(self, meeting: Meeting) -> dict[str, Any]:
        """Imported sessions count as certified, published and done with."""
        return {
            "certified_at": self.at, "certified_by": self.user, "finished_at": self.at,
            "told_members_on": meeting.held_on, "told_management_on": meeting.held_on,
        }  # fmt: skip

    def _appraisals(self, meeting: Meeting, session: AppraisalSession) -> Iterator[SuperiorAppraisal]:
        given = {SuperiorBody.PARTY: meeting.party, SuperiorBody.SUPERIOR: meeting.superior}
        for body, evaluation in given.items():
            if evaluation is None:
                continue
            for subject in Subject:
                yield SuperiorAppraisal(
                    session=session, body=body, subject=subject, grade=evaluation.grade or "", score=evaluation.score,
                    reason=SIGNED, signed_name=SIGNED, given_at=self.at, given_by=self.user,
                )  # fmt: skip

    def _confirm(self) -> None:
        """Write what the rows confirm of their years; what a row leaves open stays as it was."""
        known, changed = self.found.confirmations, []
        new: dict[tuple[int, int], YearConfirmation] = {}
        for entry in self.plan.entries:
            if not entry.confirmation_changes:
                continue
            place = entry.meeting.union.pk, entry.meeting.work_year
            if place in known:
                changed.append(known[place])
            row = known.get(place) or new.setdefault(place, YearConfirmation(union_id=place[0], year=place[1]))
            for name, value in entry.meeting.confirmed.items():
                setattr(row, name, value)
            row.confirmed_at, row.confirmed_by = self.at, self.user
        YearConfirmation.objects.bulk_create(new.values(), batch_size=BATCH)
        fields = ["plan_implemented", "is_rights_kept", "is_welcomed", "confirmed_at", "confirmed_by"]
        YearConfirmation.objects.bulk_update(changed, fields, batch_size=BATCH)

    def _whole(self, case_count: int) -> events.Entry:
        user = self.user
        top = user.post.union if user and user.post else Union.objects.get(kind=UnionKind.CITY_FEDERATION)
        plan = self.plan
        counts = {
            "文件": self.source, "新增": plan.created_count, "更正": plan.changed_count, "未变": plan.unchanged_count,
            "后果变动": case_count,
        }  # fmt: skip
        return events.Entry(top, "import_appraisals", "导入双评结果", user, self.at, changes=counts)

    def _events(self) -> Iterator[events.Entry]:
        """One event for each session entered, and one for each confirmation changed alone."""
        for entry, session in self.made:
            changes = {**entry.session_changes, **entry.confirmation_changes, "结论": entry.meeting.verdict.label}
            yield self._event(session, entry, changes)
        for entry in self.plan.entries:
            if not entry.session_changes:
                yield self._event(entry.meeting.union, entry, entry.confirmation_changes)

    def _event(self, subject: Any, entry: Entry, changes: Mapping[str, Any]) -> events.Entry:
        comment = f"{self.source} 第 {entry.meeting.row} 行"
        label = f"导入双评结果（{entry.action}）"
        return events.Entry(subject, "import_appraisal", label, self.user, self.at, comment=comment, changes=changes)


def _superiors(meeting: Meeting, law: Law) -> dict[Subject, SuperiorRates]:
    """What the superior bodies gave, for both subjects alike; nothing where the superior union gave nothing."""
    if meeting.superior is None:
        return {}
    party = _given_rate(meeting.party, law) if meeting.party else None
    return dict.fromkeys(Subject, SuperiorRates(party, _given_rate(meeting.superior, law)))


def _given_rate(given: Evaluation, law: Law) -> Fraction:
    return grade_rate(given.grade, law) if given.grade else score_rate(given.score, law)  # type: ignore[arg-type]


def _weight_columns(weights: Weights) -> dict[str, Decimal]:
    parts = {"member": weights.member, "party": weights.party, "superior": weights.superior}
    return {f"{name}_weight": Decimal(part.numerator) / part.denominator for name, part in parts.items()}


def _sealed(meeting: Meeting, result: SessionResult, law: Law) -> dict[str, Any]:
    """The result with the part of the law it was made with."""
    keys = [key for key, provision in law.provisions.items() if provision.clause.ref == CLAUSE]
    return {"law": law.as_json(keys), "counts": counts_json(meeting.counts), **result.as_json()}
