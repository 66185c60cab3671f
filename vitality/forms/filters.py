"""Filters over the lists of the filing side: read from the address."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django import forms
from django.db.models import Q, QuerySet

from office.forms import ANY, FilterForm
from unions.kinds import Category, UnionKind
from unions.models import Union
from vitality.kinds import AnnexForm, ApplicationState, PaperState
from vitality.models import Application
from vitality.rules.progress import BatchProgress
from vitality.selectors.board import NOT_BEGUN, BatchRow, PaperRow
from vitality.selectors.candidates import named

FILING_KINDS: Final = [(kind.value, kind.label) for kind in UnionKind if kind.files_batches]
# What a unit can count as in a quota; the rest never reaches the picker's list of enterprises.
ENTERPRISE_CATEGORIES: Final = [
    (each.value, each.label) for each in Category if each not in (Category.NOT_COUNTED, Category.NONPUBLIC_SMALL)
]


class ApplicationFilter(FilterForm):
    """Annex forms by unit, superior union, form and state."""

    q = forms.CharField(label="单位", required=False)
    superior = forms.ChoiceField(label="申报工会", required=False)
    form = forms.ChoiceField(label="申报表", required=False, choices=[ANY, *AnnexForm.choices()])
    state = forms.ChoiceField(label="状态", required=False, choices=[ANY, *ApplicationState.choices()])

    def applied_to(self, applications: QuerySet[Application]) -> QuerySet[Application]:
        """The annex forms that fit."""
        chosen = self.chosen
        for word in chosen.pop("q", "").split():
            applications = applications.filter(Q(unit_name__icontains=word) | Q(unit__name_pinyin__icontains=word))
        lookups = {"superior": "batch__superior_id", "form": "form", "state": "state"}
        return applications.filter(**{lookups[name]: value for name, value in chosen.items()})


class CandidateFilter(FilterForm):
    """Units that can be put forward, by name and by what they count as."""

    q = forms.CharField(label="单位", required=False)
    category = forms.ChoiceField(label="计为", required=False, choices=[ANY, *ENTERPRISE_CATEGORIES])

    def applied_to(self, units: QuerySet[Union]) -> QuerySet[Union]:
        """The units that fit; they carry their `category`."""
        chosen = self.chosen
        units = named(units, chosen.get("q", ""))
        return units.filter(category=chosen["category"]) if "category" in chosen else units


class BoardFilter(FilterForm):
    """The city's board by kind of superior union and by progress."""

    kind = forms.ChoiceField(label="工会类别", required=False, choices=[ANY, *FILING_KINDS])
    progress = forms.ChoiceField(label="进度", required=False, choices=[ANY, *BatchProgress.choices()])

    def applied_to(self, rows: Iterable[BatchRow]) -> list[BatchRow]:
        """The rows that fit."""
        chosen = self.chosen
        return [
            row
            for row in rows
            if chosen.get("kind", row.union.kind) == row.union.kind
            and chosen.get("progress", row.progress) == row.progress
        ]


class PaperFilter(FilterForm):
    """The board of plans and measures by kind of superior union and state."""

    kind = forms.ChoiceField(label="工会类别", required=False, choices=[ANY, *FILING_KINDS])
    state = forms.ChoiceField(label="状态", required=False, choices=[ANY, NOT_BEGUN, *PaperState.choices()])

    def applied_to(self, rows: Iterable[PaperRow]) -> list[PaperRow]:
        """The rows that fit."""
        chosen = self.chosen
        return [
            row
            for row in rows
            if chosen.get("kind", row.union.kind) == row.union.kind
            and chosen.get("state", row.state_key) == row.state_key
        ]
