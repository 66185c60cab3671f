"""What reviewers, unions and the leading group write about an item."""

from __future__ import annotations

from django import forms

from office.fields import DayInput
from scoring.kinds import OpinionVerdict


class ReviewForm(forms.Form):
    """An opinion on an item; whether a reason is needed, the service knows."""

    verdict = forms.ChoiceField(
        label="意见", choices=OpinionVerdict.choices(), widget=forms.RadioSelect, initial=OpinionVerdict.ACCEPTED,
        error_messages={"required": "请选择意见。", "invalid_choice": "请从列出的意见中选。"},
    )  # fmt: skip
    reason = forms.CharField(
        label="理由（改判必填）", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": "理由不超过 500 字。"},
    )  # fmt: skip


class AskForm(forms.Form):
    """A request for further evidence."""

    asked_for = forms.CharField(
        label="需要补充什么", max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "请写明需要补充什么。", "max_length": "不超过 500 字。"},
    )  # fmt: skip


class ObjectionForm(forms.Form):
    """A union's objection."""

    text = forms.CharField(
        label="异议", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写明异议的内容。", "max_length": "不超过 2000 字。"},
    )  # fmt: skip


class AnswerForm(forms.Form):
    """The leading group's answer to an objection."""

    is_upheld = forms.TypedChoiceField(
        label="答复",
        choices=[("1", "采纳，由领导小组改正综合评定一栏"), ("0", "不采纳")],
        coerce=lambda word: word == "1",
        widget=forms.RadioSelect, error_messages={"required": "请选择采纳或不采纳。"},
    )  # fmt: skip
    answer = forms.CharField(
        label="理由", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写明理由。", "max_length": "不超过 2000 字。"},
    )  # fmt: skip


class VisitForm(forms.Form):
    """A visit of the assessment team."""

    visited_on = forms.DateField(
        label="考核日期",
        widget=DayInput(),
        error_messages={"required": "请填日期。", "invalid": "应为日期，如 2014-03-10。"},
    )
    leader_name = forms.CharField(label="带队领导", max_length=40, error_messages={"required": "请填带队领导。"})
    members = forms.CharField(label="成员", max_length=200, error_messages={"required": "请填成员。"})
    findings = forms.CharField(
        label="考核情况（听、查、看，座谈）", widget=forms.Textarea(attrs={"rows": 4}), max_length=4000,
        error_messages={"required": "请填考核情况。"},
    )  # fmt: skip


class ShowPointsForm(forms.Form):
    """The last day of objections, with which the points are shown."""

    objection_until_on = forms.DateField(
        label="异议截止日", widget=DayInput(), error_messages={"required": "请填日期。", "invalid": "应为日期。"}
    )


class YearForm(forms.Form):
    """The year of a new assessment."""

    year = forms.IntegerField(
        label="考核年度",
        min_value=2000,
        max_value=2100,
        error_messages={"required": "请填年度。", "invalid": "应为年度，如 2014。"},
    )
