"""The filters over the register of typical units, and the check of two that look like one."""

from __future__ import annotations

from django import forms
from django.db.models import Q, QuerySet

from office.fields import long_field
from office.forms import ANY, FilterForm, RefusableForm
from vitality.kinds import TypicalKind, TypicalLevel
from vitality.models import Typical


class TypicalFilter(FilterForm):
    """Typicals by unit, year, years up to one, level, kind and superior union."""

    q = forms.CharField(label="单位", required=False)
    year = forms.ChoiceField(label="年度", required=False)
    until = forms.ChoiceField(label="截至年度", required=False)
    level = forms.ChoiceField(label="级别", required=False, choices=[ANY, *TypicalLevel.choices()])
    kind = forms.ChoiceField(label="类型", required=False, choices=[ANY, *TypicalKind.choices()])
    superior = forms.ChoiceField(label="上级工会", required=False)

    def applied_to(self, typicals: QuerySet[Typical]) -> QuerySet[Typical]:
        """The typicals that fit."""
        chosen = self.chosen
        for word in chosen.pop("q", "").split():
            typicals = typicals.filter(Q(unit__name__icontains=word) | Q(unit__name_pinyin__icontains=word))
        if last := chosen.pop("until", None):
            typicals = typicals.filter(year__lte=last)
        return typicals.filter(**chosen)


class DuplicateForm(RefusableForm):
    """On what ground two typicals are two units."""

    reason = long_field(
        "核对情况", 300, rows=3, help_text="凭什么核实为两个单位，如：统一社会信用代码不同，地址、主席不同，已电话核实"
    )
