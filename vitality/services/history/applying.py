"""Carrying out an import of past years' results: one transaction, one statement for all new records of a kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import models, transaction

from office import events
from office.refusals import Refused
from office.spreadsheets import BookReading
from unions.kinds import UnionKind
from unions.models import Union, User
from unions.services.placing import lock_tree
from vitality.models import AcceptanceResult, ImportedApproval, InnovationFinding, Typical
from vitality.services.history.planning import plan_history
from vitality.services.history.plans import Entry, HistoryPlan, Record
from vitality.services.history.snapshot import snapshot

BATCH: Final = 500


@transaction.atomic
def import_history(
    *, reading: BookReading, user: User | None, at: datetime, today: date, source: str, expected: str = ""
) -> HistoryPlan:
    """Plan and carry out an import under one lock, so that nothing changes in between.

    Args:
        source: the file's name, kept with the events.
        expected: fingerprint of the plan a person confirmed; empty to carry out whatever the plan is.

    Returns:
        the plan; with errors nothing was written.

    Raises:
        Refused: the plan is no longer the confirmed one.
    """
    lock_tree()
    plan = plan_history(reading, snapshot(user), today=today)
    if expected and plan.fingerprint != expected and not plan.is_empty:
        raise Refused("预览之后登记内容又有变化，本次没有导入任何内容；请重新核对变更预览后再确认。")
    if not plan.errors and not plan.is_empty:
        _Applying(plan, user, at, source).run()
    return plan


@dataclass
class _Applying:
    """The work on one plan."""

    plan: HistoryPlan
    user: User | None
    at: datetime
    source: str

    def run(self) -> None:
        """Typicals go first, since results hang on them."""
        self._write(Record.TYPICAL, Typical, self._typical)
        keys = dict(Typical.objects.values_list("unit_id", "pk"))
        self._write(Record.RESULT, AcceptanceResult, lambda entry: self._result(entry, keys))
        self._write(Record.APPROVAL, ImportedApproval, self._approval)
        self._write(Record.FINDING, InnovationFinding, self._finding)
        events.record_all([self._whole(), *self._events()])

    def _write(self, record: Record, model: type[models.Model], made: Callable[[Entry], Any]) -> None:
        """Create the new records of a kind in one statement, and change the others."""
        entries = [entry for entry in self.plan.entries if entry.record == record]
        new = [made(entry) for entry in entries if entry.is_new]
        model._default_manager.bulk_create(new, batch_size=BATCH)
        for entry in entries:
            if not entry.is_new:
                values = {name: value for name, value in entry.values.items() if name != "unit_id"}
                model._default_manager.filter(pk=entry.key).update(**values)

    def _typical(self, entry: Entry) -> Typical:
        return Typical(unit=entry.union, is_imported=True, **entry.values)

    def _result(self, entry: Entry, keys: dict[int, int]) -> AcceptanceResult:
        return AcceptanceResult(
            typical_id=keys[entry.values["unit_id"]], year=entry.year, is_passed=entry.values["is_passed"],
            is_imported=True, recorded_at=self.at, recorded_by=self.user,
        )  # fmt: skip

    def _approval(self, entry: Entry) -> ImportedApproval:
        return ImportedApproval(
            union=entry.union, year=entry.year, recorded_at=self.at, recorded_by=self.user, **entry.values
        )

    def _finding(self, entry: Entry) -> InnovationFinding:
        return InnovationFinding(
            union=entry.union, year=entry.year, is_imported=True, recorded_at=self.at, recorded_by=self.user,
            **entry.values,
        )  # fmt: skip

    def _whole(self) -> events.Entry:
        user = self.user
        top = user.post.union if user and user.post else Union.objects.get(kind=UnionKind.CITY_FEDERATION)
        plan = self.plan
        counts = {
            "文件": self.source, "新增": plan.created_count, "更正": plan.changed_count, "未变": plan.unchanged_count
        }  # fmt: skip
        return events.Entry(top, "import_history", "导入往年结果", user, self.at, changes=counts)

    def _events(self) -> Iterator[events.Entry]:
        for entry in self.plan.entries:
            comment = f"{self.source} {entry.row}"
            label = f"导入{entry.year}年{entry.record.value}（{entry.action}）"
            yield events.Entry(
                entry.union, "import_history_record", label, self.user, self.at, comment=comment, changes=entry.changes
            )
