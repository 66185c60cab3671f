"""The chair's duty report: written in three parts, the dues as a table that adds up, given to two bodies (R-A1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from appraisal.kinds import Audience, ReportState
from appraisal.models import DuesLine, DutyReport, ReportDelivery
from appraisal.selectors.reports import report_of, report_verdict
from office import events
from office.refusals import Refused
from unions.kinds import UnionKind
from unions.models import Union, User

FIRST_YEAR, LAST_YEAR = 2014, 2099
FORM_LENGTH: Final = 80
MOST_LINES: Final = 40
# The kinds of income and spending a report starts with; others can be added.
INCOME_KINDS: Final = ("会费收入", "拨缴经费收入", "上级补助收入", "行政补助收入", "其他收入")
SPENDING_KINDS: Final = ("职工活动支出", "维权支出", "业务支出", "资本性支出", "其他支出")
TYPED: Final = (
    "chair_name", "work_text", "dues_text", "duty_text", "opening_balance_yuan", "closing_balance_yuan",
)  # fmt: skip


class ReportConflict(Refused):
    """Somebody else saved in between; `current` is the report as it now stands, the caller still has the own input."""

    def __init__(self, current: DutyReport):
        super().__init__("这份报告刚被他人修改过。您的输入仍在本页，请对照后再保存。")
        self.current = current


@dataclass(frozen=True)
class Typed:
    """What a person typed and could be understood.

    Attributes:
        words: any of `TYPED`.
        lines: by the key of a line of the dues table, `kind` and `amount_yuan`.
    """

    words: Mapping[str, Any]
    lines: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)


def start_report(*, union: Union, year: int, user: User, at: datetime) -> DutyReport:
    """The union's report of a work year with an empty table of dues; a second call gives the same report.

    The opening balance is last year's closing one where there is a report of it.

    Raises:
        PermissionDenied: not the unit's own clerk or chair.
        Refused: no year of the project, or no unit.
    """
    report = DutyReport(union=union, work_year=year, chair_name=union.chair_name)
    if not user.has_perm("appraisal.write_report", report):
        raise PermissionDenied
    if not FIRST_YEAR <= year <= LAST_YEAR or not UnionKind(union.kind).is_unit:
        raise Refused(f"述职报告由基层工会、联合基层工会、行业工会撰写，自 {FIRST_YEAR} 年起。")
    former = report_of(union, year - 1)
    report.opening_balance_yuan = former.closing_balance_yuan if former else Decimal(0)
    try:
        with transaction.atomic():
            found = report_of(union, year)
            if found:
                return found
            report.save()
            DuesLine.objects.bulk_create(_first_lines(report))
            events.record(events.Entry(report, "start", "撰写述职报告", user, at))
    except IntegrityError:  # somebody else was quicker
        return DutyReport.objects.get(union=union, work_year=year)
    return report


def _first_lines(report: DutyReport) -> list[DuesLine]:
    kinds = [(True, kind) for kind in INCOME_KINDS] + [(False, kind) for kind in SPENDING_KINDS]
    return [DuesLine(report=report, is_income=is_income, kind=kind) for is_income, kind in kinds]


@transaction.atomic
def save_report(*, report: DutyReport, typed: Typed, revision: int, user: User) -> DutyReport:
    """Save what a person typed; the report may be incomplete and its dues need not add up yet.

    Args:
        revision: the one the person's page was made from.

    Raises:
        PermissionDenied: not the unit's own.
        ReportConflict: somebody saved in between.
        Refused: the report was given already.
    """
    locked = _writable(report, user)
    words = {name: value for name, value in typed.words.items() if name in TYPED and getattr(locked, name) != value}
    lines = [line for line in locked.dues.all() if _differs(line, typed.lines.get(line.pk, {}))]
    if not words and not lines:
        return locked
    if revision != locked.revision:
        raise ReportConflict(locked)
    for name, value in words.items():
        setattr(locked, name, value)
    for line in lines:
        for name, value in typed.lines[line.pk].items():
            setattr(line, name, value)
        line.save(update_fields=["kind", "amount_yuan"])
    return _saved(locked)


def _differs(line: DuesLine, typed: Mapping[str, Any]) -> bool:
    return any(getattr(line, name) != value for name, value in typed.items())


@transaction.atomic
def add_line(*, report: DutyReport, is_income: bool, user: User) -> DuesLine:
    """One more line of income or spending, still empty.

    Raises:
        PermissionDenied, Refused: see `save_report`; or there are too many.
    """
    locked = _writable(report, user)
    if locked.dues.count() >= MOST_LINES:
        raise Refused(f"经费表最多 {MOST_LINES} 行。")
    line = DuesLine.objects.create(report=locked, is_income=is_income, kind="")
    _saved(locked)
    return line


@transaction.atomic
def remove_line(*, report: DutyReport, key: int, user: User) -> None:
    """Take a line off the table; one that is gone already is no error.

    Raises:
        PermissionDenied, Refused: see `save_report`.
    """
    locked = _writable(report, user)
    if locked.dues.filter(pk=key).delete()[0]:
        _saved(locked)


@transaction.atomic
def deliver_report(
    *,
    report: DutyReport,
    audience: Audience,
    delivered_on: date,
    form: str,
    listener_count: int | None,
    user: User,
    at: datetime,
) -> ReportDelivery:
    """Record that the report was given to one of the two bodies; from the first time on it is final.

    Raises:
        PermissionDenied: not the unit's own.
        Refused: a part is missing, the dues do not add up (with the difference), it was recorded already, or the
            day is to come.
    """
    locked = _locked(report, user)
    wrong = report_verdict(locked).unmet
    if wrong:
        raise Refused("报告还不能定稿：" + "；".join(str(reason) for reason in wrong) + "。", reasons=wrong)
    if locked.deliveries.filter(audience=audience).exists():
        raise Refused(f"已登记过向{audience.label}述职。")
    fields = _delivery_faults(locked, audience, delivered_on, form, listener_count, at)
    if fields:
        raise Refused("；".join(fields.values()), fields=fields)
    delivery = ReportDelivery.objects.create(
        report=locked, audience=audience, delivered_on=delivered_on, form=form.strip(), listener_count=listener_count,
        recorded_by=user,
    )  # fmt: skip
    if locked.state == ReportState.DRAFT:
        locked.state = ReportState.FINAL
        locked.save(update_fields=["state"])
    changes: dict[str, str | int] = {"述职日期": delivered_on.isoformat(), "述职形式": form.strip()}
    if listener_count is not None:
        changes["到会人数"] = listener_count
    events.record(events.Entry(locked, "deliver", f"向{audience.label}述职", user, at, changes=changes))
    return delivery


def _delivery_faults(
    report: DutyReport, audience: Audience, delivered_on: date, form: str, listener_count: int | None, at: datetime
) -> dict[str, str]:
    faults = {}
    if delivered_on > at.date():
        faults["delivered_on"] = f"述职日期 {delivered_on} 晚于今天。"
    elif delivered_on.year < report.work_year:
        faults["delivered_on"] = f"{report.work_year} 年度的工作不能在 {delivered_on.year} 年述职。"
    if not form.strip() or len(form.strip()) > FORM_LENGTH:
        faults["form"] = f"请写明述职形式，最多 {FORM_LENGTH} 个字。"
    if audience == Audience.MEMBERS and not listener_count:
        faults["listener_count"] = "向会员（代表）述职须填到会人数。"
    return faults


def _locked(report: DutyReport, user: User) -> DutyReport:
    locked = DutyReport.objects.select_for_update(of=("self",)).select_related("union").get(pk=report.pk)
    if not user.has_perm("appraisal.write_report", locked):
        raise PermissionDenied
    return locked


def _writable(report: DutyReport, user: User) -> DutyReport:
    locked = _locked(report, user)
    if locked.state == ReportState.FINAL:
        raise Refused("报告已经述职、定稿，不能再改。")
    return locked


def _saved(report: DutyReport) -> DutyReport:
    report.revision += 1
    report.save()
    return report
