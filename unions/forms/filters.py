"""The filters of the register: one white list of what may be asked for."""

from __future__ import annotations

from typing import Final

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict

from unions.kinds import Category, OwnershipType, SizeClass, UnionKind, WorkMode
from unions.models import Union
from unions.models.union import within
from unions.selectors.listing import named_like, superior_unions

OPEN, CLOSED, ALL = "open", "closed", "all"
STANDINGS: Final = [(OPEN, "在册"), (CLOSED, "已撤销"), (ALL, "在册和已撤销")]
ANY: Final = "全部"


class BranchField(forms.ModelChoiceField):
    """A superior union, indented by its depth."""

    def label_from_instance(self, union: Union) -> str:
        """The name behind as many spaces as superiors stand above it in the list."""
        return "　" * max(union.depth - 2, 0) + union.name


class BranchFilter(django_filters.ModelChoiceFilter):
    """A superior union; everything below it is found."""

    field_class = BranchField


class UnionFilter(django_filters.FilterSet):
    """The questions the register's table answers."""

    q = django_filters.CharFilter(label="名称、拼音、代码", method="filter_q")
    under = BranchFilter(label="所属工会", method="filter_under", queryset=Union.objects.none(), empty_label=ANY)
    kind = django_filters.ChoiceFilter(label="工会类别", choices=UnionKind.choices(), empty_label=ANY)
    ownership = django_filters.ChoiceFilter(
        label="单位性质", field_name="ownership_type", empty_label=ANY,
        choices=[(code, f"{code} {label}") for code, label in OwnershipType.choices()],
    )  # fmt: skip
    size = django_filters.ChoiceFilter(
        label="规模", field_name="size_class", choices=SizeClass.choices(), empty_label=ANY
    )
    category = django_filters.ChoiceFilter(label="计为", choices=Category.choices(), empty_label=ANY)
    mode = django_filters.ChoiceFilter(
        label="模式", field_name="work_mode", choices=WorkMode.choices(), empty_label=ANY
    )
    standing = django_filters.ChoiceFilter(
        label="状态", method="filter_standing", choices=STANDINGS[1:], empty_label=STANDINGS[0][1]
    )

    def __init__(self, data: QueryDict, queryset: QuerySet[Union], request: HttpRequest) -> None:
        super().__init__(data, queryset, request=request)
        self.filters["under"].queryset = superior_unions(request.user).only("name", "path")

    @property
    def qs(self) -> QuerySet[Union]:
        """The rows asked for; those of open unions where the address does not say."""
        found = super().qs
        asked = self.form.cleaned_data.get("standing") if self.form.is_valid() else ""
        return found if asked else found.filter(closed_on=None)

    def filter_q(self, rows: QuerySet[Union], _name: str, words: str) -> QuerySet[Union]:
        """By name, its sound, or the beginning of the credit code."""
        return rows.filter(named_like(words))

    def filter_under(self, rows: QuerySet[Union], _name: str, superior: Union) -> QuerySet[Union]:
        """Everything below a superior, itself left out."""
        return rows.filter(within(superior.path)).exclude(pk=superior.pk)

    def filter_standing(self, rows: QuerySet[Union], _name: str, standing: str) -> QuerySet[Union]:
        """Closed unions, or closed and open ones."""
        return rows if standing == ALL else rows.filter(closed_on__isnull=False)
