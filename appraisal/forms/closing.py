"""After the count: certification, publication, improvement items, the two confirmations of a year."""

from __future__ import annotations

from typing import Final

from django import forms

from appraisal.forms.sessions import DayField
from office.fields import ParsedField
from office.forms import RefusableForm
from office.spreadsheets import cells

RESULT_LENGTH: Final = 1_000
UNDECIDED: Final = [("", "未定"), ("yes", "确认"), ("no", "不予确认")]
VERDICTS: Final = {"": None, "yes": True, "no": False}


class CertifyForm(RefusableForm):
    """Who certifies for the party organisation; the leader signs in person, by this account."""

    party_certifier = ParsedField(cells.text(40), label="同级党组织认定人")


class PublishForm(RefusableForm):
    """When both sides were told."""

    told_members_on = DayField(label="向会员（代表）通报的日期")
    told_management_on = DayField(label="向单位行政通报的日期")


class ImprovementForm(RefusableForm):
    """Something to be done by somebody until a day."""

    text = ParsedField(cells.text(300), required=True, label="事项", widget=forms.Textarea(attrs={"rows": 2}))
    responsible_person = ParsedField(cells.text(40), required=True, label="责任人")
    due_on = DayField(required=True, label="期限")


class ImprovementDoneForm(RefusableForm):
    """What came of it."""

    result = ParsedField(
        cells.text(RESULT_LENGTH, many_lines=True),
        required=True,
        label="结果",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    done_on = DayField(required=True, label="完成日期")


class ConfirmationForm(RefusableForm):
    """The superior union's two confirmations; each may stay undecided."""

    is_rights_kept = forms.ChoiceField(label="权益维护", required=False, choices=UNDECIDED)
    is_welcomed = forms.ChoiceField(label="受欢迎", required=False, choices=UNDECIDED)
    reason = ParsedField(
        cells.text(RESULT_LENGTH, many_lines=True), label="说明", widget=forms.Textarea(attrs={"rows": 3}),
        help_text="不予确认的须写明理由",
    )  # fmt: skip

    @property
    def confirmed(self) -> dict[str, bool | str | None]:
        """The fields as the service takes them."""
        read = self.cleaned_data
        return {
            "is_rights_kept": VERDICTS[read["is_rights_kept"]],
            "is_welcomed": VERDICTS[read["is_welcomed"]],
            "reason": read["reason"],
        }


def confirmation_word(value: bool | None) -> str:
    """The choice that stands for a fact."""
    return {True: "yes", False: "no", None: ""}[value]
