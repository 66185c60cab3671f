"""The summary table (汇总表) of a batch: one list of columns for the screen, the workbook and the paper."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.timezone import localtime

from office.documents import Paper
from office.tables import CellKind, Column, Table
from policy.documents import Law
from unions.kinds import Category, OwnershipType
from vitality.kinds import AnnexForm, ApplicationState, BatchState, TypicalKind
from vitality.models import Application, Batch
from vitality.rules.file_numbers import batch_number
from vitality.selectors.annex_papers import number_of
from vitality.selectors.applications import filed_category
from vitality.selectors.batches import applications_of
from vitality.selectors.evidence_counts import evidence_count
from vitality.selectors.rounds import law_of_round

TEMPLATE: Final = "vitality/print/batch_summary.html"


@dataclass(frozen=True)
class SummaryRow:
    """One unit of the table."""

    application: Application
    category: Category | None

    @property
    def ownership(self) -> str:
        """The code with its name, as the form prints it."""
        code = self.application.ownership_type
        return f"（{code}）{OwnershipType(code).label}" if code else ""


@dataclass(frozen=True)
class Summary:
    """A batch as its summary table shows it."""

    batch: Batch
    rows: tuple[SummaryRow, ...]

    @property
    def kind(self) -> TypicalKind:
        return TypicalKind(self.batch.kind)

    @property
    def is_filed(self) -> bool:
        return self.batch.state == BatchState.FILED

    @property
    def table(self) -> Table:
        """The columns for this kind of batch."""
        return SECTOR_SUMMARY if self.kind == TypicalKind.SECTOR else ENTERPRISE_SUMMARY

    @property
    def file_number(self) -> str:
        """Printed once the batch is filed."""
        return batch_number(self.batch.round.year, self.batch.pk) if self.is_filed else ""

    @property
    def note(self) -> str:
        """The line over the table: the round, and when it was filed."""
        filed_at = self.batch.filed_at
        when = f"申报时间：{localtime(filed_at):%Y-%m-%d}" if filed_at else "尚未申报"
        return f"{self.batch.round}　{when}{'（逾期）' if self.batch.is_late else ''}"

    @property
    def totals(self) -> tuple[tuple[str, str], ...]:
        """What is counted under the table, with the number."""
        people = sum(row.application.employee_count or 0 for row in self.rows)
        counted = (("职工", f"{people:,} 人"),)
        if self.kind == TypicalKind.SECTOR:
            covered = sum(row.application.covered_enterprise_count or 0 for row in self.rows)
            return (("行业工会", f"{len(self.rows)} 个"), ("覆盖企业", f"{covered:,} 家"), *counted)
        return (("单位", f"{len(self.rows)} 个"), *_by_category(self.rows), *counted)

    @property
    def paper(self) -> Paper:
        """The table as `office.documents` takes it."""
        filed_on = localtime(self.batch.filed_at).date() if self.batch.filed_at else None
        return self.table.paper(
            self.rows,
            template=TEMPLATE,
            note=self.note,
            union_name=self.batch.superior.name,
            filed_on=filed_on,
            is_late=self.batch.is_late,
            totals=self.totals,
            file_number=self.file_number,
            prepared_by=str(self.batch.filed_by or ""),
        )


def batch_summary(batch: Batch) -> Summary:
    """The living forms of a batch with what they count as, in the order of their making."""
    return Summary(batch, tuple(summary_rows(applications_of(batch), law_of_round(batch.round))))


def summary_rows(applications: QuerySet[Application], law: Law) -> Iterable[SummaryRow]:
    """The rows of any list of forms."""
    for application in applications.annotate(evidence_count=evidence_count()):
        yield SummaryRow(application, filed_category(application, law))


def _by_category(rows: Sequence[SummaryRow]) -> Iterable[tuple[str, str]]:
    for category in Category:
        count = sum(row.category == category for row in rows)
        if count and category != Category.NOT_COUNTED:
            yield f"其中{category.label}", f"{count} 个"


def _state(row: SummaryRow) -> Any:
    return ApplicationState(row.application.state)


def _number(row: SummaryRow) -> str:
    return number_of(row.application)


def _url(row: SummaryRow) -> str:
    return row.application.get_absolute_url()


_HEAD: Final = (
    Column("chair", "工会主席", "application.chair_name", width=10),
    Column("address", "单位地址", "application.address", width=26),
    Column("contact", "联系方式", "application.contact", width=16),
)
_TAIL: Final = (
    Column("employees", "职工人数", "application.employee_count", CellKind.COUNT, width=9),
    Column("form", "申报表", lambda row: AnnexForm(row.application.form), width=9),
    Column("evidence", "佐证资料", "application.evidence_count", CellKind.COUNT, width=9),
    Column("state", "状态", _state, CellKind.BADGE, width=14, hidden=True),
    Column("number", "档案编号", _number, width=24, hidden=True),
    Column("goals", "工作目标", "application.goals", width=60, hidden=True),
    Column("measures", "主要措施", "application.measures", width=60, hidden=True),
)
ENTERPRISE_SUMMARY: Final = Table(
    key="enterprise_summary",
    title="基层工会活力建设项目典型单位申报汇总表（企事业单位）",
    columns=(
        Column("unit", "单位名称", "application.unit_name", sort="unit_name", link=_url, width=28),
        *_HEAD,
        Column("ownership", "单位性质", "ownership", width=16),
        Column("category", "计为", "category", width=16),
        *_TAIL,
    ),
    default_sort="unit",
    is_numbered=True,
    empty_text="这一批次里还没有申报表。",
)
SECTOR_SUMMARY: Final = Table(
    key="sector_summary",
    title="基层工会活力建设项目典型单位申报汇总表（行业）",
    columns=(
        Column("unit", "行业工会名称", "application.unit_name", sort="unit_name", link=_url, width=28),
        *_HEAD,
        Column("covered", "覆盖企业数量", "application.covered_enterprise_count", CellKind.COUNT, width=12),
        *_TAIL,
    ),
    default_sort="unit",
    is_numbered=True,
    empty_text="这一批次里还没有申报表。",
)
