"""Forms of the register. They shape the input; what may be is the services' business."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Fieldset, Layout, Row
from django import forms
from django.core.validators import MaxLengthValidator
from django.forms.models import fields_for_model
from django.http import QueryDict

from office.fields import DayInput
from office.forms import RefusableForm
from unions.kinds import OwnershipType, SectorTier, UnionKind
from unions.models import Union, User
from unions.rules.particulars import CONTACTS, PARTICULARS
from unions.selectors.listing import superiors_from
from unions.selectors.register import possible_superiors
from unions.services.roster.sheet import ROSTER_KINDS

NOT_GIVEN: Final = "（不填）"
HINTS: Final = {
    "credit_code": "18 位；填写后导入名册时按代码认定同一单位",
    "employee_count": "职工人数，不是会员人数；决定百人以上、五十人以上的归类",
    "is_state_controlled": "股份制、联营企业由国有资本控股的勾选，计为公有制",
    "is_enterprise_managed": "企业化管理的事业单位勾选，实行“3＋x”",
    "sector_tier": "只有行业工会填写",
    "ownership_type": "只有基层工会填写",
    "covered_enterprise_count": "行业工会、联合基层工会填写",
}


class SuperiorField(forms.ModelChoiceField):
    """A union to hang under, with the superior's name before it where it is a township."""

    def label_from_instance(self, union: Union) -> str:
        """A district's name alone; a township's behind its district's: 中山区总工会 / 桃源街道工会."""
        is_deep = union.kind == UnionKind.TOWNSHIP_UNION and union.superior is not None
        return f"{union.superior} / {union.name}" if is_deep else union.name


class RegisterForm(RefusableForm):
    """A form laid out in rows; the page brings the form element, the token and the buttons."""

    @property
    def helper(self) -> FormHelper:
        """What `{% crispy form %}` prints: the fields alone, once they are all there."""
        helper = FormHelper()
        helper.form_tag, helper.disable_csrf = False, True
        helper.layout = self.layout()
        return helper

    def layout(self) -> Layout:
        """All fields in one row; a form that needs more overrides this."""
        return Layout(Row(*map(Column, self.fields)))


class ParticularsForm(RegisterForm):
    """What is noted of a union, as the columns of its table take it."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, fields: Iterable[str] = PARTICULARS, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        columns = fields_for_model(Union, list(fields), widgets={"founded_on": DayInput()}, help_texts=HINTS)
        self.fields.update(columns)
        if "kind" in self.fields:
            self.fields["kind"].choices = [("", "请选择"), *((kind, kind.label) for kind in ROSTER_KINDS)]
        if "ownership_type" in self.fields:
            codes = [(each, f"{each} {each.label}") for each in OwnershipType]
            self.fields["ownership_type"].choices = [("", NOT_GIVEN), *codes]
        if "sector_tier" in self.fields:
            self.fields["sector_tier"].choices = [("", NOT_GIVEN), *SectorTier.choices()]

    def layout(self) -> Layout:
        """Facts first, then contacts, in the order of the annex forms."""
        return Layout(
            "seen",
            Fieldset(
                "归类",
                Row(Column("kind"), Column("ownership_type"), Column("employee_count"), Column("member_count")),
                Row(Column("is_state_controlled"), Column("is_enterprise_managed")),
                Row(Column("sector_tier"), Column("covered_enterprise_count"), Column("founded_on")),
            ),
            Fieldset(
                "联系",
                Row(Column("chair_name"), Column("phone"), Column("credit_code")),
                Row(Column("address"), Column("remark")),
            ),
        )

    @property
    def particulars(self) -> dict[str, Any]:
        """The fields of `PARTICULARS` this form has, as they were filled in."""
        return {field: self.cleaned_data[field] for field in PARTICULARS if field in self.fields}

    def clean_credit_code(self) -> str:
        """In capital letters, without spaces."""
        return "".join(self.cleaned_data["credit_code"].split()).upper()


class CreateForm(ParticularsForm):
    """A new union: where it hangs, its name, its particulars."""

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = superiors_from(user).select_related("superior").order_by("path")
        self.fields["superior"] = SuperiorField(choices, label="上级工会", empty_label="请选择")
        self.fields["name"] = forms.CharField(label="单位名称", max_length=120, help_text="与公章一致的全称")

    def layout(self) -> Layout:
        """The place and the name above the particulars."""
        return Layout(Fieldset("单位", Row(Column("superior"), Column("name"))), super().layout())


class ContactsForm(ParticularsForm):
    """What a unit may keep up to date by itself."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, fields=CONTACTS, **kwargs)

    def layout(self) -> Layout:
        """One row."""
        return Layout("seen", Row(Column("chair_name"), Column("phone")), "address")


class RenameForm(RegisterForm):
    """Another name from a day on."""

    name = forms.CharField(label="新名称", max_length=120, help_text="与公章一致的全称")
    from_on = forms.DateField(label="启用日期", widget=DayInput, help_text="此前年度的报表仍用原名称")


class MoveForm(RegisterForm):
    """Another superior from a day on."""

    from_on = forms.DateField(label="归属日期", widget=DayInput, help_text="此前年度的报表仍归原上级")

    def __init__(self, user: User, kind: UnionKind, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = possible_superiors(kind, user).select_related("superior")
        superior = SuperiorField(choices, label="新的上级工会", empty_label="请选择")
        self.fields = {"superior": superior, **self.fields}


class CloseForm(RegisterForm):
    """The day and the reason of a closing."""

    on = forms.DateField(label="撤销日期", widget=DayInput)
    reason = forms.CharField(label="理由", widget=forms.Textarea(attrs={"rows": 3, "data-count": 500}), max_length=500)

    def layout(self) -> Layout:
        """The reason has the whole width."""
        return Layout(Row(Column("on"), Column()), "reason")


class SavedFilterForm(forms.Form):
    """A name for the filters in force."""

    name = forms.CharField(max_length=40)
    query = forms.CharField(required=False)

    def clean_query(self) -> str:
        """As an address writes it, which is what is kept and measured."""
        query = QueryDict(self.cleaned_data["query"]).urlencode()
        MaxLengthValidator(1000)(query)
        return query
