"""Forms of the release: filters, the payment, and decisions of the leading group."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from funding.forms.fields import DayField, NumberField, ProseField, WordsField
from funding.kinds import UNPAID, ReleaseState, RulingKind, Scheme, TrancheState
from funding.models import Tranche
from funding.selectors.plan import PlanRow
from funding.services.rulings import Decided
from office.forms import ANY, FilterForm, RefusableForm


class ReleaseFilter(FilterForm):
    """Releases by recipient, year, scheme and state."""

    q = forms.CharField(label="拨付对象", required=False)
    year = forms.ChoiceField(label="年度", required=False)
    scheme = forms.ChoiceField(label="项目", required=False, choices=[ANY, *Scheme.choices()])
    state = forms.ChoiceField(
        label="状态", required=False, choices=[ANY, (UNPAID, "应拨未拨"), *ReleaseState.choices()]
    )

    def applied_to(self, tranches: QuerySet[Tranche]) -> QuerySet[Tranche]:
        """The releases that fit."""
        chosen = self.chosen
        for word in chosen.pop("q", "").split():
            tranches = tranches.filter(Q(union__name__icontains=word) | Q(union__name_pinyin__icontains=word))
        if chosen.get("state") == UNPAID:
            chosen.update(state__in=ReleaseState.unpaid())
            del chosen["state"]
        return tranches.filter(**chosen)


class PlanFilter(FilterForm):
    """Rows of the year plan by recipient, scheme and state."""

    q = forms.CharField(label="拨付对象", required=False)
    scheme = forms.ChoiceField(label="项目", required=False, choices=[ANY, *Scheme.choices()])
    state = forms.ChoiceField(label="状态", required=False, choices=[ANY, *TrancheState.choices()])

    def applied_to(self, rows: tuple[PlanRow, ...]) -> list[PlanRow]:
        """The rows that fit."""
        chosen = self.chosen
        words, scheme, state = chosen.get("q", "").split(), chosen.get("scheme"), chosen.get("state")
        return [
            row
            for row in rows
            if all(word in row.union_name for word in words)
            and (not scheme or row.verdict.scheme == scheme)
            and (not state or row.state == state)
        ]


class PaymentForm(RefusableForm):
    """What finance writes down once the bank has paid."""

    paid_on = DayField(label="拨付日期")
    voucher_number = NumberField(40, label="凭证号", help_text="同一年度内不重复")
    bank_reference = NumberField(60, label="银行回单号")


class RulingForm(RefusableForm):
    """A decision of the leading group on one tranche."""

    kind = forms.ChoiceField(label="决定", choices=RulingKind.choices())
    decided_on = DayField(label="会议日期")
    minutes_number = WordsField(60, label="会议纪要文号")
    reason = ProseField(500, label="理由")

    def __init__(self, *args: Any, kinds: list[RulingKind], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]

    @property
    def decided(self) -> Decided:
        """What was typed, once it is in order."""
        return Decided(**{**self.cleaned_data, "kind": RulingKind(self.cleaned_data["kind"])})
