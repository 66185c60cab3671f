"""Places in the leading group and its office, responsible departments, and the day they are shown for."""

from __future__ import annotations

from typing import Final

from django import forms

from office.fields import ParsedField, day_field, line_field
from office.forms import ANY, DAYS, FilterForm, RefusableForm
from office.spreadsheets.cells import count
from unions.kinds import UnionKind
from vitality.kinds import DepartmentPart, OrganBody, OrganPosition

MOST_ORDER: Final = 99
POSITIONS: Final = [(body.label, [(each.value, each.label) for each in OrganPosition.of(body)]) for body in OrganBody]
KINDS: Final = [(kind.value, kind.label) for kind in UnionKind if kind.files_batches]


def _order() -> ParsedField:
    return ParsedField(count(1, MOST_ORDER), label="顺序", empty=1, help_text="同一职务中的排列，1 在最前")


class SeatForm(RefusableForm):
    """A person's place."""

    position = forms.ChoiceField(label="组内职务", choices=[("", "请选择"), *POSITIONS])
    person_name = line_field("姓名", 40)
    duty = line_field("行政或工会职务", 80, required=False)
    department = line_field("所在部门", 60, required=False)
    task = line_field("分工", 200, required=False)
    order = _order()
    from_on = day_field("自")
    to_on = day_field("至", required=False, help_text="现任的不填")


class DepartmentForm(RefusableForm):
    """A responsible department."""

    name = line_field("部门", 60)
    part = forms.ChoiceField(label="承担方式", choices=DepartmentPart.choices())
    task = line_field("职责", 200, required=False)
    order = _order()
    from_on = day_field("自")
    to_on = day_field("至", required=False, help_text="现任的不填")


def _reason() -> forms.CharField:
    return line_field("更正的理由", 200)


class SeatCorrectionForm(SeatForm):
    """A person's place as it should stand, and why."""

    reason = _reason()


class DepartmentCorrectionForm(DepartmentForm):
    """A responsible department as it should stand, and why."""

    reason = _reason()


class EndForm(RefusableForm):
    """The last day of a place or a responsibility."""

    to_on = day_field("终止日期", help_text="这一天仍算在任；此后列入历史")


class OrganisationFilter(FilterForm):
    """The day asked for, and the kind of union."""

    on = forms.DateField(label="截至", required=False, validators=DAYS, widget=forms.DateInput(attrs={"type": "date"}))
    kind = forms.ChoiceField(label="工会类别", required=False, choices=[ANY, *KINDS])
