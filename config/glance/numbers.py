"""The numbers of a year, pulled from each app: applications, coverage, typicals, sessions, money, ranking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Count
from django.urls import reverse

from appraisal.kinds import SessionVerdict
from appraisal.models import AppraisalSession
from config.glance.parts import Number, Part, listed
from config.operation.replica import reading_copy
from funding.kinds import TrancheState
from funding.selectors.plan import year_plan
from funding.selectors.summary import city_summary
from policy.units import percent
from scoring.kinds import AssessmentState
from scoring.models import Assessment
from scoring.selectors.ranking_report import RankingRow, ranking_report
from unions.models import User
from vitality.kinds import ApplicationState, TypicalLevel
from vitality.models import Application, Round, Typical
from vitality.selectors.coverage.figures import year_figures
from vitality.selectors.typicals import city_total

MOST_RANKED: Final = 5


@dataclass(frozen=True)
class Ranking:
    """The latest published year of the hundred-point card: the best of each pool."""

    assessment: Assessment
    rows: tuple[RankingRow, ...]
    total_count: int


@dataclass(frozen=True)
class Glance:
    """A year at a glance."""

    year: int
    parts: tuple[Part, ...]
    ranking: Ranking | None


def glance_of(year: int, user: User) -> Glance:
    """Everything for one year within a person's scope; the number of queries does not grow with the city."""
    with reading_copy():
        parts = (
            _applications(year, user),
            _coverage(year),
            _typicals(year, user),
            _sessions(year, user),
            _money(year, user),
        )
        return Glance(year, parts, _ranking(year, user))


def _applications(year: int, user: User) -> Part:
    """The annex forms of the year's round by state; states in which none is are left out."""
    round = Round.objects.visible_to(user).filter(year=year).first()
    if round is None:
        return Part("applications", "申报", reverse("vitality:round_list"), (), "这一年还没有申报轮次。")
    url = reverse("vitality:application_list", args=[round.pk])
    forms = Application.objects.visible_to(user).filter(batch__round=round).order_by()
    counts = dict(forms.values_list("state").annotate(Count("pk")))
    by_state = [
        Number(state.label, counts[state], "张", listed(url, state=state.value))
        for state in ApplicationState
        if state in counts
    ]
    return Part("applications", "申报", url, (Number("申报表", sum(counts.values()), "张", url), *by_state))


def _coverage(year: int) -> Part:
    """What has reached the standard of what is there, by category, against the year's target."""
    figures, units = year_figures(year), reverse("vitality:coverage_units")
    url = listed(reverse("vitality:coverage"), year=year)
    if not figures.filers:
        return Part("coverage", "达标覆盖面", url, (), "这一年没有可统计的单位。")
    numbers: list[Number] = []
    for found in figures.of(None):
        label, category = found.category.label, found.category.value
        standard = listed(units, year=year, category=category, lack="none")
        rate, target = f"覆盖面 {percent(found.rate)}", found.target_shown if found.target else ""
        numbers += [
            Number(f"{label}：达标", found.standard_count, "个", standard, rate, target, found.met),
            Number(f"{label}：单位", found.total_count, "个", listed(units, year=year, category=category)),
        ]
    note = "已封存" if figures.snapshot else "按当前登记和认定即时统计"
    return Part("coverage", "达标覆盖面", url, tuple(numbers), note)


def _typicals(year: int, user: User) -> Part:
    """All typicals up to the year against the city's total, and the year's by level."""
    total, url = city_total(year), reverse("vitality:typical_list")
    won = Typical.objects.visible_to(user).filter(year=year).order_by()
    by_level = dict(won.values_list("level").annotate(Count("pk")))
    all_of = Number(
        "累计典型（不重复）",
        total.cumulative_count,
        "个",
        listed(url, until=year),
        "",
        total.target.sentence(),
        total.is_met,
    )
    of_year = [
        Number(f"{year} 年{level.label}", by_level.get(level, 0), "个", listed(url, year=year, level=level.value))
        for level in TypicalLevel
    ]
    return Part("typicals", "典型单位", url, (all_of, *of_year))


def _sessions(year: int, user: User) -> Part:
    """How many sessions there are, how many were held, and how many of those count."""
    url = reverse("appraisal:session_list")
    sessions = AppraisalSession.objects.visible_to(user).filter(work_year=year).order_by()
    counts = dict(sessions.values_list("verdict").annotate(Count("pk")))
    held = sum(count for verdict, count in counts.items() if verdict)
    by_verdict = [
        Number(each.label, counts.get(each, 0), "场", listed(url, year=year, verdict=each.value))
        for each in SessionVerdict
    ]
    numbers = (
        Number("评议会", sum(counts.values()), "场", listed(url, year=year)),
        Number("已召开", held, "场", listed(url, year=year, verdict="held")),
        *by_verdict,
    )
    return Part("sessions", "双述双评", listed(url, year=year), numbers)


def _money(year: int, user: User) -> Part:
    """Planned, earned, approved, paid and spent; releases that wait, by state."""
    plan_url, summary_url = (reverse(f"funding:{name}", args=[year]) for name in ("year_plan", "summary"))
    plan = year_plan(year, user)
    total = city_summary(plan, user, [year]).total.figures
    states = (TrancheState.DUE, TrancheState.PROPOSED, TrancheState.APPROVED)
    waiting = [
        Number(
            f"{state.label}的款项", sum(row.state == state for row in plan.rows), "笔",
            listed(plan_url, state=state.value),
        )
        for state in states
    ]  # fmt: skip
    numbers = (
        Number("计划", total.planned, "元", plan_url, "条件全部满足时的数额"),
        Number("应得", total.earned, "元", plan_url, "条件已全部满足"),
        Number("已批准", total.approved, "元", plan_url),
        Number("已拨付", total.paid, "元", listed(plan_url, state=TrancheState.PAID.value)),
        Number("当年支出", total.spent, "元", summary_url),
        *waiting,
    )
    return Part("money", "项目经费", plan_url, numbers)


def _ranking(year: int, user: User) -> Ranking | None:
    """The best of each pool in the latest published year up to this one."""
    published = Assessment.objects.visible_to(user).filter(state=AssessmentState.PUBLISHED, year__lte=year)
    assessment = published.order_by("-year").first()
    if assessment is None:
        return None
    rows = ranking_report(assessment.year, user).rows
    return Ranking(assessment, _best(rows), len(rows))


def _best(rows: Sequence[RankingRow]) -> tuple[RankingRow, ...]:
    return tuple(row for row in rows if row.rank <= MOST_RANKED)
