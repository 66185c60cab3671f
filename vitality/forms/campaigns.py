"""What reviewers type into the sheets of a campaign, and the leading group into its findings."""

from __future__ import annotations

from typing import Any, Final

from django import forms

from office.fields import ParsedField
from office.forms import RefusableForm
from office.spreadsheets.cells import count, text
from vitality.forms.writing import day, words
from vitality.models import TypicalSheet, UnionSheet
from vitality.models.campaign import HIGHEST_MARK
from vitality.services.campaigns import POINTS, Judgement

FINDINGS_LENGTH: Final = 5_000
OPEN, GOOD, BAD = "", "yes", "no"


def _points(label: str) -> ParsedField:
    widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "form-control num", "autocomplete": "off"})
    return ParsedField(count(0, HIGHEST_MARK), label=label, empty=None, widget=widget)


class SheetForm(RefusableForm):
    """The four sides and what was found."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    basic_points = _points("基础性工作（0–100）")
    innovation_points = _points("创新性工作（0–100）")
    performance_points = _points("工作绩效（0–100）")
    satisfaction_points = _points("职工满意度（0–100）")
    findings = ParsedField(
        text(FINDINGS_LENGTH, many_lines=True),
        label="考评情况",
        widget=forms.Textarea(attrs={"rows": 6, "data-count": FINDINGS_LENGTH, "class": "form-control"}),
        help_text="3+x 工作和双述双评的建设情况、实施效果、存在的问题",
    )

    def __init__(self, *args: Any, sheet: TypicalSheet | UnionSheet, **options: Any) -> None:
        initial = {name: getattr(sheet, name) for name in (*POINTS, "findings", "revision")}
        super().__init__(*args, initial={**initial, **options.pop("initial", {})}, **options)

    @property
    def said(self) -> dict[str, Any]:
        """Marks and findings by column."""
        return {name: self.cleaned_data[name] for name in (*POINTS, "findings")}


class JudgedSheetForm(SheetForm):
    """The same with the reviewers' judgement, in an acceptance."""

    judged = forms.ChoiceField(
        label="考评判断",
        required=False,
        choices=[(OPEN, "尚未作出"), (GOOD, "合格"), (BAD, "不合格")],
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    judgement_reason = words("判断理由", 500, rows=2)

    def __init__(self, *args: Any, sheet: TypicalSheet, **options: Any) -> None:
        judged = {None: OPEN, True: GOOD, False: BAD}[sheet.is_judged_good]
        initial = {"judged": judged, "judgement_reason": sheet.judgement_reason}
        super().__init__(*args, sheet=sheet, initial=initial, **options)

    @property
    def judgement(self) -> Judgement:
        """What the reviewers think."""
        is_good = {OPEN: None, GOOD: True, BAD: False}[self.cleaned_data["judged"]]
        return Judgement(is_good, self.cleaned_data["judgement_reason"])


class InnovationForm(RefusableForm):
    """The leading group's finding on one union."""

    finding = forms.ChoiceField(
        label="创新认定",
        required=False,
        choices=[(OPEN, "尚未认定"), (GOOD, "有创新"), (BAD, "无创新")],
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    innovation_reason = words("认定理由", 500, rows=2)

    @property
    def is_innovative(self) -> bool | None:
        """The finding; None takes it back."""
        return {OPEN: None, GOOD: True, BAD: False}[self.cleaned_data["finding"]]


class VisitForm(RefusableForm):
    """A visit and what was found there."""

    visited_on = day("走访日期")
    visitors = words("考评人员", 200, required=True)
    findings = words("走访情况", 2_000, rows=3, required=True)

    def __init__(self, *args: Any, **options: Any) -> None:
        """Its boxes stand beside those of the sheet, which has findings of its own."""
        super().__init__(*args, **{"auto_id": "visit_%s", **options})
