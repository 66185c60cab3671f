"""The tables of the project's money: one list of columns each, for screen, workbook and paper alike."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Final

from django.urls import reverse

from funding.kinds import EntryKind, FindingState, FundSource, ReleaseState, Scheme, SpendingCategory, TrancheKind
from funding.models import AuditFinding, AuditSignOff, LedgerEntry, Tranche
from funding.selectors.balances import SourceStatement
from funding.selectors.summary import SummaryRow
from office.tables import CellKind, Column, Table


def _union_url(tranche: Tranche) -> str:
    return reverse("funding:recipient_year", args=[tranche.union_id, tranche.year])


RELEASES: Final = Table(
    key="releases",
    title="项目经费拨付",
    columns=(
        Column(
            "tranche", "款项", lambda row: TrancheKind(row.kind), sort=("kind", "union__path"),
            link=Tranche.get_absolute_url, width=18,
        ),
        Column(
            "recipient", "拨付对象", "union.name", sort=("union__path", "scheme", "kind"), link=_union_url, width=28
        ),
        Column("superior", "上级工会", "union.superior.name", width=22, hidden=True),
        Column("year", "年度", "year", sort=("year", "union__path"), width=8),
        Column("scheme", "项目", lambda row: Scheme(row.scheme), sort=("scheme", "union__path"), width=24),
        Column("amount", "金额", "amount", CellKind.YUAN, sort="amount"),
        Column("state", "状态", lambda row: ReleaseState(row.state), CellKind.BADGE, sort="state", width=16),
        Column("computed_at", "计算时间", "computed_at", CellKind.MOMENT, hidden=True),
        Column("proposed_by", "提请人", "proposed_by", hidden=True),
        Column("proposed_at", "提请时间", "proposed_at", CellKind.MOMENT, hidden=True),
        Column("approved_by", "批准人", "approved_by", width=10),
        Column("approved_at", "批准时间", "approved_at", CellKind.MOMENT, hidden=True),
        Column("paid_on", "拨付日期", "paid_on", CellKind.DAY, sort="paid_on"),
        Column("voucher", "凭证号", "voucher_number", CellKind.CODE, width=14),
        Column("bank", "银行回单号", "bank_reference", width=16, hidden=True),
        Column("end_reason", "终止原因", "end_reason", width=30, hidden=True),
    ),
    default_sort="recipient",
    empty_text="还没有款项。财务部“计算应拨”后，条件已满足的款项会出现在这里。",
)  # fmt: skip


def effect(entry: LedgerEntry) -> Decimal | None:
    """What an entry did to the balance; None where it did nothing."""
    return EntryKind(entry.kind).sign * entry.amount or None


def _entry_words(entry: LedgerEntry) -> str:
    return f"{EntryKind(entry.kind).label}{'（冲正）' if entry.reverses_id else ''}"


def _category(entry: LedgerEntry) -> SpendingCategory | None:
    return SpendingCategory(entry.category) if entry.category else None


_BOOKED: Final = (
    Column("booked_on", "日期", "booked_on", CellKind.DAY, sort=("booked_on", "number"), width=14),
    Column("kind", "事项", _entry_words, sort="kind", width=16),
)
_ABOUT: Final = (
    Column("purpose", "用途或说明", "purpose", width=36),
    Column("category", "支出类别", _category, sort="category", width=18),
    Column("source", "资金来源", lambda row: FundSource(row.source), sort="source", width=16),
    Column("reference", "凭证号", "reference", CellKind.CODE, width=18),
)
_CHAINED: Final = (
    Column("actor", "登记人", "actor_name", width=10),
    Column("at", "登记时间", "at", CellKind.MOMENT, hidden=True),
    Column("hash", "摘要", "hash", width=66, hidden=True),
)

LEDGER: Final = Table(
    key="ledger",
    title="经费台账",
    columns=(
        Column("number", "序号", "number", CellKind.COUNT, sort="number", link=LedgerEntry.get_absolute_url, width=8),
        *_BOOKED,
        Column("union", "单位", "union.name", sort=("union__path", "number"), width=26),
        Column("amount", "金额", "amount", CellKind.YUAN, sort="amount"),
        Column("effect", "对余额", effect, CellKind.YUAN, hidden=True),
        *_ABOUT,
        *_CHAINED,
    ),
    default_sort="-number",
    empty_text="台账中还没有记录。批准、拨付、支出都会逐条记入，只增不改。",
)

OF_RELEASE: Final = Table(
    key="release_entries",
    title="这笔款项的台账",
    columns=(
        Column("number", "序号", "number", CellKind.COUNT, sort="number", link=LedgerEntry.get_absolute_url),
        *(replace(column, sort=None) for column in _BOOKED),
        Column("amount", "金额", "amount", CellKind.YUAN),
        Column("reference", "凭证号", "reference", CellKind.CODE),
        Column("actor", "登记人", "actor_name"),
    ),
    default_sort="number",
    empty_text="批准、拨付后在这里各记一条。",
)

SPENDING: Final = Table(
    key="spending",
    title="项目经费使用明细",
    columns=(
        Column(
            "booked_on", "日期", "booked_on", CellKind.DAY, sort=("booked_on", "number"),
            link=LedgerEntry.get_absolute_url, width=14,
        ),
        _BOOKED[1],
        Column("amount", "金额", "amount", CellKind.YUAN, sort="amount"),
        Column("running", "该来源余额", "running", CellKind.YUAN),
        *_ABOUT,
        *_CHAINED,
    ),
    default_sort="booked_on",
    empty_text="本年度还没有收支。拨款到账后，从“登记支出”开始。",
    is_numbered=True,
)  # fmt: skip

STATEMENT: Final = Table(
    key="statement",
    title="项目经费年度决算表",
    columns=(
        Column("source", "资金来源", "source", sort="source", width=22),
        Column("opening", "年初余额", "statement.opening", CellKind.YUAN),
        Column("received", "本年收入", "statement.received", CellKind.YUAN),
        Column("spent", "本年支出", "statement.spent", CellKind.YUAN),
        Column("returned", "本年交回", "statement.returned", CellKind.YUAN),
        Column("closing", "年末余额", "statement.closing", CellKind.YUAN),
    ),
    default_sort="source",
)


def _summary(key: str, title: str, heading: str) -> Table:
    return Table(
        key=key,
        title=title,
        columns=(
            Column("label", heading, "label", sort="label", width=22),
            Column("count", "对象数", "count", CellKind.COUNT),
            Column("planned", "计划", "figures.planned", CellKind.YUAN),
            Column("earned", "应得", "figures.earned", CellKind.YUAN),
            Column("approved", "已批准", "figures.approved", CellKind.YUAN),
            Column("paid", "已拨付", "figures.paid", CellKind.YUAN),
            Column("spent", "当年支出", "figures.spent", CellKind.YUAN),
            Column("returned", "当年交回", "figures.returned", CellKind.YUAN, hidden=True),
            Column("held", "年末余额", "figures.held", CellKind.YUAN),
        ),
        default_sort="label",
    )


SUMMARY_BY_KIND: Final = _summary("summary_kinds", "项目经费汇总表", "拨付对象")
SUMMARY_BY_YEAR: Final = _summary("summary_years", "项目经费历年汇总", "年度")


def with_total(rows: tuple[SummaryRow, ...], total: SummaryRow) -> tuple[SummaryRow, ...]:
    """The rows with the total at the end."""
    return (*rows, total)


def _audit_url(sign_off: AuditSignOff) -> str:
    return sign_off.get_absolute_url()


AUDITS: Final = Table(
    key="audits",
    title="经费签审",
    columns=(
        Column(
            "union", "单位", "union.name", sort=("union__path", "year"), link=AuditSignOff.get_absolute_url, width=28
        ),
        Column("year", "年度", "year", sort=("year", "union__path"), width=8),
        Column("opinion", "审计意见", "opinion", width=40),
        Column("findings", "问题", "finding_count", CellKind.COUNT),
        Column("open", "未销号", "open_count", CellKind.COUNT),
        Column("signed_by", "签审人", "signed_by", width=10),
        Column("signed_at", "签审时间", "signed_at", CellKind.MOMENT, sort="signed_at"),
    ),
    default_sort="-year",
    empty_text="还没有签审。年度结束后，经审从下面“待签审”中逐个单位签审。",
)


WAITING_AUDITS: Final = Table(
    key="waiting_audits",
    title="待签审",
    columns=(
        Column(
            "union", "单位", "union.name", sort="union", width=30,
            link=lambda row: reverse("funding:audit_sign", args=[row.union.pk, row.year]),
        ),
        Column("year", "年度", lambda row: f"{row.year} 年", width=10),
        Column("superior", "上级工会", "union.superior.name", width=26),
    ),
    default_sort="union",
    empty_text="没有待签审的年度。年度结束后，当年有收支的单位会列在这里。",
)  # fmt: skip


def finding_state(finding: AuditFinding) -> FindingState:
    return FindingState(finding.state)


def source_label(row: SourceStatement) -> str:
    return row.source.label
