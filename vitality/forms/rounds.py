"""The dates and numbers of a round."""

from __future__ import annotations

from typing import Any, Final

from django import forms

from office.fields import ParsedField
from office.spreadsheets.cells import count, day, text
from office.spreadsheets.cells import year as a_year
from policy.units import Boundary
from unions.kinds import UnionKind
from vitality.kinds import AnnexForm, RoundState
from vitality.models import Round, RoundQuota

DATES: Final = ("due_on", "plan_due_on", "safeguards_due_on")
MOST_UNITS: Final = 999


class NewRoundForm(forms.Form):
    """The year of a new round."""

    year = ParsedField(a_year(), required=True, label="年度")


class RoundForm(forms.Form):
    """Name, dates and picks of a round, and a row of numbers per kind of union; once opened only the dates."""

    title = ParsedField(text(120), required=True, label="名称")
    due_on = ParsedField(day(), required=True, label="申报截止日")
    plan_due_on = ParsedField(day(), empty=None, label="实施方案截止日")
    safeguards_due_on = ParsedField(day(), empty=None, label="保障措施截止日")
    enterprise_pick_count = ParsedField(count(0, MOST_UNITS), required=True, label="荐省企事业个数（附件3 → 附件1）")
    sector_pick_count = ParsedField(count(0, MOST_UNITS), required=True, label="荐省行业个数（附件4 → 附件2）")

    def __init__(self, *args: Any, round: Round, **options: Any) -> None:
        super().__init__(*args, **options)
        self.rows = list(round.quotas.all())
        self.planned = tuple(self.fields)
        for name in self.planned:
            self.fields[name].initial = getattr(round, name)
        for row in self.rows:
            self._add_row(row)
        for name in DATES:
            self.fields[name].widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        if round.state != RoundState.DRAFT:
            for name in self.fields.keys() - set(DATES):
                self.fields[name].disabled = True

    @property
    def dates_and_picks(self) -> dict[str, Any]:
        """The planned fields as read."""
        return {name: self.cleaned_data[name] for name in self.planned}

    @property
    def quotas(self) -> dict[int, dict[str, int]]:
        """The numbers as read, by quota key."""
        return {row.pk: {name: self.cleaned_data[_name(row, name)] for name in NUMBERS} for row in self.rows}

    @property
    def quota_rows(self) -> list[dict[str, Any]]:
        """The rows for the page: who files what on which form, its two inputs, and where the number comes from."""
        return [
            {
                "union_kind": UnionKind(row.union_kind),
                "form": AnnexForm(row.form),
                "boundary": Boundary(row.boundary).label,
                "unit_count": self[_name(row, "unit_count")],
                "nonpublic_100_count": self[_name(row, "nonpublic_100_count")],
                "has_city_pick": row.has_city_pick,
                "clause": "大工发〔2014〕31号 六、2"
                if row.boundary == Boundary.EXACTLY
                else "大工发〔2014〕31号 五、1",
            }
            for row in self.rows
        ]

    def _add_row(self, row: RoundQuota) -> None:
        who = f"{UnionKind(row.union_kind).label} {AnnexForm(row.form).label}"
        for name, label in NUMBERS.items():
            field = ParsedField(count(0, MOST_UNITS), required=True, label=f"{who} {label}", initial=getattr(row, name))
            look = {"inputmode": "numeric", "class": "form-control form-control-sm num"}
            field.widget.attrs |= {**look, "aria-label": field.label}
            self.fields[_name(row, name)] = field


NUMBERS: Final = {"unit_count": "个数", "nonpublic_100_count": "其中百人以上非公企业"}


def _name(row: RoundQuota, number: str) -> str:
    return f"{number}_{row.pk}"
