"""What is put down for the leading group, and what its minutes say."""

from __future__ import annotations

from typing import Any, Final

from django import forms

from office.forms import RefusableForm
from vitality.forms.writing import day, words
from vitality.kinds import Outcome
from vitality.selectors.decisions import BoardRow
from vitality.services.decisions import Wish

REASON_LENGTH: Final = 500
UNDECIDED: Final = ("", "暂不决定")


class DecisionForm(forms.Form):
    """One row of the board; its prefix is the form's key, so that all rows fit in one page.

    The page sends along what it showed at first, so that only rows this person touched are written. Which outcomes
    fit is the service's to say.
    """

    outcome = forms.ChoiceField(
        label="决定", required=False, choices=[UNDECIDED, *Outcome.choices()], show_hidden_initial=True
    )
    reason = words("理由", REASON_LENGTH)

    def __init__(self, *args: Any, row: BoardRow, **options: Any) -> None:
        down = row.decision
        initial = {"outcome": down.outcome, "reason": down.reason} if down else {"outcome": "", "reason": ""}
        super().__init__(*args, prefix=str(row.application.pk), initial=initial, **options)
        self.fields["reason"].show_hidden_initial = True
        self.row = row

    @property
    def wish(self) -> Wish:
        """What is to be put down, once valid."""
        typed = self.cleaned_data
        return Wish(self.row.application, Outcome(typed["outcome"]) if typed["outcome"] else None, typed["reason"])

    @property
    def chosen(self) -> str:
        """The outcome as it stands in the page."""
        return self["outcome"].value() or ""

    @property
    def sentence(self) -> str:
        """What is wrong with the row."""
        return "".join(sentence for sentences in self.errors.values() for sentence in sentences)

    @property
    def lacks_reason(self) -> bool:
        """Whether only the reason is missing: the page then puts the writer there."""
        return bool(self.errors) and self.chosen == Outcome.DECLINE and not self["reason"].value()


class PublicationForm(RefusableForm):
    """The meeting whose decisions are published."""

    meeting_on = day("会议日期")
    minutes_number = words("会议纪要文号", 60, required=True)
