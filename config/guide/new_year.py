"""What a new year needs before it can run, and which of it is done; computed, never ticked by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.urls import reverse

from funding.models import ReleaseYear
from office.years import lock_of_year
from scoring.kinds import AssessmentState
from scoring.models import Assessment
from unions.kinds import RoleKind, UnionKind
from unions.models import Post, Union
from vitality.kinds import RoundState
from vitality.models import Round
from vitality.selectors.rounds import DOCUMENT, filing_unions

# Who is shown what a year needs.
STARTS_YEARS: Final = "funding.read_city"


@dataclass(frozen=True)
class Preparation:
    """One thing a new year needs: who does it, where, and how far it is.

    Attributes:
        url: where it is done; empty where only administrators get in.
    """

    title: str
    who: str
    url: str
    is_done: bool
    note: str


def preparations(year: int, today: date) -> tuple[Preparation, ...]:
    """In the order in which they are done; a fixed number of queries."""
    return (_roster(today), _posts(today), _parameters(year), _round(year), _assessment(year), _money(year))


def _roster(today: date) -> Preparation:
    kinds = [kind for kind in UnionKind if kind.is_unit]
    count = Union.objects.open_on(today).filter(kind__in=kinds).count()
    note = f"名册上有 {count:,} 个单位" if count else "名册上还没有单位"
    return Preparation("导入工会名册", "上级工会经办", reverse("unions:union_list"), count > 0, note)


def _posts(today: date) -> Preparation:
    """Every union that files has somebody who files."""
    filing = {union.pk for union in filing_unions()}
    held = Post.objects.current_on(today).filter(role=RoleKind.OFFICER, union__in=filing)
    missing = len(filing - set(held.values_list("union_id", flat=True)))
    note = f"还有 {missing} 个申报工会没有经办" if missing else f"{len(filing)} 个申报工会都有经办"
    is_done = bool(filing) and not missing
    return Preparation("任命各级经办", "系统管理员", "", is_done, note)


def _parameters(year: int) -> Preparation:
    lock = lock_of_year(DOCUMENT, year)
    note = f"{lock.locked_at:%Y-%m-%d} 锁定" if lock else "锁定后本年度的口径不再变动"
    url = reverse("parameter_year", args=[DOCUMENT, year])
    return Preparation("核对年度参数并锁定", "领导小组", url, lock is not None, note)


def _round(year: int) -> Preparation:
    round = Round.objects.filter(year=year).first()
    state = RoundState(round.state) if round else None
    note = f"轮次{state.label}" if state else "还没有建立轮次"
    is_done = state not in (None, RoundState.DRAFT)
    return Preparation("建立并开启申报轮次", "市总民主管理部", reverse("vitality:round_list"), is_done, note)


def _assessment(year: int) -> Preparation:
    assessment = Assessment.objects.filter(year=year).first()
    state = AssessmentState(assessment.state) if assessment else None
    note = state.label if state else "还没有建立考核"
    is_done = state not in (None, AssessmentState.PREPARING)
    return Preparation("冻结考核方案，启动考核", "市总办公室", reverse("scoring:assessment_list"), is_done, note)


def _money(year: int) -> Preparation:
    found = ReleaseYear.objects.filter(year=year).first()
    computed_at = found.computed_at if found else None
    note = f"最近计算于 {computed_at:%Y-%m-%d}" if computed_at else "还没有计算应拨"
    return Preparation("计算年度应拨经费", "财务部", reverse("funding:plan_home"), computed_at is not None, note)
