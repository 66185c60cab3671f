"""The year of a coverage page, the filters over its units, and the decision to seal again."""

from __future__ import annotations

from django import forms

from office.forms import ANY, FilterForm
from vitality.rules.coverage import COVERED
from vitality.selectors.coverage.trend import YEARS

LACKS = [
    ("none", "已达标"), ("any", "未达标"), ("one", "只差一项"), ("lacks_plan", "计划未落实"),
    ("lacks_appraisal", "没有有效并经认定的双评"), ("lacks_composite", "综合满意率不到"),
    ("lacks_rights", "权益维护未确认"),
    ("lacks_welcome", "受欢迎未确认"),
]  # fmt: skip


class CoverageYearForm(FilterForm):
    """Which year is looked at."""

    year = forms.ChoiceField(label="年度", required=False, choices=[(str(year), f"{year} 年") for year in YEARS])


class CoverageUnitFilter(FilterForm):
    """Units by name, superior union, category and what they lack; the year stays as it is."""

    q = forms.CharField(label="单位", required=False)
    year = forms.ChoiceField(label="年度", required=False, choices=[(str(year), f"{year} 年") for year in YEARS])
    filer = forms.ChoiceField(label="上级工会", required=False)
    category = forms.ChoiceField(
        label="类别", required=False, choices=[ANY, *((each.value, each.label) for each in COVERED)]
    )
    lack = forms.ChoiceField(label="条件", required=False, choices=[ANY, *LACKS])


class SealAgainForm(forms.Form):
    """Why a sealed year is to be taken up again."""

    comment = forms.CharField(label="理由", max_length=500)
