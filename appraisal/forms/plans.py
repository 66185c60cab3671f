"""The forms of a yearly plan: its lines as a table, the briefing, the progress of a line, the filter of the list."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from appraisal.kinds import ObservationState, PlanState
from appraisal.models import PlanItem
from appraisal.services.observations import ANSWER_LENGTH, TEXT_LENGTH
from office.fields import DayInput, ParsedField
from office.forms import ANY, FilterForm, Pairs, RefusableForm
from office.spreadsheets.cells import CellRefused, Parser, compact, count, day, text

NAME_LENGTH, PERSON_LENGTH, LONG_LENGTH = 80, 40, 2000
# What a line of the form asks, in the order of the columns.
LINE_FIELDS: Final = ("name", "target", "measures", "responsible_person", "due_on")


def key_of(item: PlanItem, name: str) -> str:
    """The name of a box: which line, which column."""
    return f"item-{item.pk}-{name}"


class PlanForm(forms.Form):
    """All lines of a plan at once; a line that cannot be understood does not keep the others from being saved."""

    def __init__(self, data: QueryDict | None = None, *, items: list[PlanItem]) -> None:
        super().__init__(data)
        self.items = [item for item in items if not item.confirmed_at]
        for item in self.items:
            for name in LINE_FIELDS:
                if name != "name" or not item.system:
                    self.fields[key_of(item, name)] = _box(item, name)

    @property
    def words(self) -> dict[int, dict[str, Any]]:
        """What was understood, by line and column; a box that was not sent says nothing."""
        return {
            item.pk: {
                name: self.cleaned_data[key_of(item, name)]
                for name in LINE_FIELDS
                if key_of(item, name) in self.cleaned_data and key_of(item, name) in self.data
            }
            for item in self.items
        }


class DueDayField(ParsedField):
    """The day by which a line is to be done: not before the year of its plan, which would be a slip of the pen."""

    def __init__(self, parser: Parser, *, year: int, **options: Any) -> None:
        super().__init__(parser, **options)
        self.year = year

    def to_python(self, value: Any) -> date | None:
        found = super().to_python(value)
        if found and found.year < self.year:
            raise ValidationError(f"{found} 早于计划年度，应在 {self.year}-01-01 以后。", code="before_year")
        return found


def _box(item: PlanItem, name: str) -> ParsedField:
    title = item.name or "自选项目"
    looks: dict[str, tuple[str, Parser, forms.Widget, Any]] = {
        "name": ("名称", text(NAME_LENGTH), forms.TextInput(), ""),
        "target": ("目标", text(LONG_LENGTH, many_lines=True), forms.Textarea({"rows": 3}), ""),
        "measures": ("措施", text(LONG_LENGTH, many_lines=True), forms.Textarea({"rows": 3}), ""),
        "responsible_person": ("责任人", text(PERSON_LENGTH), forms.TextInput(), ""),
        "due_on": ("完成期限", day(), DayInput(), None),
    }
    label, parser, widget, empty = looks[name]
    widget.attrs |= {"class": "form-control", "aria-label": f"{title}：{label}"}
    options = {"label": f"{title}：{label}", "widget": widget, "empty": empty, "initial": getattr(item, name)}
    if name == "due_on":
        return DueDayField(parser, year=item.plan.year, **options)
    return ParsedField(parser, **options)


class BriefingForm(RefusableForm):
    """When, how, and to how many the plan was made known."""

    held_on = ParsedField(day(), label="通报日期", required=True, widget=DayInput())
    form = ParsedField(text(200), label="通报形式", required=True, help_text="如：会员大会、厂务公开栏、微信群")
    reached_count = ParsedField(
        count(0), label="通报人数", required=True, widget=forms.TextInput({"inputmode": "numeric", "class": "num"})
    )


def progress() -> Parser:
    """How far something is in whole percent: 50, "50%", "５０％"."""
    expected = "整数（0 至 100），如 50"
    read = count(0, 100)

    def convert(raw: Any) -> int:
        try:
            return read(compact(raw).removesuffix("%"))
        except CellRefused as refusal:
            raise CellRefused(expected) from refusal

    return Parser(expected, convert)


class ProgressForm(RefusableForm):
    """How far one line is."""

    percent = ParsedField(
        progress(), label="进度（%）", required=True, widget=forms.TextInput({"inputmode": "numeric", "class": "num"})
    )


HANDLED: Final = [(ObservationState.SHOWN.value, "公开意见和答复"), (ObservationState.HIDDEN.value, "不公开")]


class AnswerForm(RefusableForm):
    """Whether an observation stands on the public page, and what is answered."""

    state = forms.ChoiceField(label="处理", widget=forms.RadioSelect, choices=HANDLED)
    answer = ParsedField(
        text(ANSWER_LENGTH * 2, many_lines=True), label="答复（不公开的写理由）",
        widget=forms.Textarea({"rows": 3, "data-count": ANSWER_LENGTH}),
    )  # fmt: skip


class ObservationForm(RefusableForm):
    """What somebody writes on the public page."""

    text = forms.CharField(
        label="您的意见", required=False, strip=False,
        widget=forms.Textarea({"rows": 5, "data-count": TEXT_LENGTH, "autocomplete": "off"}),
    )  # fmt: skip


WITHOUT: Final = "none"


class PlanFilter(FilterForm):
    """The filter of the list of units and their plans."""

    year = forms.ChoiceField(label="年度", required=False)
    superior = forms.ChoiceField(label="上级工会", required=False)
    state = forms.ChoiceField(label="状态", required=False, choices=[ANY, (WITHOUT, "尚未拟定"), *PlanState.choices()])

    def __init__(self, params: QueryDict, **choices: Pairs) -> None:
        super().__init__(params, **choices)
        self.fields["year"].choices = list(choices.get("year", ()))
