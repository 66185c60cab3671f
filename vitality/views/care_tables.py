"""The tables of organisation, guidance, protection and archives: one list of columns each."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.urls import reverse

from office.tables import CellKind, Column, Table
from vitality.kinds import ArchiveKind, GrievanceKind, OrganBody, OrganPosition, ProblemState, ProtectionState
from vitality.models import GuidanceProblem, GuidanceVisit, ProtectionCase
from vitality.selectors.archive import ArchiveRow
from vitality.selectors.guidance import GuideCounts


def _organisation_url(union: Any) -> str:
    return reverse("vitality:organisation_detail", args=[union.pk])


ORGANISATIONS: Final = Table(
    key="organisations",
    title="项目组织",
    columns=(
        Column("union", "工会", "name", sort="path", link=_organisation_url, width=28),
        Column("head", "组长", "head_name", width=14),
        Column("director", "办公室主任", "director_name", width=14),
        Column("seats", "成员人次", "seat_count", CellKind.COUNT),
        Column("departments", "责任部门", lambda row: "已明确" if row.has_departments else "未明确", width=12),
    ),
    default_sort="union",
    empty_text="还没有工会。工会名册登记后，各工会的项目组织列在这里。",
)

SEATS: Final = Table(
    key="seats",
    title="项目领导小组及其办公室组成人员",
    columns=(
        Column("body", "组织", lambda row: OrganPosition(row.position).body.label, sort="order", width=18),
        Column("position", "组内职务", lambda row: OrganPosition(row.position).label, width=12),
        Column("name", "姓名", "person_name", width=12),
        Column("duty", "行政或工会职务", "duty", width=24),
        Column("department", "所在部门", "department", width=18),
        Column("task", "分工", "task", width=36),
        Column("from_on", "自", "from_on", CellKind.DAY),
        Column("to_on", "至", "to_on", CellKind.DAY),
    ),
    default_sort="body",
    is_numbered=True,
    empty_text="这一天还没有登记组成人员。",
)

BODIES: Final = {body.value: body.label for body in OrganBody}


def _visit_url(visit: GuidanceVisit) -> str:
    return visit.get_absolute_url()


VISITS: Final = Table(
    key="visits",
    title="深入单位指导",
    columns=(
        Column("unit", "单位", "unit.name", sort="unit__name_pinyin", link=_visit_url, width=32),
        Column("visited_on", "日期", "visited_on", CellKind.DAY, sort="visited_on"),
        Column("guide", "指导工会", "guide.name", sort="guide__path", width=24),
        Column("visitors", "指导人员", "visitors", width=24),
        Column("topics", "指导内容", "topics", width=36),
        Column("problems", "问题", "problem_count", CellKind.COUNT, sort="problem_count"),
        Column("open", "未解决", "open_count", CellKind.COUNT, sort="open_count"),
        Column("findings", "情况与意见", "findings", width=60, hidden=True),
    ),
    default_sort="-visited_on",
    empty_text="还没有登记过指导。区市县、产业工会到单位指导后，在这里登记日期、人员、内容和发现的问题。",
)


class _State:
    """A problem's state; overdue it says so."""

    def __init__(self, problem: GuidanceProblem, on: date) -> None:
        state = ProblemState(problem.state)
        is_late = state.is_open and problem.due_on < on
        self.label, self.tone = (f"{state.label}，已逾期", "bad") if is_late else (state.label, state.tone)


def problems_table(on: date) -> Table:
    """The problems as they stand on a day."""
    return Table(
        key="problems",
        title="指导中提出的问题",
        columns=(
            Column("text", "困难和问题", "text", sort="text", link=GuidanceProblem.get_absolute_url, width=44),
            Column("unit", "单位", "visit.unit.name", sort="visit__unit__name_pinyin", width=28),
            Column("guide", "指导工会", "visit.guide.name", sort="visit__guide__path", width=22),
            Column("owner", "责任人", "owner", width=14),
            Column("due_on", "解决期限", "due_on", CellKind.DAY, sort="due_on"),
            Column("state", "状态", lambda row: _State(row, on), CellKind.BADGE, sort=("stage", "due_on"), width=20),
            Column("solved_on", "解决日期", "solved_on", CellKind.DAY, sort="solved_on", hidden=True),
            Column("solution", "解决办法", "solution", width=50, hidden=True),
        ),
        default_sort="state",
        empty_text="还没有提出的问题。指导时发现的困难，在那次指导的页面上提出。",
    )


def _guide_url(row: GuideCounts) -> str:
    return f"{reverse('vitality:visit_list')}?guide={row.guide_id}"


GUIDES: Final = Table(
    key="guides",
    title="各工会指导情况",
    columns=(
        Column("guide", "指导工会", "guide_name", sort="guide", link=_guide_url, width=28),
        Column("visits", "指导次数", "visit_count", CellKind.COUNT),
        Column("units", "到过的单位", "unit_count", CellKind.COUNT),
        Column("problems", "提出问题", "problem_count", CellKind.COUNT),
        Column("open", "未解决", "open_count", CellKind.COUNT),
        Column("overdue", "其中逾期", "overdue_count", CellKind.COUNT),
        Column("confirmed", "单位已确认", "confirmed_count", CellKind.COUNT),
    ),
    default_sort="guide",
    empty_text="还没有工会登记过指导。",
)

PROTECTIONS: Final = Table(
    key="protections",
    title="维权保护个案",
    columns=(
        Column("case", "个案", str, sort="pk", link=ProtectionCase.get_absolute_url, width=18),
        Column("unit", "单位", "unit.name", sort="unit__name_pinyin", width=30),
        Column("chair", "工会主席", "chair_name", width=12),
        Column("kind", "情形", lambda row: GrievanceKind(row.kind), sort="kind", width=20),
        Column("reported_at", "反映时间", "reported_at", CellKind.MOMENT, sort="reported_at"),
        Column("state", "状态", lambda row: ProtectionState(row.state), CellKind.BADGE, sort="state", width=18),
    ),
    default_sort="-reported_at",
    empty_text="没有您可以查看的个案。个案只有反映人、上级工会负责人、参与的市总部门和领导小组可见。",
)


def _archive_url(row: ArchiveRow) -> str:
    return reverse("vitality:archive_detail", args=[row.kind, row.union.pk])


class _Filled:
    """How many folders hold something."""

    def __init__(self, row: ArchiveRow) -> None:
        self.label = f"{row.filled_count} / {row.folder_count}"
        self.tone = "good" if row.filled_count == row.folder_count else "waiting" if row.filled_count else "neutral"


NO_ARCHIVE: Final = {
    ArchiveKind.WORK: "没有工作档案。区市县、开放先导区、产业工会各有一份。",
    ArchiveKind.TYPICAL: "还没有典型档案。单位成为典型后，在这里收存它的申报、计划、评议、指导、验收等材料。",
}


def archives_table(kind: ArchiveKind) -> Table:
    """The archives of one kind, counted as their own pages count."""
    return Table(
        key="archives",
        title=kind.label,
        columns=(
            Column("union", "单位" if kind == ArchiveKind.TYPICAL else "工会", "union.name", sort="union",
                   link=_archive_url, width=32),
            *([Column("superior", "上级工会", "union.superior.name", width=24)] if kind == ArchiveKind.TYPICAL else []),
            Column("filed", "人工归档", "filed_count", CellKind.COUNT),
            Column("linked", "系统材料", "linked_count", CellKind.COUNT),
            Column("filled", "有材料的目录", _Filled, CellKind.BADGE, width=14),
            Column("empty", "还没有材料的目录", "empty_words", width=60),
        ),
        default_sort="union",
        empty_text=NO_ARCHIVE[kind],
    )  # fmt: skip
