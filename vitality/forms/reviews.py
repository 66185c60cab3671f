"""What a reviewer types: which forms to see, what to say to each field, and how to close the review."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.db.models import Q, QuerySet

from office.forms import ANY, FilterForm, RefusableForm
from vitality.forms.writing import words
from vitality.kinds import AnnexForm
from vitality.models import Application
from vitality.rules.answers import asked_of
from vitality.selectors.reviews import REVIEWED

REMARK_LENGTH: Final = 500
LOOKUPS: Final = {"superior": "batch__superior_id", "form": "form", "state": "state"}


class ReviewFilter(FilterForm):
    """The queue by unit, superior union, form, state, and whether it came late."""

    q = forms.CharField(label="单位", required=False)
    superior = forms.ChoiceField(label="申报工会", required=False)
    form = forms.ChoiceField(label="申报表", required=False, choices=[ANY, *AnnexForm.choices()])
    state = forms.ChoiceField(
        label="状态", required=False, choices=[ANY, *((state.value, state.label) for state in REVIEWED)]
    )
    late = forms.ChoiceField(label="逾期", required=False, choices=[ANY, ("yes", "逾期申报"), ("no", "按时申报")])

    def applied_to(self, queue: QuerySet[Application]) -> QuerySet[Application]:
        """The forms of the queue that fit."""
        chosen = self.chosen
        for word in chosen.pop("q", "").split():
            queue = queue.filter(Q(unit_name__icontains=word) | Q(unit__name_pinyin__icontains=word))
        if "late" in chosen:
            queue = queue.filter(batch__is_late=chosen.pop("late") == "yes")
        return queue.filter(**{LOOKUPS[name]: value for name, value in chosen.items()})


class ReviewForm(RefusableForm):
    """A remark for every field of one annex form, the reason of a return, and the check of newness."""

    version = forms.CharField(widget=forms.HiddenInput, required=False)
    comment = words("退回理由", 1000, rows=3)
    is_newness_checked = forms.BooleanField(
        label="已核对：该单位从未被评为典型，也未在市以上范围介绍过类似经验（大工发〔2014〕31号 五、1）",
        required=False,
        widget=forms.CheckboxInput({"class": "form-check-input"}),
    )

    def __init__(self, *args: Any, application: Application, **options: Any) -> None:
        super().__init__(*args, **options)
        self.remarked = asked_of(AnnexForm(application.form))
        for name, label in self.remarked.items():
            about = f"对“{label}”的意见"
            self.fields[f"remark_{name}"] = words(about, REMARK_LENGTH, rows=1, **{"aria-label": about})

    @property
    def remarks(self) -> dict[str, str]:
        """The remarks by field of the form."""
        return {name: self.cleaned_data.get(f"remark_{name}", "") for name in self.remarked}
