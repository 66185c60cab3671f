"""Forms as pages give them to components, some with errors."""

from typing import Any

from django import forms
from django.forms import formset_factory


class FilterForm(forms.Form):
    """What stands above a register."""

    name = forms.CharField(label="名称", required=False)
    kind = forms.ChoiceField(label="类别", required=False, choices=[("", "全部"), ("a", "基层工会"), ("b", "行业工会")])
    district = forms.ChoiceField(label="所在区", required=False, choices=[("", "全部"), ("zs", "中山区总工会")])
    size = forms.ChoiceField(label="规模", required=False, choices=[("", "全部"), ("100", "百人以上")])


class ContactForm(forms.Form):
    """A form with one of each kind of field, some of them wrong."""

    union_name = forms.CharField(label="单位名称", help_text="与公章一致的全称")
    employee_count = forms.IntegerField(label="职工人数", min_value=1)
    kind = forms.ChoiceField(label="单位性质", choices=[("", "请选择"), ("5", "私营企业"), ("9", "事业单位")])
    is_controlled = forms.BooleanField(label="国有控股", required=False)
    story = forms.CharField(
        label="主要做法", required=False, widget=forms.Textarea(attrs={"rows": 4, "data-count": 300})
    )


def form_with_errors() -> ContactForm:
    form = ContactForm({"union_name": "", "employee_count": "0", "kind": "", "story": "签订集体合同，公开厂务。"})
    form.add_error(None, "申报期已过（2014-09-25），提交后将标明“逾期”。")
    return form


def formset_with_errors() -> Any:
    data = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-union_name": "某某公司"}
    return formset_factory(ContactForm)(data)
