"""The form of a duty report: three texts, and the dues as a table."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from appraisal.kinds import ReportState
from appraisal.models import DuesLine, DutyReport
from appraisal.selectors.reports import PARTS
from appraisal.services.reports import Typed
from office.fields import DayInput, ParsedField
from office.forms import ANY, FilterForm, Pairs, RefusableForm
from office.spreadsheets.cells import compact, count, day, number, text
from policy.units import money

TEXT_LENGTH: Final = 20_000
KIND_LENGTH: Final = 60
MOST_YUAN: Final = Decimal("999999999999.99")
BALANCES: Final = {"opening_balance_yuan": "上年结余", "closing_balance_yuan": "本年结余"}
NOTHING: Final = Decimal(0)


class YuanField(ParsedField):
    """An amount of yuan with at most two places, as people type it: 1,200, 1200.5元."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput({"inputmode": "decimal", "class": "form-control num", "autocomplete": "off"})
        widget.attrs |= options.pop("attrs", {})
        super().__init__(number(0, MOST_YUAN), **{"widget": widget, "empty": NOTHING, **options})

    def to_python(self, value: Any) -> Decimal:
        """The amount, exact; nothing typed is nothing."""
        typed = (
            compact(value).removeprefix("¥").removesuffix("元").removesuffix("圆") if isinstance(value, str) else value
        )
        try:
            return money(super().to_python(typed))
        except (ValueError, ValidationError):
            raise ValidationError("应为不小于 0 的金额，最多两位小数，如 1,200.50。", code="unreadable") from None

    def prepare_value(self, value: Any) -> Any:
        """Without needless places: 1200, 1200.50."""
        if isinstance(value, Decimal):
            return f"{value:.0f}" if value == value.to_integral_value() else f"{value:.2f}"
        return value


class ReportForm(forms.Form):
    """What of the report can be understood is saved; the rest stands there with its error."""

    def __init__(self, data: QueryDict | None = None, *, report: DutyReport, lines: list[DuesLine]) -> None:
        super().__init__(data)
        self.lines = lines
        self.fields["chair_name"] = ParsedField(
            text(40), label="述职人", initial=report.chair_name, widget=forms.TextInput({"class": "form-control"})
        )
        for name, label in PARTS.items():
            area = forms.Textarea({"rows": 10, "data-count": TEXT_LENGTH, "class": "form-control"})
            self.fields[name] = ParsedField(
                text(TEXT_LENGTH, many_lines=True), label=label, widget=area, initial=getattr(report, name)
            )
        for name, label in BALANCES.items():
            marks = {"data-dues": name.split("_")[0]}
            self.fields[name] = YuanField(label=label, initial=getattr(report, name), attrs=marks)
        for line in lines:
            self._add_line(line)

    def _add_line(self, line: DuesLine) -> None:
        word = "收入" if line.is_income else "支出"
        box = forms.TextInput({"class": "form-control", "aria-label": f"{word}科目"})
        self.fields[f"kind-{line.pk}"] = ParsedField(
            text(KIND_LENGTH), label=f"{word}科目", widget=box, initial=line.kind
        )
        title = f"{line.kind or word}金额"
        attrs = {"aria-label": title, "data-dues": "income" if line.is_income else "spending"}
        self.fields[f"amount-{line.pk}"] = YuanField(label=title, initial=line.amount_yuan, attrs=attrs)

    @property
    def typed(self) -> Typed:
        """What was understood; a box that was not sent says nothing."""
        understood = {name: value for name, value in self.cleaned_data.items() if name in self.data}
        lines: dict[int, dict[str, Any]] = {}
        for line in self.lines:
            columns = {"kind": f"kind-{line.pk}", "amount_yuan": f"amount-{line.pk}"}
            lines[line.pk] = {name: understood.pop(box) for name, box in columns.items() if box in understood}
        return Typed(understood, lines)


class DeliveryForm(RefusableForm):
    """When, how and to how many the report was given."""

    delivered_on = ParsedField(day(), label="述职日期", required=True, widget=DayInput())
    form = ParsedField(text(200), label="述职形式", required=True, help_text="如：会员代表大会、书面报告")
    listener_count = ParsedField(
        count(0), label="到会人数", empty=None, widget=forms.TextInput({"inputmode": "numeric", "class": "num"})
    )


class ReportFilter(FilterForm):
    """The filter of the list of units and their reports."""

    year = forms.ChoiceField(label="工作年度", required=False)
    superior = forms.ChoiceField(label="上级工会", required=False)
    state = forms.ChoiceField(label="状态", required=False, choices=[ANY, ("none", "尚未撰写"), *ReportState.choices()])

    def __init__(self, params: QueryDict, **choices: Pairs) -> None:
        super().__init__(params, **choices)
        self.fields["year"].choices = list(choices.get("year", ()))
