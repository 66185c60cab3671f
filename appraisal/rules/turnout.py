"""Whether the counts of a session fit together, and whether it counts as an appraisal (R-A3, R-A4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from appraisal.kinds import Answer, SessionVerdict, Subject
from policy.citing import Basis, Reason, Verdict, cites
from policy.documents import Law
from policy.units import rate

CLAUSE = "2014-31/4.2"


@dataclass(frozen=True, slots=True)
class SubjectCounts:
    """The valid ballots by answer on one subject."""

    satisfied: int
    basically_satisfied: int
    dissatisfied: int
    abstain: int

    def of(self, answer: Answer) -> int:
        """The ballots with this answer."""
        return int(getattr(self, answer.value))

    @property
    def total(self) -> int:
        """All ballots on the subject."""
        return sum(self.of(answer) for answer in Answer)


@dataclass(frozen=True, slots=True)
class SessionCounts:
    """The counts of one session: persons due and present, ballots issued, returned and invalid, answers by subject."""

    due: int
    present: int
    issued: int
    returned: int
    invalid: int
    subjects: Mapping[Subject, SubjectCounts]

    @property
    def valid(self) -> int:
        """The valid ballots; negative counts are caught by the identities."""
        return self.returned - self.invalid


@cites(CLAUSE, rule="R-A3")
def identities(counts: SessionCounts) -> Verdict:
    """The equations that counts must fulfil; an unmet one is a mistake in counting and refused by name.

    More ballots returned than issued is no such mistake: the session is then void (see `session_verdict`).
    """
    lines = [
        ("counts_not_negative", _smallest(counts) >= 0, "各项人数、票数不能为负数"),
        ("due_positive", counts.due > 0, f"应到 {counts.due} 人，应大于 0"),
        ("present_within_due", counts.present <= counts.due, f"实到 {counts.present} 应不多于应到 {counts.due}"),
        ("issued_within_present", counts.issued <= counts.present,
         f"发出票 {counts.issued} 应不多于实到 {counts.present}"),
        ("invalid_within_returned", counts.invalid <= counts.returned,
         f"无效票 {counts.invalid} 应不多于收回票 {counts.returned}"),
        *(_sum_line(subject, found, counts.valid) for subject, found in counts.subjects.items()),
    ]  # fmt: skip
    return Verdict(tuple(Reason(code, met, shown, CLAUSE) for code, met, shown in lines))


def _sum_line(subject: Subject, found: SubjectCounts, valid: int) -> tuple[str, bool, str]:
    parts = " + ".join(f"{answer.label} {found.of(answer)}" for answer in Answer)
    shown = f"{subject.label}：{parts} = {found.total}，应等于有效票 {valid}"
    return f"{subject.value}_sums_to_valid", found.total == valid, shown


def _smallest(counts: SessionCounts) -> int:
    answers = [found.of(answer) for found in counts.subjects.values() for answer in Answer]
    return min(counts.due, counts.present, counts.issued, counts.returned, counts.invalid, *answers)


@cites(CLAUSE, rule="R-A4")
def session_verdict(counts: SessionCounts, law: Law) -> tuple[SessionVerdict, Verdict]:
    """Void with more ballots returned than issued; else inquorate below two thirds of those due; else valid."""
    sound = Reason(
        "returned_within_issued",
        counts.returned <= counts.issued,
        f"收回票 {counts.returned}，发出票 {counts.issued}",
        CLAUSE,
    )
    quorum = quorum_verdict(counts.due, counts.present, counts.returned, law)
    found = Verdict((sound, *quorum.reasons), quorum.bases)
    if not sound.met:
        return SessionVerdict.VOID, found
    return (SessionVerdict.VALID if quorum.met else SessionVerdict.INQUORATE), found


@cites(CLAUSE, rule="R-A4")
def quorum_verdict(due: int, present: int, returned: int, law: Law) -> Verdict:
    """Whether both those present and the ballots returned reach the quorum of those due, unrounded."""
    line, needed = law.threshold("quorum"), quorum_count(due, law)
    reasons, bases = [], []
    for code, label, count in (("present", "实到", present), ("returned", "收回票", returned)):
        share = rate(count, due)
        met = share is not None and line.is_met_by(share)
        reasons.append(Reason(f"{code}_quorum", met, f"{label} {count}/{due}，至少须 {needed}", CLAUSE))
        formula = f"3×{count} = {3 * count} {'≥' if met else '＜'} 2×{due} = {2 * due}"
        parameters = law.as_json(["quorum"])["parameters"]
        bases.append(Basis("R-A4", CLAUSE, {label: count, "应到": due}, formula, parameters))
    return Verdict(tuple(reasons), tuple(bases))


@cites(CLAUSE, rule="R-A4")
def quorum_count(due: int, law: Law) -> int:
    """The least number of persons or ballots that reaches the quorum: 1 of 1, 67 of 100, 68 of 101."""
    share = law.value("quorum")
    return -(-due * share.numerator // share.denominator)
