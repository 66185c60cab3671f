"""The report of a protection case, and what its steps ask for."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.db.models import QuerySet

from office.fields import day_field, line_field, long_field
from office.forms import ANY, FilterForm, RefusableForm
from unions.kinds import Department
from vitality.forms.guidance import NothingForm
from vitality.kinds import GrievanceKind, ProtectionState
from vitality.models import ProtectionCase
from vitality.models.protection import INVOLVED_AT_CITY

LONG: Final = 5_000


class ReportForm(RefusableForm):
    """What happened to whom."""

    chair_name = line_field("工会主席", 40)
    kind = forms.ChoiceField(label="情形", choices=GrievanceKind.choices(), widget=forms.RadioSelect)
    happened_on = day_field("发生日期", required=False)
    account = long_field("情况", LONG, rows=8, help_text="时间、经过、涉及的职责和受到的影响")
    request = long_field("诉求", 1_000, rows=3, required=False)


class MeasureForm(RefusableForm):
    taken_on = day_field("日期")
    text = long_field("措施", LONG, rows=4)
    department = line_field("承办部门", 60, required=False)


class OutcomeForm(RefusableForm):
    outcome = long_field("处理结果", LONG)


class DeclineForm(RefusableForm):
    outcome = long_field("不予受理的理由", LONG)


class ObjectForm(RefusableForm):
    objection = long_field("意见", LONG, rows=3)


class InvolveForm(RefusableForm):
    """A department of the city, who then sees the case, or one outside by its name."""

    department = forms.ChoiceField(
        label="市总部门",
        required=False,
        choices=[("", "（其他部门）"), *((each.value, each.label) for each in INVOLVED_AT_CITY)],
        help_text="选定的市总部门此后可以查看和协同办理",
    )
    name = line_field("其他部门", 60, required=False, help_text="市总以外的部门，例如人社局、国资委")
    task = line_field("协同事项", 200, required=False)

    @property
    def values(self) -> dict[str, Any]:
        """What the service takes."""
        given = dict(self.cleaned_data)
        return {**given, "department": Department(given["department"]) if given["department"] else None}


PROTECTION_FORMS: Final[dict[str, type[RefusableForm]]] = {
    "accept": NothingForm,
    "decline": DeclineForm,
    "take_measure": MeasureForm,
    "settle": OutcomeForm,
    "object": ObjectForm,
    "close": NothingForm,
    "withdraw": NothingForm,
}


class ProtectionFilter(FilterForm):
    """By state and kind only: a name in an address would stand in the access log."""

    state = forms.ChoiceField(label="状态", required=False, choices=[ANY, *ProtectionState.choices()])
    kind = forms.ChoiceField(label="情形", required=False, choices=[ANY, *GrievanceKind.choices()])

    def applied_to(self, cases: QuerySet[ProtectionCase]) -> QuerySet[ProtectionCase]:
        """The cases that fit."""
        return cases.filter(**self.chosen)
