"""Planning a session, and the filters over the list of sessions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from appraisal.box.ballots import MOST_ADDITIONAL_ITEMS
from appraisal.kinds import Assembly, SessionState, SessionVerdict, VotingMode
from appraisal.models import AppraisalSession
from office.fields import DayInput, ParsedField
from office.forms import ANY, FilterForm, RefusableForm
from office.spreadsheets.cells import count, day, number, text, year

# Every session that was counted, whatever came of it.
HELD: Final = ("held", "已召开")
MOST_DUE: Final = 200_000
ITEM_LENGTH: Final = 30
MOST_MEMBERS: Final = 60
NAME_LENGTH: Final = 40
NAME_BREAK: Final = re.compile(r"[\n\r、，,；;]+")
PLANNED_MODES: Final = [(mode.value, mode.label) for mode in (VotingMode.BOX, VotingMode.PAPER)]
WEIGHTS: Final = ("member_weight", "party_weight", "superior_weight")
PEOPLE: Final = ("chief_scrutineer", "scrutineer", "first_teller", "second_teller")


class DayField(ParsedField):
    """A day, typed in any usual way or chosen in a calendar."""

    def __init__(self, **options: Any) -> None:
        super().__init__(day(), **{"empty": None, "widget": DayInput(), **options})


class CountField(ParsedField):
    """A whole number that must be given."""

    def __init__(self, minimum: int = 0, **options: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "num", "autocomplete": "off"})
        super().__init__(count(minimum, MOST_DUE), **{"required": True, "widget": widget, **options})


class PercentField(ParsedField):
    """A share of 100 with up to two decimals, kept as a share of 1."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "num", "autocomplete": "off"})
        super().__init__(number(0, 100), **{"required": True, "widget": widget, **options})

    def to_python(self, value: Any) -> Decimal | str:
        """The share of 1, exact."""
        typed = value.rstrip("%％ ") if isinstance(value, str) else value
        found = super().to_python(typed)
        if not isinstance(found, Decimal):
            return found
        share = found / 100
        if share != share.quantize(Decimal("0.0001")):
            raise ValidationError("最多两位小数，如 12.5。", code="unreadable")
        return share.quantize(Decimal("0.0001"))

    def prepare_value(self, value: Any) -> Any:
        """80 for 0.8."""
        return f"{(value * 100).normalize():f}" if isinstance(value, Decimal) else value


class SessionForm(RefusableForm):
    """What is planned of a session; everything may change until the voting starts.

    Args:
        with_year: a new session also asks for its work year.
    """

    work_year = ParsedField(year(), required=True, label="工作年度")
    held_on = DayField(
        required=True, label="召开日期", help_text="工作年度和召开日期分开：次年 1 月开的会可以评上一年度"
    )
    assembly = forms.ChoiceField(label="会议", choices=Assembly.choices())
    mode = forms.ChoiceField(label="评议方式", choices=PLANNED_MODES)
    due_count = CountField(1, label="应到人数", help_text="会员或会员代表的人数，法定人数和票码张数按它计算")
    chair_name = ParsedField(text(40), required=True, label="被评议的工会主席")
    has_party = forms.BooleanField(label="有同级党组织", required=False)
    member_weight = PercentField(label="会员权重（%）")
    party_weight = PercentField(label="同级党组织权重（%）")
    superior_weight = PercentField(label="上级工会权重（%）")
    committee_members = forms.CharField(
        label="工会委员会委员",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="一行一人，或用顿号隔开；他们不能担任监票人、计票人",
    )
    chief_scrutineer = ParsedField(text(40), label="总监票人")
    scrutineer = ParsedField(text(40), label="监票人")
    first_teller = ParsedField(text(40), label="计票人一")
    second_teller = ParsedField(text(40), label="计票人二")
    extra_items = forms.CharField(
        label="附加评议项目",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=f"一行一项，最多 {MOST_ADDITIONAL_ITEMS} 项，每项不超过 {ITEM_LENGTH} 个字；只作统计，不计入满意率",
    )

    def __init__(self, *args: Any, with_year: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not with_year:
            del self.fields["work_year"]

    def clean_extra_items(self) -> list[dict[str, str]]:
        """The items with their keys in the ballot."""
        lines = [line.strip() for line in self.cleaned_data["extra_items"].splitlines() if line.strip()]
        too_long = next((line for line in lines if len(line) > ITEM_LENGTH), None)
        if len(lines) > MOST_ADDITIONAL_ITEMS:
            raise ValidationError(f"最多 {MOST_ADDITIONAL_ITEMS} 项，现有 {len(lines)} 项。")
        if too_long:
            raise ValidationError(f"“{too_long[:12]}…”有 {len(too_long)} 个字，最多 {ITEM_LENGTH} 个字。")
        if len(set(lines)) < len(lines):
            raise ValidationError("有重复的项目。")
        return [{"key": f"item{place}", "text": line} for place, line in enumerate(lines, start=1)]

    def clean_committee_members(self) -> list[str]:
        """The names, each once."""
        names = [" ".join(each.split()) for each in NAME_BREAK.split(self.cleaned_data["committee_members"])]
        found = [name for name in dict.fromkeys(names) if name]
        if len(found) > MOST_MEMBERS or any(len(name) > NAME_LENGTH for name in found):
            raise ValidationError(f"最多 {MOST_MEMBERS} 人，每个姓名不超过 {NAME_LENGTH} 个字。")
        return found

    @property
    def plan(self) -> dict[str, Any]:
        """The planned fields as read."""
        return {name: value for name, value in self.cleaned_data.items() if name != "work_year"}


def planned(session: AppraisalSession) -> dict[str, Any]:
    """A session's plan as the form shows it."""
    names = [name for name in SessionForm.base_fields if name not in ("extra_items", "committee_members")]
    items = "\n".join(item["text"] for item in session.extra_items)
    members = "\n".join(session.committee_members)
    return {name: getattr(session, name) for name in names} | {"extra_items": items, "committee_members": members}


class SessionFilter(FilterForm):
    """Sessions by unit, work year, state, verdict and superior union."""

    q = forms.CharField(label="单位", required=False)
    year = forms.ChoiceField(label="工作年度", required=False)
    state = forms.ChoiceField(label="状态", required=False, choices=[ANY, *SessionState.choices()])
    verdict = forms.ChoiceField(label="结论", required=False, choices=[ANY, HELD, *SessionVerdict.choices()])
    superior = forms.ChoiceField(label="上级工会", required=False)

    def applied_to(self, sessions: QuerySet[AppraisalSession]) -> QuerySet[AppraisalSession]:
        """The sessions that fit."""
        chosen = self.chosen
        for word in chosen.pop("q", "").split():
            sessions = sessions.filter(Q(union__name__icontains=word) | Q(union__name_pinyin__icontains=word))
        if chosen.get("verdict") == HELD[0]:
            del chosen["verdict"]
            sessions = sessions.exclude(verdict="")
        lookups = {"year": "work_year", "state": "state", "verdict": "verdict", "superior": "union__superior_id"}
        return sessions.filter(**{lookups[name]: value for name, value in chosen.items()})


class UnitFilter(FilterForm):
    """Units to plan a session for, by name."""

    q = forms.CharField(label="单位", required=False)


def year_choices(years: Sequence[int]) -> list[tuple[str, str]]:
    """Years as a filter offers them."""
    return [(str(year), f"{year} 年") for year in years]
