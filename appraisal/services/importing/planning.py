"""From the rows of a sheet and the records to what the import would do. Nothing is written here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from appraisal.kinds import SessionState, Subject, SuperiorBody
from appraisal.models import AppraisalSession
from appraisal.rules.turnout import SessionCounts, SubjectCounts, identities, session_verdict
from appraisal.services.importing.plans import AppraisalPlan, Entry, Meeting, confirmation_word
from appraisal.services.importing.sheet import (
    ANSWER_WORDS,
    COLUMNS,
    CONFIRMED,
    COUNTS,
    Evaluation,
    answer_key,
)
from appraisal.services.importing.snapshot import Snapshot, counts_of, evaluation_of, is_imported, is_living
from office.spreadsheets import CellProblem, Severity, SheetReading, SheetRow
from policy.documents import Law, parameter
from unions.models import Union

PROGRESS_STEP: Final = 500
ESSENTIALS: Final = ("work_year", "name", "superior", "held_on")
ANSWER_KEYS: Final = tuple(answer_key(subject, answer) for subject in Subject for answer in ANSWER_WORDS)
# Beside which cell an identity of R-A3 is told.
CELL_OF: Final = {
    "due_positive": "due",
    "present_within_due": "present",
    "issued_within_present": "issued",
    "invalid_within_returned": "invalid",
    "chair_sums_to_valid": "chair_satisfied",
    "committee_sums_to_valid": "committee_satisfied",
}
Progress = Callable[[int, int], None]


def plan_appraisals(
    reading: SheetReading, found: Snapshot, *, today: date, progress: Progress | None = None
) -> AppraisalPlan:
    """What importing the sheet would record, with everything that stands in the way.

    Args:
        today: a meeting of a later day cannot have been held.
    """
    planning = _Planning(reading, found, today)
    for done, row in enumerate(reading.rows, start=1):
        planning.take(row)
        if progress and (done % PROGRESS_STEP == 0 or done == len(reading.rows)):
            progress(done, len(reading.rows))
    return planning.result()


@dataclass(frozen=True, slots=True)
class _Draft:
    """A row whose meeting is understood; the chair may still be missing."""

    row: SheetRow
    meeting: Meeting


class _Planning:
    """The workspace of one plan."""

    def __init__(self, reading: SheetReading, found: Snapshot, today: date) -> None:
        self.reading, self.found, self.today = reading, found, today
        self.problems: list[CellProblem] = list(reading.problems)
        self.drafts: dict[int, list[_Draft]] = defaultdict(list)
        self.entries: list[Entry] = []
        self.unchanged_count = 0

    def take(self, row: SheetRow) -> None:
        """Understand one row as far as its cells allow."""
        counts = _counts(row)
        is_sound = counts is not None and self._fits_together(row, counts)
        if any(row[key] is None for key in ESSENTIALS):
            return
        union, law = self._union(row), self._law(row)
        if law is None or not self._is_plausible(row, law):
            return
        if union is None or counts is None or not is_sound:
            return
        confirmed = {key: row[key] for key in CONFIRMED if row[key] is not None}
        self.drafts[union.pk].append(
            _Draft(row, Meeting(
                row.number, union, row["superior"], row["work_year"], row["held_on"], counts,
                row["party"], row["superior_given"], _person(row["chair_name"] or ""),
                session_verdict(counts, law)[0], confirmed,
            ))
        )  # fmt: skip

    def result(self) -> AppraisalPlan:
        """The plan, once every row is taken."""
        self.found.read_years_of(self.drafts)
        for union_id, drafts in self.drafts.items():
            self._take_years(union_id, sorted(drafts, key=lambda draft: draft.meeting.place_in_time))
        order = {column.name: index for index, column in enumerate(COLUMNS.values())}
        problems = sorted(self.problems, key=lambda each: (each.row, order.get(each.column, -1)))
        entries = sorted(
            self.entries, key=lambda entry: (entry.meeting.work_year, entry.meeting.held_on, entry.meeting.row)
        )
        return AppraisalPlan(
            len(self.reading.rows), tuple(entries), self.unchanged_count, tuple(problems), self.reading.ignored_columns
        )

    # One row ---------------------------------------------------------------------------------------

    def _fits_together(self, row: SheetRow, counts: SessionCounts) -> bool:
        """R-A3: each identity that does not hold is an error at its cell, with its numbers and clause."""
        unmet = identities(counts).unmet
        for reason in unmet:
            key = CELL_OF[reason.code]
            self._report(row, key, row[key], str(reason))
        return not unmet

    def _union(self, row: SheetRow) -> Union | None:
        named = self.found.directory.named(row["name"], row["superior"], row["held_on"])
        if named.union is None:
            key = "superior" if named.is_superior_wrong else "name"
            self._report(row, key, row[key], named.expected)
            return None
        if named.union.pk == self.found.top_id:
            self._report(row, "name", row["name"], "是您所在的工会，其评议由上级工会导入")
            return None
        return named.union

    def _law(self, row: SheetRow) -> Law | None:
        first_year = parameter("quorum").first_day.year
        if row["work_year"] < first_year:
            self._report(
                row, "work_year", row["work_year"], f"双述双评自 {first_year} 年起实行，应为 {first_year} 年以后"
            )
            return None
        return self.found.law(row["work_year"])

    def _is_plausible(self, row: SheetRow, law: Law) -> bool:
        """Whether day and evaluations can stand; what is only odd is a warning."""
        year, held_on = row["work_year"], row["held_on"]
        is_to_come, is_too_early = held_on > self.today, held_on.year < year
        if is_to_come:
            self._report(row, "held_on", held_on, f"晚于今天（{self.today}），尚未召开的评议不能导入")
        if is_too_early:
            self._report(row, "held_on", held_on, f"早于 {year} 年，不能评议 {year} 年度的工作")
        if held_on.year > year + 1:
            self._warn(row, "held_on", held_on, f"比 {year} 工作年度晚一年以上，请核对")
        is_given = [self._is_on_scale(row, key, law) for key in ("party", "superior_given")]
        if row["superior_given"] is None and "superior_given" not in row.refused:
            self._warn(row, "superior_given", None, "没有上级工会评价，不能计算综合满意率")
        return not is_to_come and not is_too_early and all(is_given)

    def _is_on_scale(self, row: SheetRow, key: str, law: Law) -> bool:
        given: Evaluation | None = row[key]
        scale = law.choice("superior_appraisal_scale")
        if given is None or scale == "either" or (scale == "grades") == (given.grade is not None):
            return True
        expected = "满意、基本满意或不满意" if scale == "grades" else "0–100 分"
        self._report(row, key, given, f"{row['work_year']} 年度上级评价应为{expected}")
        return False

    # The years of one union ------------------------------------------------------------------------

    def _take_years(self, union_id: int, drafts: list[_Draft]) -> None:
        recorded = self.found.sessions.get(union_id, [])
        places: dict[tuple[int, date], SheetRow] = {}
        living: dict[int, SheetRow] = {}
        spoken_of = {(draft.meeting.work_year, draft.meeting.held_on) for draft in drafts}
        for draft in self._with_chairs(self._with_one_word(drafts), recorded):
            if not self._is_repeated(draft, places, living):
                self._enter(draft, recorded, spoken_of)

    def _is_repeated(
        self, draft: _Draft, places: dict[tuple[int, date], SheetRow], living: dict[int, SheetRow]
    ) -> bool:
        """Whether an earlier row speaks of the same meeting, or of a valid one in the same year."""
        row, meeting = draft.row, draft.meeting
        first = places.setdefault((meeting.work_year, meeting.held_on), row)
        if first is not row:
            expected = f"与第 {first.number} 行重复（同一单位、同一年度、同一日期），请只保留一行"
            self._report(row, "held_on", meeting.held_on, expected)
            return True
        earlier = living.setdefault(meeting.work_year, row) if meeting.verdict.counts else row
        if earlier is not row:
            expected = f"第 {earlier.number} 行已是该单位 {meeting.work_year} 年度的有效评议，一年只有一次"
            self._report(row, "work_year", meeting.work_year, expected)
        return earlier is not row

    def _with_one_word(self, drafts: list[_Draft]) -> list[_Draft]:
        """The rows with one word on each confirmation of a year: that of the meeting that counts, else of the last."""
        deciding: dict[tuple[int, str], _Draft] = {}
        for draft in sorted(drafts, key=lambda each: each.meeting.verdict.counts):
            deciding |= {(draft.meeting.work_year, key): draft for key in draft.meeting.confirmed}
        return [self._as_decided(draft, deciding) for draft in drafts]

    def _as_decided(self, draft: _Draft, deciding: dict[tuple[int, str], _Draft]) -> _Draft:
        """The row without what another row of its year overrules, which is told."""
        kept = {}
        for key, value in draft.meeting.confirmed.items():
            other = deciding[draft.meeting.work_year, key]
            if other.meeting.confirmed[key] is value:
                kept[key] = value
            else:
                told = f"与第 {other.row.number} 行不一致，该年度以第 {other.row.number} 行为准，此处不采用"
                self._warn(draft.row, key, confirmation_word(value), told)
        return replace(draft, meeting=replace(draft.meeting, confirmed=kept))

    def _with_chairs(self, drafts: list[_Draft], recorded: list[AppraisalSession]) -> Iterator[_Draft]:
        """Each row with its chair; one that names none keeps the recorded one, or speaks of whoever was it before."""
        chairs = {(each.work_year, each.held_on): each.chair_name for each in recorded}
        for draft in drafts:
            place = draft.meeting.work_year, draft.meeting.held_on
            before = [earlier for earlier in chairs if earlier <= place]
            known = chairs[max(before)] if before else draft.meeting.union.chair_name
            chairs[place] = draft.meeting.chair_name or known
            yield replace(draft, meeting=replace(draft.meeting, chair_name=chairs[place]))

    def _enter(self, draft: _Draft, recorded: list[AppraisalSession], spoken_of: set[tuple[int, date]]) -> None:
        """Put the row beside what is recorded of its year; `spoken_of` are the meetings that have rows of their own."""
        meeting = draft.meeting
        of_year = [each for each in recorded if each.work_year == meeting.work_year]
        before = next((each for each in of_year if is_imported(each) and each.held_on == meeting.held_on), None)
        others = [each for each in of_year if each is not before and _collides(each, meeting)]
        for other in others:
            if not is_imported(other):
                state = SessionState(other.state).label
                expected = f"该单位 {meeting.work_year} 年度的评议已在系统中办理（{state}），不能再导入"
                self._report(draft.row, "work_year", meeting.work_year, expected)
                return
            if before is None and (other.work_year, other.held_on) not in spoken_of:
                before = other  # the day itself is corrected
            elif (other.work_year, other.held_on) not in spoken_of:
                expected = f"该单位 {meeting.work_year} 年度已导入 {other.held_on} 召开的有效评议，一年只有一次"
                self._report(draft.row, "work_year", meeting.work_year, expected)
                return
        self._note(meeting, before)

    def _note(self, meeting: Meeting, before: AppraisalSession | None) -> None:
        session_changes = _session_changes(meeting, before)
        confirmation_changes = self._confirmation_changes(meeting)
        if not session_changes and not confirmation_changes:
            self.unchanged_count += 1
            return
        session_id = before.pk if before else None
        self.entries.append(Entry(meeting, session_id, before is None, session_changes, confirmation_changes))

    def _confirmation_changes(self, meeting: Meeting) -> dict[str, list[str]]:
        before = self.found.confirmations.get((meeting.union.pk, meeting.work_year))
        pairs = {key: (getattr(before, key) if before else None, after) for key, after in meeting.confirmed.items()}
        return {
            CONFIRMED[key]: [confirmation_word(old), confirmation_word(new)]
            for key, (old, new) in pairs.items()
            if old is not new
        }

    def _report(self, row: SheetRow, key: str, value: Any, expected: str) -> None:
        self.problems.append(row.problem(COLUMNS[key], value, expected))

    def _warn(self, row: SheetRow, key: str, value: Any, expected: str) -> None:
        self.problems.append(row.problem(COLUMNS[key], value, expected, Severity.WARNING))


def _counts(row: SheetRow) -> SessionCounts | None:
    """The counts of a row; None where a cell of them is missing or was refused."""
    keys = (*COUNTS, *ANSWER_KEYS)
    if any(row[key] is None for key in keys):
        return None
    subjects = {
        subject: SubjectCounts(*(row[answer_key(subject, answer)] for answer in ANSWER_WORDS)) for subject in Subject
    }
    return SessionCounts(**{key: row[key] for key in COUNTS}, subjects=subjects)


def _collides(session: AppraisalSession, meeting: Meeting) -> bool:
    """Whether a recorded session of the year cannot stand beside the meeting: both valid, or held on the same day."""
    if is_living(session) and meeting.verdict.counts:
        return True
    return not is_imported(session) and session.held_on == meeting.held_on


def _person(name: str) -> str:
    """A Chinese name without the space that makes two characters as wide as three: 王　伟 is 王伟."""
    return name if any(sign.isascii() and sign.isalpha() for sign in name) else "".join(name.split())


def _session_changes(meeting: Meeting, before: AppraisalSession | None) -> dict[str, list[str]]:
    """What is said of the meeting now and was not before."""
    after = meeting.facts
    if before is None:
        return {label: ["", value] for label, value in after.items() if value}
    recorded = replace(
        meeting, held_on=before.held_on, counts=counts_of(before), chair_name=before.chair_name,
        party=evaluation_of(before, SuperiorBody.PARTY), superior=evaluation_of(before, SuperiorBody.SUPERIOR),
    ).facts  # fmt: skip
    return {label: [recorded[label], value] for label, value in after.items() if recorded[label] != value}
