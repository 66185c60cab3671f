"""Forms of a recipient's account and of the audit."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django import forms
from django.db.models import Q, QuerySet

from funding.forms.fields import DayField, NumberField, ProseField, WordsField, YuanField
from funding.kinds import EntryKind, FundSource, SpendingCategory
from funding.models import LedgerEntry
from funding.services.audits import Found
from funding.services.spending import Booking
from office.forms import ANY, FilterForm, RefusableForm

MOST_FINDINGS: Final = 5
NO_RECEIPTS: Final = "请上传票据。"


class BookingForm(RefusableForm):
    """One booking; which fields it asks depends on what is booked."""

    booked_on = DayField(label="日期")
    source = forms.ChoiceField(label="资金来源")
    amount = YuanField(label="金额（元）")
    category = forms.ChoiceField(label="支出类别", choices=[("", "请选择"), *SpendingCategory.choices()])
    purpose = WordsField(200, label="用途")
    reference = NumberField(60, label="凭证号或发票号", required=False)

    def __init__(self, *args: Any, kind: EntryKind, sources: list[FundSource], **options: Any) -> None:
        super().__init__(*args, **options)
        self.kind = kind
        self.receipt_errors: list[str] = []
        self.fields["source"].choices = [(source.value, source.label) for source in sources]
        if kind != EntryKind.SPENDING:
            del self.fields["category"]
            self.fields["purpose"].label = "说明"

    def clean(self) -> dict[str, Any]:
        """Spending needs its receipts; they are no field of the form, for no page gives chosen files back."""
        if self.kind == EntryKind.SPENDING and "receipts" not in self.files:
            self.receipt_errors = [NO_RECEIPTS]
            self.add_error(None, f"票据：{NO_RECEIPTS}")
        return self.cleaned_data

    @property
    def booking(self) -> Booking:
        """What was typed, once it is in order."""
        typed = self.cleaned_data
        category = SpendingCategory(typed["category"]) if typed.get("category") else None
        return Booking(
            typed["booked_on"], typed["amount"], typed["purpose"], FundSource(typed["source"]), category,
            typed["reference"],
        )  # fmt: skip


class LedgerFilter(FilterForm):
    """Entries by union, kind, source and days."""

    q = forms.CharField(label="单位", required=False)
    kind = forms.ChoiceField(label="事项", required=False, choices=[ANY, *EntryKind.choices()])
    source = forms.ChoiceField(label="资金来源", required=False, choices=[ANY, *FundSource.choices()])
    year = forms.ChoiceField(label="年度", required=False)

    def applied_to(self, entries: QuerySet[LedgerEntry]) -> QuerySet[LedgerEntry]:
        """The entries that fit."""
        chosen = self.chosen
        for word in chosen.pop("q", "").split():
            entries = entries.filter(Q(union__name__icontains=word) | Q(union__name_pinyin__icontains=word))
        if year := chosen.pop("year", ""):
            entries = entries.filter(booked_on__range=(date(int(year), 1, 1), date(int(year), 12, 31)))
        return entries.filter(**chosen)


class SignOffForm(RefusableForm):
    """The auditor's opinion, and what is to be mended: some lines, each with a day; empty lines do not count."""

    opinion = ProseField(2000, label="审计意见")

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today
        for number in range(1, MOST_FINDINGS + 1):
            self.fields[f"text_{number}"] = WordsField(500, label=f"问题 {number}", required=False)
            self.fields[f"due_{number}"] = DayField(label=f"问题 {number} 的整改期限", required=False)

    def clean(self) -> dict[str, Any]:
        """A finding needs both its words and its day."""
        typed = super().clean() or self.cleaned_data
        for number in range(1, MOST_FINDINGS + 1):
            words, due_on = typed.get(f"text_{number}"), typed.get(f"due_{number}")
            if words and not due_on:
                self.add_error(f"due_{number}", "请填写整改期限。")
            if due_on and due_on < self.today:
                self.add_error(f"due_{number}", f"{due_on} 已过，整改期限不能早于今天。")
            if due_on and not words:
                self.add_error(f"text_{number}", "请写明问题。")
        return typed

    @property
    def findings(self) -> list[Found]:
        """The findings typed."""
        typed = self.cleaned_data
        numbers = range(1, MOST_FINDINGS + 1)
        return [Found(typed[f"text_{each}"], typed[f"due_{each}"]) for each in numbers if typed[f"text_{each}"]]
