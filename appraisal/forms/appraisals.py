"""What a superior body gives: a grade or a score for each subject, why, and its signature."""

from __future__ import annotations

from typing import Any, Final

from django import forms

from appraisal.kinds import Answer, Subject
from appraisal.services.sessions import Given
from office.fields import ParsedField
from office.forms import RefusableForm
from office.spreadsheets.cells import number, text
from policy.documents import Law

GRADES: Final = [(grade.value, grade.label) for grade in Answer if grade != Answer.ABSTAIN]
REASON_LENGTH: Final = 500


class SuperiorForm(RefusableForm):
    """Both subjects; the year's reading decides whether grades, scores or either may be given."""

    signed_name = ParsedField(text(40), required=True, label="签名（评价人姓名）")

    def __init__(self, *args: Any, law: Law, **options: Any) -> None:
        super().__init__(*args, **options)
        self.scale = law.choice("superior_appraisal_scale")
        for subject in Subject:
            self.fields |= self._subject_fields(subject)
        self.order_fields([*(name for name in self.fields if name != "signed_name"), "signed_name"])

    def _subject_fields(self, subject: Subject) -> dict[str, forms.Field]:
        fields: dict[str, forms.Field] = {}
        if self.scale != "score":
            fields[f"{subject}_grade"] = forms.ChoiceField(
                label=f"对{subject.label}的评价等级", choices=GRADES, required=False, widget=forms.RadioSelect
            )
        if self.scale != "grades":
            hint = "等级和分数只填一个" if self.scale == "either" else ""
            score_input = forms.TextInput(attrs={"inputmode": "decimal", "class": "num"})
            fields[f"{subject}_score"] = ParsedField(
                number(),
                empty=None,
                label=f"对{subject.label}的评价分数（0–100）",
                help_text=hint,
                widget=score_input,
            )
        area = forms.Textarea(attrs={"rows": 3, "data-count": REASON_LENGTH})
        fields[f"{subject}_reason"] = ParsedField(
            text(REASON_LENGTH, many_lines=True), required=True, label=f"评价{subject.label}的理由", widget=area
        )
        return fields

    def clean(self) -> dict[str, Any]:
        """A subject with neither grade nor score, or with both, is told at its first box, together with all else."""
        for subject in Subject:
            boxes = [name for name in (f"{subject}_grade", f"{subject}_score") if name in self.fields]
            if not self.errors.keys() & set(boxes):
                given = [name for name in boxes if self.cleaned_data.get(name) not in (None, "")]
                if len(given) != 1:
                    self.add_error(boxes[0], "请选一个等级，或填 0–100 分。" if len(boxes) > 1 else "请填写。")
        return self.cleaned_data

    @property
    def subject_rows(self) -> list[dict[str, Any]]:
        """The fields for the page, one group a subject."""
        return [
            {"subject": subject, "fields": [self[name] for name in self.fields if name.startswith(f"{subject}_")]}
            for subject in Subject
        ]

    @property
    def given(self) -> dict[Subject, Given]:
        """What is given, as the service takes it."""
        return {subject: self._given(subject) for subject in Subject}

    def _given(self, subject: Subject) -> Given:
        read = self.cleaned_data
        grade = read.get(f"{subject}_grade")
        return Given(Answer(grade) if grade else None, read.get(f"{subject}_score"), read.get(f"{subject}_reason", ""))
