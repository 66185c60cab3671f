"""Visits, problems and their steps, and the filters over both lists."""

from __future__ import annotations

from datetime import date
from typing import Final

from django import forms
from django.db.models import Q, QuerySet

from office.fields import day_field, line_field, long_field
from office.forms import ANY, DAYS, FilterForm, RefusableForm
from vitality.kinds import ProblemState
from vitality.models import GuidanceProblem, GuidanceVisit


class VisitForm(RefusableForm):
    """One visit."""

    visited_on = day_field("指导日期")
    visitors = line_field("指导人员", 200, help_text="姓名，以顿号分开")
    topics = line_field("指导内容", 300, help_text="例如：3＋x 计划、集体协商、评议会筹备")
    findings = long_field("情况与意见", 5_000, required=False)


class ProblemForm(RefusableForm):
    """One difficulty found on a visit."""

    text = line_field("困难和问题", 300)
    owner = line_field("责任人", 60, help_text="谁负责帮助解决")
    due_on = day_field("解决期限")


class SolveForm(RefusableForm):
    solution = long_field("解决办法", 2_000, rows=3)
    solved_on = day_field("解决日期")


class SendBackForm(RefusableForm):
    comment = long_field("尚未解决的原因", 1_000, rows=3)


class NothingForm(RefusableForm):
    """A step that asks for nothing."""


PROBLEM_FORMS: Final[dict[str, type[RefusableForm]]] = {
    "begin": NothingForm,
    "solve": SolveForm,
    "confirm": NothingForm,
    "send_back": SendBackForm,
}


class VisitFilter(FilterForm):
    """Visits by unit, union and day."""

    q = forms.CharField(label="单位", required=False)
    guide = forms.ChoiceField(label="指导工会", required=False)
    from_on = forms.DateField(
        label="自", required=False, validators=DAYS, widget=forms.DateInput(attrs={"type": "date"})
    )
    to_on = forms.DateField(label="至", required=False, validators=DAYS, widget=forms.DateInput(attrs={"type": "date"}))

    def applied_to(self, visits: QuerySet[GuidanceVisit]) -> QuerySet[GuidanceVisit]:
        """The visits that fit."""
        chosen = self.chosen
        for word in chosen.pop("q", "").split():
            visits = visits.filter(Q(unit__name__icontains=word) | Q(unit__name_pinyin__icontains=word))
        lookups = {"guide": "guide_id", "from_on": "visited_on__gte", "to_on": "visited_on__lte"}
        return visits.filter(**{lookups[name]: value for name, value in chosen.items()})


class ProblemFilter(FilterForm):
    """Problems by unit, union and state; the overdue ones alone."""

    q = forms.CharField(label="单位", required=False)
    guide = forms.ChoiceField(label="指导工会", required=False)
    state = forms.ChoiceField(label="状态", required=False, choices=[ANY, *ProblemState.choices()])
    overdue = forms.BooleanField(label="只看逾期的", required=False)

    def applied_to(self, problems: QuerySet[GuidanceProblem], on: date) -> QuerySet[GuidanceProblem]:
        """The problems that fit on a day."""
        chosen = self.chosen
        for word in chosen.pop("q", "").split():
            named = Q(visit__unit__name__icontains=word) | Q(visit__unit__name_pinyin__icontains=word)
            problems = problems.filter(named)
        if chosen.pop("overdue", False):
            problems = problems.overdue_on(on)  # type: ignore[attr-defined]
        lookups = {"guide": "visit__guide_id", "state": "state"}
        return problems.filter(**{lookups[name]: value for name, value in chosen.items()})
