"""The tables of the campaigns and of the years' outcomes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.urls import reverse
from django.utils.timezone import localtime

from office.kinds import Tone
from office.tables import CellKind, Column, Table
from unions.kinds import UnionKind
from vitality.kinds import CampaignKind, CampaignState, TypicalKind, TypicalLevel
from vitality.models import Campaign, UnionSheet
from vitality.selectors.campaigns import SheetRow
from vitality.selectors.duplicates import Suspicion
from vitality.selectors.year_outcomes import OutcomeRow


@dataclass(frozen=True)
class Badge:
    """A word with its tone, as a badge column prints it."""

    label: str
    tone: Tone

    def __str__(self) -> str:
        return self.label


def _state(campaign: Campaign) -> Badge:
    state = CampaignState(campaign.state)
    return Badge(state.label, state.tone)


CAMPAIGNS: Final = Table(
    key="campaigns",
    title="考评",
    columns=(
        Column("name", "考评", str, sort=("year", "kind"), link=Campaign.get_absolute_url, width=28),
        Column("kind", "类别", lambda row: CampaignKind(row.kind), sort="kind"),
        Column("starts_on", "开始", "starts_on", CellKind.DAY, sort="starts_on"),
        Column("ends_on", "结束", "ends_on", CellKind.DAY),
        Column("state", "状态", _state, CellKind.BADGE, sort="state"),
        Column("published_at", "公布时间", "published_at", CellKind.MOMENT),
    ),
    default_sort="-starts_on",
    empty_text="还没有建立考评。",
)


def _verdict(row: SheetRow) -> Badge:
    if row.is_passed is None:
        return Badge("待定", Tone.WAITING)
    return Badge("合格", Tone.GOOD) if row.is_passed else Badge("不合格", Tone.BAD)


def _condition(row: SheetRow) -> str:
    if row.verdict is None:
        return ""
    facts = [each for each in row.verdict.reasons if each.code != "judgement"]
    unmet = [each.shown for each in facts if each.met is not True]
    return "；".join(unmet) if unmet else "典型条件均已达到"


def _judged(row: SheetRow) -> str:
    return {True: "合格", False: "不合格", None: ""}[row.sheet.is_judged_good]


def _yes(value: bool | None) -> str:
    return {True: "是", False: "否", None: ""}[value]


def _since(row: SheetRow) -> str:
    typical = row.sheet.typical
    sector = TypicalKind.SECTOR.label if typical.kind == TypicalKind.SECTOR else ""
    return f"{typical.year} {TypicalLevel(typical.level).label}{sector}"


def _points(name: str) -> Callable[[Any], Any]:
    return lambda row: getattr(getattr(row, "sheet", row), name)


_MARKS: Final = (
    Column("basic", "基础性", _points("basic_points"), CellKind.COUNT),
    Column("innovation", "创新性", _points("innovation_points"), CellKind.COUNT),
    Column("performance", "绩效", _points("performance_points"), CellKind.COUNT),
    Column("satisfaction", "满意度", _points("satisfaction_points"), CellKind.COUNT),
)
_UNIT: Final = (
    Column(
        "unit", "单位", "sheet.typical.unit.name", sort="unit", link=lambda row: row.sheet.get_absolute_url(), width=30
    ),
    Column("superior", "上级工会", "sheet.typical.superior.name", width=22),
    Column("since", "典型", _since),
    Column("kind", "类型", lambda row: TypicalKind(row.sheet.typical.kind), hidden=True),
    Column("level", "级别", lambda row: TypicalLevel(row.sheet.typical.level), hidden=True),
    Column("year", "成为典型", "sheet.typical.year", hidden=True),
)
_NO_TYPICALS: Final = "没有需要考评的典型。开始考评时按典型名册生成考评表。"

ACCEPTED: Final = Table(
    key="accepted_typicals",
    title="典型考评表",
    columns=(
        *_UNIT,
        *_MARKS,
        Column("standard", "达标", lambda row: _yes(row.is_standard)),
        Column("condition", "典型条件", _condition, width=36),
        Column("judged", "考评判断", _judged),
        Column("result", "验收", _verdict, CellKind.BADGE),
    ),
    default_sort="unit",
    empty_text=_NO_TYPICALS,
)
REVIEWED: Final = Table(
    key="reviewed_typicals",
    title="典型考评表",
    columns=(*_UNIT, *_MARKS, Column("findings", "考评情况", "sheet.findings", width=40)),
    default_sort="unit",
    empty_text=_NO_TYPICALS,
)


def _finding(sheet: UnionSheet) -> str:
    return {True: "有创新", False: "无创新", None: ""}[sheet.is_innovative]


UNION_SHEETS: Final = Table(
    key="union_sheets",
    title="工会考评表",
    columns=(
        Column("union", "工会", "union.name", sort="union__path", link=UnionSheet.get_absolute_url, width=28),
        *_MARKS,
        Column("innovation_finding", "创新认定", _finding),
        Column("findings", "考评情况", "findings", width=40),
    ),
    default_sort="union",
    empty_text="开始考评时按名册生成各工会的考评表。",
)


def _fact(name: str) -> Callable[[OutcomeRow], Badge]:
    def shown(row: OutcomeRow) -> Badge:
        ground = row.year.grounds[name]
        if name == "coverage" and not row.year.is_coverage_applicable:
            return Badge("不适用", Tone.NEUTRAL)
        if ground.met is None:
            return Badge("待定", Tone.WAITING)
        return Badge("是", Tone.GOOD) if ground.met else Badge("否", Tone.BAD)

    return shown


def _open_words(row: OutcomeRow) -> str:
    """What is not met or not known, each with who must act."""
    told = [
        ground.reason.shown + (f"（{ground.who}）" if ground.who else "")
        for name, ground in row.year.grounds.items()
        if ground.met is not True and (name != "coverage" or row.year.is_coverage_applicable)
    ]
    return "；".join(told)


OUTCOMES: Final = Table(
    key="year_outcomes",
    title="年度结果",
    columns=(
        Column("union", "工会", "name", sort="union", link=lambda row: row.union.get_absolute_url(), width=26),
        Column("kind", "类别", lambda row: UnionKind(row.union.kind), width=14, hidden=True),
        Column("plan", "方案已批", _fact("is_plan_approved"), CellKind.BADGE),
        Column("safeguards", "措施已批", _fact("are_safeguards_approved"), CellKind.BADGE),
        Column("typicals", "典型已批", _fact("has_approved_typicals"), CellKind.BADGE),
        Column("passed", "全部合格", _fact("all_typicals_pass"), CellKind.BADGE),
        Column("coverage", "覆盖面", _fact("coverage"), CellKind.BADGE),
        Column("innovative", "有创新", _fact("is_innovative"), CellKind.BADGE),
        Column("frozen", "公布", lambda row: "已公布" if row.year.is_frozen else "未公布"),
        Column("open", "未达到或待定的，由谁办理", _open_words, width=44, hidden=True),
    ),
    default_sort="union",
    empty_text="没有参加项目的工会。",
)


def _pair_url(row: Suspicion) -> str:
    return reverse("vitality:duplicate_pair", args=[row.first.pk, row.second.pk])


def _ground(row: Suspicion) -> str:
    """What was found, by whom and when."""
    found = row.check
    return f"{found.reason}（{found.checked_by}，{localtime(found.checked_at):%Y-%m-%d}）" if found else ""


def _first_url(row: Suspicion) -> str:
    return row.first.unit.get_absolute_url()


def _second_url(row: Suspicion) -> str:
    return row.second.unit.get_absolute_url()


DUPLICATES: Final = Table(
    key="suspected_duplicates",
    title="疑似重复的典型",
    columns=(
        Column("first", "典型", "first.unit.name", sort="first", link=_first_url, width=30),
        Column("first_superior", "上级工会", "first.superior.name", width=22),
        Column("first_year", "成为典型", "first.year", CellKind.CODE),
        Column("second", "疑似同一单位", "second.unit.name", link=_second_url, width=30),
        Column("second_superior", "上级工会", "second.superior.name", width=22),
        Column("second_year", "成为典型", "second.year", CellKind.CODE),
        Column("reason", "理由", lambda row: row.reason if row.is_same else "名称相近", width=36),
        Column(
            "check", "核对", lambda row: "已核对，不是同一单位" if row.check else "待核对", link=_pair_url, width=20
        ),
        Column("ground", "核对情况", _ground, width=40),
    ),
    default_sort="first",
    empty_text="没有发现疑似重复的典型：现名、曾用名都不相同，名称也不相近。",
)
