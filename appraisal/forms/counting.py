"""Numbers of a meeting: present and issued, slips exchanged, opening codes, and counts of papers."""

from __future__ import annotations

from typing import Any, Final

from django import forms

from appraisal.forms.sessions import CountField
from appraisal.kinds import Answer, Subject
from appraisal.models import AppraisalSession
from appraisal.rules.turnout import SessionCounts, SubjectCounts
from appraisal.services.tellers import PaperTally
from office.forms import RefusableForm
from office.refusals import Refused

CODE_ATTRIBUTES: Final = {
    "inputmode": "numeric",
    "autocomplete": "off",
    "spellcheck": "false",
    "placeholder": "0000-0000-0000",
}


class CodeField(forms.CharField):
    """A code of 12 digits; the service reads it, with or without dashes. Nothing of it is remembered by the browser."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={**CODE_ATTRIBUTES, "class": "code-input"}), **options)


class StopForm(RefusableForm):
    """What is counted at the doors when the voting ends."""

    present_count = CountField(label="实到人数")
    issued_count = CountField(label="发出票数")


class ExchangeForm(RefusableForm):
    """The slip that comes back for a paper ballot."""

    code = CodeField(label="收回的票码")


class OpeningForm(RefusableForm):
    """Two of the three opening codes. They are read once and shown never again, not even after a mistake."""

    first_code = CodeField(label="第一个开箱码")
    second_code = CodeField(label="第二个开箱码")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            field.widget.input_type = "password"
            field.widget.attrs["autocomplete"] = "one-time-code"

    def take(self, refusal: Refused) -> None:
        """The whole sentence on top: how many tries are left belongs to neither code."""
        self.add_error(None, refusal.sentence)

    @property
    def codes(self) -> tuple[str, str]:
        """Both codes as typed."""
        return self.cleaned_data["first_code"], self.cleaned_data["second_code"]


class AnswersForm(RefusableForm):
    """Counts by subject and answer; a form that needs more declares it."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for subject in Subject:
            for answer in Answer:
                self.fields[_name(subject, answer)] = CountField(label=f"{subject.label} {answer.label}")

    @property
    def subject_rows(self) -> list[dict[str, Any]]:
        """The counts for the page: one row a subject, with the fields whose sum is checked."""
        return [
            {
                "subject": subject,
                "fields": [self[_name(subject, answer)] for answer in Answer],
                "names": " ".join(f"+{_name(subject, answer)}" for answer in Answer),
            }
            for subject in Subject
        ]

    @property
    def subjects(self) -> dict[Subject, SubjectCounts]:
        """The counts as the rules take them."""
        read = self.cleaned_data
        return {subject: SubjectCounts(*(read[_name(subject, answer)] for answer in Answer)) for subject in Subject}


class TallyForm(AnswersForm):
    """One teller's count of the papers in the box."""

    found = CountField(label="箱中纸质票")
    invalid = CountField(label="其中无效票")

    @property
    def tally(self) -> PaperTally:
        """The count as the service takes it."""
        return PaperTally(self.cleaned_data["found"], self.cleaned_data["invalid"], self.subjects)


class PaperResultForm(AnswersForm):
    """The tally sheet of a meeting held wholly on paper, with its scan."""

    present = CountField(label="实到人数")
    issued = CountField(label="发出票")
    returned = CountField(label="收回票")
    invalid = CountField(label="无效票")

    def counts(self, session: AppraisalSession) -> SessionCounts:
        """The counts as the rules take them."""
        names = ("present", "issued", "returned", "invalid")
        return SessionCounts(session.due_count, *(self.cleaned_data[name] for name in names), self.subjects)


def _name(subject: Subject, answer: Answer) -> str:
    return f"{subject.value}_{answer.value}"
