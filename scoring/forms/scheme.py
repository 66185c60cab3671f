"""The form of one item of a scheme with its indicators, and the form of the sums it has to give."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from itertools import count as count_from
from operator import itemgetter
from typing import Any, Final

from django import forms
from django.http import QueryDict

from office.fields import ParsedField
from office.spreadsheets import CellRefused
from office.spreadsheets.cells import count, is_blank, number, text
from policy.units import Boundary
from scoring.forms.values import box_text
from scoring.kinds import Action, Assessees, IndicatorKind, Pool, Reviewer
from scoring.rules.scheme import Bonus, Indicator, Item, Line, Scheme, shown_points
from scoring.services.values import typed_amount

NO_LINE: Final = ("", "没有标准（只加分）")
BOUNDARIES: Final = [(Boundary.AT_LEAST.value, "不少于"), (Boundary.EXACTLY.value, "正好")]
FACT_LINE: Final = Line(Decimal(1), Boundary.EXACTLY)
PREFIX: Final = "indicator"
POINTS: Final = number(0, 100)
NUMBER: Final = count(1, 99)
FAULTS: Final = {
    "too_few_forms": "项目至少须有一个指标。",
    "too_many_forms": "指标太多。",
}


class ItemForm(forms.Form):
    """What an item is."""

    number = ParsedField(NUMBER, label="序号", required=True, error_messages={"required": "请填序号。"})
    name = ParsedField(
        text(120), label="项目名称", required=True, widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "请填项目名称。"},
    )  # fmt: skip
    action = forms.ChoiceField(
        label="专项行动", choices=Action.choices(), error_messages={"invalid_choice": "请从列出的专项行动中选。"}
    )
    points = ParsedField(
        POINTS, label="分值", required=True, help_text="加分项目填 0", error_messages={"required": "请填分值。"}
    )
    assessees = forms.ChoiceField(
        label="考核对象", choices=Assessees.choices(), error_messages={"invalid_choice": "请从列出的考核对象中选。"}
    )
    reviewers = forms.MultipleChoiceField(
        label="责任部门", choices=Reviewer.choices(),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
        error_messages={"required": "请至少选一个责任部门。", "invalid_choice": "请从列出的部门中选。"},
    )  # fmt: skip

    def clean_points(self) -> Decimal:
        """No more places than a column of points keeps."""
        points: Decimal = self.cleaned_data["points"]
        if points != round(points, 2):
            raise forms.ValidationError("分值至多两位小数。")
        return points


class IndicatorForm(forms.Form):
    """One indicator; a number is typed in the unit of its kind, a percentage as 95 or 95%.

    `number` is what cards, workbooks and programs know the indicator by; a new one has none yet.
    """

    number = ParsedField(NUMBER, empty=None, widget=forms.HiddenInput)
    name = ParsedField(text(120), label="指标名称", required=True, error_messages={"required": "请填指标名称。"})
    kind = forms.ChoiceField(
        label="类别", choices=IndicatorKind.choices(), initial=IndicatorKind.PERCENT.value,
        error_messages={"invalid_choice": "请从列出的类别中选。"},
    )  # fmt: skip
    measure = ParsedField(text(4), label="量词")
    boundary = forms.ChoiceField(
        label="比较", choices=[*BOUNDARIES, NO_LINE], required=False, initial=Boundary.AT_LEAST.value,
        error_messages={"invalid_choice": "请从列出的比较中选。"},
    )  # fmt: skip
    bound = forms.CharField(label="标准", required=False)
    bonus_points = ParsedField(POINTS, label="每档加分", empty=None)
    bonus_step = forms.CharField(label="每档", required=False)
    bonus_cap = ParsedField(POINTS, label="加分上限", empty=None)
    bonus_review_line = ParsedField(POINTS, label="加分复核线", empty=None)

    def clean(self) -> dict[str, Any]:
        """The line and the bonus, each whole or not there."""
        said = super().clean() or {}
        kind = IndicatorKind(said["kind"]) if said.get("kind") else None
        if kind and not self.errors:
            said["line"] = self._line(kind)
            said["bonus"] = self._bonus(kind, said["line"])
            if said["line"] is None and said["bonus"] is None and not self.errors:
                self.add_error("bound", "指标须有标准或加分。")
        return said

    def indicator(self, item: int, number: int) -> Indicator:
        """The indicator as it was typed; only of a valid form."""
        said = self.cleaned_data
        kind, measure = IndicatorKind(said["kind"]), said["measure"]
        return Indicator(item, number, said["name"], kind, said["line"], said["bonus"], measure)

    def _line(self, kind: IndicatorKind) -> Line | None:
        if kind is IndicatorKind.YES_NO:
            return FACT_LINE
        boundary, typed = self.cleaned_data["boundary"], self.cleaned_data["bound"]
        if not boundary:
            if not is_blank(typed):
                self.add_error("boundary", "填了标准，请选“不少于”或“正好”。")
            return None
        if is_blank(typed):
            self.add_error("bound", "请填标准；没有标准的请在“比较”中选“没有标准”。")
            return None
        bound = self._amount("bound", kind)
        return None if bound is None else Line(bound, Boundary(boundary))

    def _bonus(self, kind: IndicatorKind, line: Line | None) -> Bonus | None:
        said = self.cleaned_data
        points, cap, review_line = said["bonus_points"], said["bonus_cap"], said["bonus_review_line"]
        if not points:
            if cap is not None or review_line is not None or not is_blank(said["bonus_step"]):
                self.add_error("bonus_points", "填了加分的档次、上限或复核线，请填每档加几分。")
            return None
        step = None if is_blank(said["bonus_step"]) else self._amount("bonus_step", kind)
        if step is None and kind is not IndicatorKind.POINTS:
            self.add_error("bonus_step", "请填每多少加一档，须大于零。")
            return None
        if step == 0:
            self.add_error("bonus_step", "须大于零。")
        return Bonus(points, line.bound if line else Decimal(0), step, cap, review_line)

    def _amount(self, name: str, kind: IndicatorKind) -> Decimal | None:
        typed = self.cleaned_data[name]
        try:
            amount = typed_amount(typed, Indicator(0, 0, "", kind))
        except CellRefused as refusal:
            self.add_error(name, f"“{typed}”应为{refusal}。")
            return None
        if amount is None:
            self.add_error(name, "应为数字。")
        return amount


class NumberedForms(forms.BaseFormSet):
    """The indicators of an item, no two under one number."""

    def clean(self) -> None:
        """No page of ours sends a number twice; a made-up one may."""
        numbers = [each.cleaned_data.get("number") for each in self.forms if each.is_valid()]
        known = [number for number in numbers if number]
        if len(known) != len(set(known)):
            raise forms.ValidationError("指标序号重复，请返回方案重新打开这一项。")


IndicatorForms = forms.formset_factory(
    IndicatorForm, NumberedForms, extra=0, min_num=1, validate_min=True, can_delete=True, max_num=40, absolute_max=40
)


class SumsForm(forms.Form):
    """What the items of each action and of the industrial unions have to come to; the districts' sum is the text's."""

    def __init__(self, *args: Any, scheme: Scheme, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fixed = dict(scheme.pool_points)[Pool.DISTRICT]
        for action, points in scheme.action_points:
            self._add(action.value, action.label, points)
        industrial = dict(scheme.pool_points)[Pool.INDUSTRIAL]
        self._add(Pool.INDUSTRIAL.value, f"{Pool.INDUSTRIAL.label}可得满分", industrial)

    def _add(self, name: str, label: str, points: Decimal) -> None:
        self.fields[name] = ParsedField(
            POINTS, label=label, required=True, initial=shown_points(points),
            error_messages={"required": f"请填{label}应有的分值。"},
        )  # fmt: skip

    @property
    def actions(self) -> dict[Action, Decimal]:
        """By action."""
        return {action: self.cleaned_data[action.value] for action in Action if action.value in self.fields}

    @property
    def pools(self) -> dict[Pool, Decimal]:
        """By pool."""
        return {Pool.DISTRICT: self.fixed, Pool.INDUSTRIAL: self.cleaned_data[Pool.INDUSTRIAL.value]}


def item_forms(
    item: Item | None,
    posted: QueryDict | None = None,
    *,
    number: int = 1,
    more: int = 0,
    lifted: int | None = None,
) -> tuple[ItemForm, Any]:
    """The form of an item and those of its indicators.

    Args:
        item: None for a new one, which `number` is offered to.
        posted: what was typed; else the item as it is.
        more: blank rows to be added.
        lifted: the row, from 0, that changes places with the one above it; the numbers stay where they are.
    """
    if posted is not None:
        data = posted.copy()
        if more:
            total = count_of_rows(posted)
            data[f"{PREFIX}-TOTAL_FORMS"] = str(total + more)
        if lifted and lifted < count_of_rows(posted):
            _change_places(data, lifted - 1, lifted)
        return ItemForm(data), IndicatorForms(data, prefix=PREFIX, error_messages=FAULTS)
    initial = [_indicator_words(each) for each in item.indicators] if item else []
    forms_of = IndicatorForms(initial=initial, prefix=PREFIX)
    return ItemForm(initial=_item_words(item) if item else {"number": number}), forms_of


def _change_places(data: QueryDict, upper: int, lower: int) -> None:
    for name in {*IndicatorForm.base_fields, "DELETE"} - {"number"}:
        above, below = f"{PREFIX}-{upper}-{name}", f"{PREFIX}-{lower}-{name}"
        typed = data.getlist(above)
        data.setlist(above, data.getlist(below))
        data.setlist(below, typed)


def count_of_rows(posted: QueryDict) -> int:
    """How many rows of indicators a page sent."""
    typed = posted.get(f"{PREFIX}-TOTAL_FORMS", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 3 else 0


def item_of(form: ItemForm, indicators: Iterable[Any]) -> Item:
    """The item as it was typed. Rows marked for deletion are left out and leave a gap; new ones come after the last."""
    said = form.cleaned_data
    rows = [each for each in indicators if each.cleaned_data]
    last = max((each.cleaned_data["number"] or 0 for each in rows), default=0)
    fresh = count_from(last + 1)
    numbered = [(each.cleaned_data["number"] or next(fresh), each) for each in rows]
    kept = [(number, each) for number, each in numbered if not each.cleaned_data.get("DELETE")]
    return Item(
        said["number"], said["name"], Action(said["action"]), said["points"], Assessees(said["assessees"]),
        tuple(Reviewer(each) for each in said["reviewers"]),
        tuple(each.indicator(said["number"], number) for number, each in sorted(kept, key=itemgetter(0))),
    )  # fmt: skip


def _item_words(item: Item) -> dict[str, Any]:
    return {
        "number": item.number, "name": item.name, "action": item.action.value, "points": shown_points(item.points),
        "assessees": item.assessees.value, "reviewers": [each.value for each in item.reviewers],
    }  # fmt: skip


def _indicator_words(indicator: Indicator) -> dict[str, Any]:
    line, bonus = indicator.line, indicator.bonus
    return {
        "number": indicator.number, "name": indicator.name, "kind": indicator.kind.value, "measure": indicator.measure,
        "boundary": line.boundary.value if line else "", "bound": box_text(indicator, line.bound) if line else "",
        "bonus_points": _points(bonus and bonus.points), "bonus_cap": _points(bonus and bonus.cap),
        "bonus_step": box_text(indicator, bonus.step) if bonus and bonus.step is not None else "",
        "bonus_review_line": _points(bonus and bonus.review_line),
    }  # fmt: skip


def _points(points: Decimal | None) -> str:
    return "" if points is None else shown_points(points)
