"""What an import of paper meetings would do, before anything is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Final

from appraisal.kinds import SessionVerdict, Subject
from appraisal.rules.turnout import SessionCounts
from appraisal.services.importing.sheet import CONFIRMED, COUNTS, Evaluation
from office.imports.plans import ImportPlan
from office.spreadsheets import CellProblem
from unions.models import Union

ANSWERS: Final = "（满意/基本满意/不满意/弃权）"


@dataclass(frozen=True, slots=True)
class Meeting:
    """One row understood.

    Attributes:
        row: the row of the sheet, from 1.
        party, superior: what the superior bodies gave, for both subjects alike; None where the cell is blank.
        chair_name: who was appraised; where the row says nothing, whoever was it the year before.
        confirmed: only the confirmations that the row states, by column of YearConfirmation.
    """

    row: int
    union: Union
    superior_name: str
    work_year: int
    held_on: date
    counts: SessionCounts
    party: Evaluation | None
    superior: Evaluation | None
    chair_name: str
    verdict: SessionVerdict
    confirmed: Mapping[str, bool]

    @property
    def place_in_time(self) -> tuple[int, date, int]:
        """Work year, day and row: the order in which meetings are taken whatever the order of rows."""
        return self.work_year, self.held_on, self.row

    @property
    def facts(self) -> dict[str, str]:
        """What the row says of the meeting, in words; two meetings with the same facts are the same."""
        counts = {word: str(getattr(self.counts, key)) for key, word in COUNTS.items()}
        answers = {
            f"{subject.label}（满意/基本满意/不满意/弃权）": _answers(self.counts, subject) for subject in Subject
        }
        return {
            "召开日期": self.held_on.isoformat(), **counts, **answers,
            "同级党组织评价": str(self.party or ""), "上级工会评价": str(self.superior or ""),
            "工会主席": self.chair_name,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """What one row changes.

    Attributes:
        session_id: the imported session that the meeting takes the place of; None for a new one.
        session_changes: by label, before and after; empty where the session stays as it is.
        confirmation_changes: the same for the confirmations of the year.
    """

    meeting: Meeting
    session_id: int | None
    is_new: bool
    session_changes: Mapping[str, list[str]]
    confirmation_changes: Mapping[str, list[str]]

    @property
    def is_changed(self) -> bool:
        """Whether something recorded already is changed."""
        return not self.is_new and bool(self.session_changes or self.confirmation_changes)

    @property
    def action(self) -> str:
        """What happens, in a word."""
        if self.is_new:
            return "新增"
        return "更正" if self.session_changes else "变更确认"

    @property
    def line(self) -> dict[str, Any]:
        """The entry as a preview keeps it."""
        meeting = self.meeting
        changes = _summary(meeting) if self.is_new else self._differences
        return {
            "row": meeting.row, "action": self.action, "name": meeting.union.name, "superior": meeting.superior_name,
            "is_change": not self.is_new, "url": meeting.union.get_absolute_url(), "changes": changes,
        }  # fmt: skip

    @property
    def _differences(self) -> dict[str, list[str]]:
        """What was recorded and what is said now, with the year it belongs to."""
        judged = {"结论": ["", self.meeting.verdict.label]} if self.session_changes else {}
        year = {"工作年度": ["", f"{self.meeting.work_year}"]}
        return {**year, **self.session_changes, **judged, **self.confirmation_changes}


@dataclass(frozen=True)
class AppraisalPlan(ImportPlan):
    """What the import of a workbook of meetings would do; with errors it does nothing at all."""

    row_count: int
    entries: tuple[Entry, ...]
    unchanged_count: int
    problems: tuple[CellProblem, ...]
    ignored_columns: tuple[str, ...]

    @property
    def created_count(self) -> int:
        """How many sessions are entered."""
        return sum(entry.is_new for entry in self.entries)

    @property
    def changed_count(self) -> int:
        """How many recorded sessions or confirmations change."""
        return sum(entry.is_changed for entry in self.entries)

    @cached_property
    def lines(self) -> list[dict[str, Any]]:
        """Every change as a preview shows it, in the order of the sheet."""
        return [entry.line for entry in sorted(self.entries, key=lambda entry: entry.meeting.row)]

    @property
    def targets(self) -> list[Any]:
        """The sessions that are replaced, which the lines do not show."""
        return [entry.session_id for entry in self.entries]


def confirmation_word(value: bool | None) -> str:
    """是, 否, or nothing where it is not known."""
    return "" if value is None else ("是" if value else "否")


def _answers(counts: SessionCounts, subject: Subject) -> str:
    found = counts.subjects[subject]
    return f"{found.satisfied}/{found.basically_satisfied}/{found.dissatisfied}/{found.abstain}"


def _summary(meeting: Meeting) -> dict[str, list[str]]:
    """A new meeting in a few lines."""
    counts = "，".join(f"{word} {getattr(meeting.counts, key)}" for key, word in COUNTS.items())
    given = {"同级党组织": meeting.party, "上级工会": meeting.superior}
    confirmed = [f"{CONFIRMED[key]} {confirmation_word(value)}" for key, value in meeting.confirmed.items()]
    told = {
        "会议": f"{meeting.work_year} 年度，{meeting.held_on} 召开，{meeting.verdict.label}",
        "人数和票数": counts,
        f"工会主席 {meeting.chair_name}{ANSWERS}": _answers(meeting.counts, Subject.CHAIR),
        f"工会委员会{ANSWERS}": _answers(meeting.counts, Subject.COMMITTEE),
        "上级评价": "，".join(f"{body} {value}" for body, value in given.items() if value),
        "上级确认": "，".join(confirmed),
    }
    return {label: ["", words] for label, words in told.items() if words}
