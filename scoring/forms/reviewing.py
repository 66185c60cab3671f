"""What reviewers, unions and the leading group write about an item."""

from __future__ import annotations

from typing import Final

from django import forms

from office.fields import ParsedField, day_field, line_field, long_field
from office.spreadsheets.cells import year
from scoring.kinds import OpinionVerdict

LONGEST_REASON: Final = 500
LONGEST_WORDS: Final = 2000


class ReviewForm(forms.Form):
    """An opinion on an item; whether a reason is needed, the service knows."""

    verdict = forms.ChoiceField(
        label="意见", choices=OpinionVerdict.choices(), widget=forms.RadioSelect, initial=OpinionVerdict.ACCEPTED,
        error_messages={"required": "请选择意见。", "invalid_choice": "请从列出的意见中选。"},
    )  # fmt: skip
    reason = long_field("理由（改判必填）", LONGEST_REASON, rows=3, required=False)


class AskForm(forms.Form):
    """A request for further evidence."""

    asked_for = long_field("需要补充什么", LONGEST_REASON, rows=2, error_messages={"required": "请写明需要补充什么。"})


class ObjectionForm(forms.Form):
    """A union's objection."""

    text = long_field("异议", LONGEST_WORDS, rows=3, error_messages={"required": "请写明异议的内容。"})


class AnswerForm(forms.Form):
    """The leading group's answer to an objection."""

    is_upheld = forms.TypedChoiceField(
        label="答复",
        choices=[("1", "采纳，由领导小组改正综合评定一栏"), ("0", "不采纳")],
        coerce=lambda word: word == "1",
        widget=forms.RadioSelect, error_messages={"required": "请选择采纳或不采纳。"},
    )  # fmt: skip
    answer = long_field("理由", LONGEST_WORDS, rows=3, error_messages={"required": "请写明理由。"})


class VisitForm(forms.Form):
    """A visit of the assessment team."""

    visited_on = day_field("考核日期", error_messages={"required": "请填考核日期。"})
    leader_name = line_field("带队领导", 40, error_messages={"required": "请填带队领导。"})
    members = line_field("成员", 200, error_messages={"required": "请填成员。"})
    findings = long_field("考核情况（听、查、看，座谈）", 4000, rows=4, error_messages={"required": "请填考核情况。"})


class ShowPointsForm(forms.Form):
    """The last day of objections, with which the points are shown."""

    objection_until_on = day_field("异议截止日", error_messages={"required": "请填异议截止日。"})


class YearForm(forms.Form):
    """The year of a new assessment or plan."""

    year = ParsedField(year(), label="考核年度", required=True, error_messages={"required": "请填年度。"})
