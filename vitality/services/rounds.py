"""Opening and closing rounds; their numbers start from the law of the year and are then the round's own data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from office import events
from office.refusals import Refused
from office.workflow import Act, Transition, Workflow, perform
from office.years import law_of_year
from policy.citing import Reason
from policy.documents import Law, parameter
from unions.kinds import UnionKind
from unions.models import User
from vitality.kinds import AnnexForm, RoundState
from vitality.models import Round, RoundQuota
from vitality.rules.quotas import quotas_of_round
from vitality.selectors.rounds import DOCUMENT

PLANNED = {
    "title": "名称",
    "due_on": "申报截止日",
    "plan_due_on": "实施方案截止日",
    "safeguards_due_on": "保障措施截止日",
    "enterprise_pick_count": "荐省企事业个数",
    "sector_pick_count": "荐省行业个数",
}
DATES = frozenset({"due_on", "plan_due_on", "safeguards_due_on"})
QUOTA_NUMBERS = ("unit_count", "nonpublic_100_count")


def has_quotas(round: Round, act: Act) -> Iterable[Reason]:
    return () if round.quotas.exists() else [Reason("no_quotas", False, "还没有设定各类工会的名额", "2014-31/6.2")]


ROUND_FLOW = Workflow(
    Round,
    RoundState,
    [
        Transition("open", "开始申报", (RoundState.DRAFT, RoundState.CLOSED), RoundState.OPEN, "vitality.manage_round",
                   guards=(has_quotas,)),
        Transition("close", "结束申报", (RoundState.OPEN,), RoundState.CLOSED, "vitality.manage_round",
                   comment_required=True),
    ],
)  # fmt: skip


@transaction.atomic
def draft_round(*, year: int, user: User, at: datetime) -> Round:
    """A new round of a year with the numbers the law gives; dates of a later round start at the same days.

    Raises:
        PermissionDenied: not the reviewing department.
        Refused: the year lies before the project.
    """
    if not user.has_perm("vitality.manage_round"):
        raise PermissionDenied
    first_year = _first_year()
    if year < first_year:
        raise Refused(
            f"年度 {year} 早于项目开始的 {first_year} 年（大工发〔2014〕31号 五、1）。", fields={"year": "年度太早。"}
        )
    law = law_of_year(DOCUMENT, year)
    number = Round.objects.filter(year=year).count() + 1
    is_first = not Round.objects.exists() and year == first_year
    round = Round.objects.create(year=year, number=number, **_planned(law, year, number, is_first=is_first))
    RoundQuota.objects.bulk_create(_quota_rows(round, law, is_first=is_first))
    events.record(events.Entry(round, "draft", "新建轮次", user, at))
    return round


def _first_year() -> int:
    """The year the project began, whatever year is asked about: the law of an earlier one does not know it yet."""
    window = parameter("typical_total_window")
    return window.value_on(window.first_day)["first"]  # type: ignore[index, return-value]


def _planned(law: Law, year: int, number: int, *, is_first: bool) -> dict[str, Any]:
    title = "首批典型单位申报" if is_first else f"典型单位申报{f'（第 {number} 轮）' if number > 1 else ''}"
    return {
        "title": f"{year} 年{title}",
        "due_on": _same_day(law.value("first_round_due_on"), year),
        "safeguards_due_on": _same_day(law.value("safeguard_due_on"), year),
        "enterprise_pick_count": law.value("first_round_unit_picks") if is_first else 0,
        "sector_pick_count": law.value("first_round_sector_picks") if is_first else 0,
    }


def _same_day(day: date, year: int) -> date:
    return day.replace(year=year)


def _quota_rows(round: Round, law: Law, *, is_first: bool) -> list[RoundQuota]:
    return [
        RoundQuota(
            round=round,
            union_kind=quota.union_kind,
            form=quota.form,
            unit_count=int(quota.unit_count.value),
            boundary=quota.unit_count.boundary,
            nonpublic_100_count=quota.nonpublic_100_count,
            has_city_pick=quota.has_city_pick,
        )
        for quota in quotas_of_round(law, is_first=is_first)
    ]


@transaction.atomic
def change_round(
    *, round: Round, planned: Mapping[str, Any], quotas: Mapping[int, Mapping[str, int]], user: User, at: datetime
) -> Round:
    """Change dates, picks and numbers of a round that is not open yet; due dates also while it is open.

    Args:
        quotas: new `unit_count` and `nonpublic_100_count` by quota key.

    Raises:
        PermissionDenied: not the reviewing department.
        Refused: numbers of an opened round, or a part larger than the whole.
    """
    if not user.has_perm("vitality.manage_round", round):
        raise PermissionDenied
    locked = Round.objects.select_for_update().get(pk=round.pk)
    given = {name: planned[name] for name in PLANNED if name in planned and getattr(locked, name) != planned[name]}
    changes = {PLANNED[name]: [str(getattr(locked, name) or "未定"), str(given[name] or "未定")] for name in given}
    renumbered = _changed_quotas(locked, quotas)
    if locked.state != RoundState.DRAFT and (renumbered or given.keys() - DATES):
        raise Refused("申报开始后只能调整各截止日，不能改动名称、名额和荐省个数。")
    for name, value in given.items():
        setattr(locked, name, value)
    locked.save()
    events.record(events.Entry(locked, "change", "调整轮次", user, at, changes=changes | renumbered))
    return locked


def _changed_quotas(round: Round, quotas: Mapping[int, Mapping[str, int]]) -> dict[str, list[Any]]:
    changes = {}
    for row in round.quotas.filter(pk__in=quotas):
        before = _numbers(row)
        for name in QUOTA_NUMBERS:
            setattr(row, name, quotas[row.pk][name])
        if row.nonpublic_100_count > row.unit_count:
            raise Refused(f"{row}：其中百人以上非公企业 {row.nonpublic_100_count} 个，多于总数。")
        if before != _numbers(row):
            row.save(update_fields=QUOTA_NUMBERS)
            changes[f"{UnionKind(row.union_kind).label} {AnnexForm(row.form).label}"] = [before, _numbers(row)]
    return changes


def _numbers(row: RoundQuota) -> str:
    return f"{row.unit_count} 个，其中百人以上非公 {row.nonpublic_100_count} 个"


def move_round(*, round: Round, transition: str, user: User, at: datetime, comment: str = "") -> Round:
    """Open or close a round.

    Raises:
        PermissionDenied, Refused: see `office.workflow.perform`.
    """
    return perform(ROUND_FLOW, round, transition, user=user, at=at, comment=comment)  # type: ignore[return-value]
