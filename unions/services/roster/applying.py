"""Carrying out a roster plan: one transaction, few statements, whatever the number of rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import CharField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat, LPad
from django.utils import timezone

from office import events
from office.refusals import Refused
from office.spreadsheets import SheetReading
from unions.kinds import UnionKind
from unions.models import FormerName, FormerSuperior, Union, User
from unions.models.union import SEGMENT_DIGITS, path_segment
from unions.rules.naming import pinyin_of
from unions.rules.tree import level
from unions.services.placing import lock_tree
from unions.services.roster.planning import plan_roster
from unions.services.roster.plans import Alteration, Creation, RosterPlan
from unions.services.roster.snapshot import snapshot
from unions.services.tree import replace_path

BATCH: Final = 500
# The beginning of a path that is still to be made; no other path begins like this.
UNSETTLED: Final = "~"


@transaction.atomic
def import_roster(
    *, reading: SheetReading, user: User | None, at: datetime, source: str, expected: str = ""
) -> RosterPlan:
    """Plan and carry out an import under the lock of the tree, so that nothing changes in between.

    Args:
        source: the file's name, kept with the events.
        expected: fingerprint of the plan a person confirmed; empty to carry out whatever the plan is.

    Returns:
        the plan; with errors nothing was written.

    Raises:
        Refused: the plan is no longer the confirmed one, because the register changed meanwhile.
    """
    lock_tree()
    plan = plan_roster(reading, snapshot(user, is_locked=True))
    # An empty plan is welcome: a worker that was killed after its commit comes back and finds everything done.
    if expected and plan.fingerprint != expected and not plan.is_empty:
        raise Refused("预览之后登记内容又有变化，本次没有导入任何内容；请重新核对变更预览后再确认。")
    if not plan.errors and not plan.is_empty:
        apply_plan(plan, user=user, at=at, source=source)
    return plan


def apply_plan(plan: RosterPlan, *, user: User | None, at: datetime, source: str) -> None:
    """Write what a plan without errors says. The caller holds the lock under which the plan was made."""
    work = _Applying(plan, timezone.localdate(at))
    work.run()
    top = user.post.union if user and user.post else Union.objects.get(kind=UnionKind.CITY_FEDERATION)
    counts = {"文件": source, "新增": len(work.entered), "变更": len(work.altered), "未变": plan.unchanged_count}
    whole = events.Entry(top, "import_roster", "导入名册", user, at, changes=counts)
    events.record_all([whole, *_entries(work, user, at, source)])


@dataclass
class _Applying:
    """The work on one plan; `day` is when new names and superiors begin."""

    plan: RosterPlan
    day: date

    def __post_init__(self) -> None:
        self.keys_by_row: dict[int, int] = {}
        self.entered: list[tuple[Creation, Union]] = []
        self.altered: list[tuple[Alteration, Union]] = []

    def run(self) -> None:
        """Superiors first: what is entered or moved hangs under unions whose path is settled."""
        creations = self.plan.creations
        for each_level in sorted({level(each.kind) for each in creations if not each.kind.is_unit}):
            self._create([each for each in creations if level(each.kind) == each_level])
        self._alter(self.plan.alterations)
        self._create([each for each in creations if each.kind.is_unit])

    def _create(self, creations: list[Creation]) -> None:
        made = Union.objects.bulk_create([self._new_union(each) for each in creations], batch_size=BATCH)
        pairs = list(zip(creations, made, strict=True))
        self.entered += pairs
        self.keys_by_row |= {each.row: union.pk for each, union in pairs}
        _settle_paths(Union.objects.filter(path__startswith=UNSETTLED))

    def _new_union(self, creation: Creation) -> Union:
        return Union(
            superior_id=self._superior_key(creation.superior_id, creation.superior_row),
            name=creation.name,
            name_pinyin=pinyin_of(creation.name),
            path=f"{UNSETTLED}{creation.row}",
            **creation.particulars,
        )

    def _alter(self, alterations: tuple[Alteration, ...]) -> None:
        unions = Union.objects.in_bulk([each.union_id for each in alterations])
        self.altered = [(each, unions[each.union_id]) for each in alterations]
        self._keep_former()
        for each, union in self.altered:
            self._set(union, each)
        fields = {field for each in alterations for field in _fields(each)}
        if fields:
            Union.objects.bulk_update(unions.values(), sorted(fields), batch_size=BATCH)
        moved = [union for each, union in self.altered if each.is_move]
        for union in moved:
            if not UnionKind(union.kind).is_unit:
                replace_path(union.path, self._path_under(union))
        _settle_paths(Union.objects.filter(pk__in=[union.pk for union in moved if UnionKind(union.kind).is_unit]))

    def _keep_former(self) -> None:
        FormerName.objects.bulk_create(
            FormerName(union=union, name=union.name, from_on=union.named_on, until_on=self.day)
            for each, union in self.altered
            if each.is_rename and union.named_on != self.day
        )
        FormerSuperior.objects.bulk_create(
            FormerSuperior(union=union, superior_id=union.superior_id, from_on=union.placed_on, until_on=self.day)
            for each, union in self.altered
            if each.is_move and union.superior_id and union.placed_on != self.day
        )

    def _set(self, union: Union, alteration: Alteration) -> None:
        for field, (_, after) in alteration.changes.items():
            setattr(union, field, after)
        if alteration.is_rename:
            union.name_pinyin, union.named_on = pinyin_of(union.name), self.day
        if alteration.is_move:
            union.superior_id = self._superior_key(alteration.new_superior_id, alteration.new_superior_row)
            union.placed_on = self.day

    def _superior_key(self, key: int | None, row: int | None) -> int | None:
        return key if row is None else self.keys_by_row[row]

    def _path_under(self, union: Union) -> str:
        above = Union.objects.values_list("path", flat=True)
        return above.get(pk=union.superior_id) + path_segment(union.pk)  # type: ignore[misc]  # the root never moves


def _settle_paths(unions: QuerySet[Union]) -> None:
    """Give unions the path their superior and key make, in one statement."""
    above = Union.objects.filter(pk=OuterRef("superior_id")).values("path")
    segment = LPad(Cast("pk", CharField()), SEGMENT_DIGITS, Value("0"))
    unions.update(path=Concat(Subquery(above), segment))


def _fields(alteration: Alteration) -> Iterator[str]:
    yield from alteration.changes
    if alteration.is_rename:
        yield from ("name_pinyin", "named_on")
    if alteration.is_move:
        yield from ("superior", "placed_on")


def _entries(work: _Applying, user: User | None, at: datetime, source: str) -> Iterator[events.Entry]:
    """One event for each union entered, and one for each thing that happened to one already there."""
    for creation, union in work.entered:
        changes = {"来源": f"{source} 第 {creation.row} 行", "上级工会": creation.superior_name}
        yield events.Entry(union, "create", "登记", user, at, changes=changes)
    for each, union in work.altered:
        for verb, label, changes in _happenings(each, work.day):
            comment = f"{source} 第 {each.row} 行"
            yield events.Entry(union, verb, label, user, at, comment=comment, changes=changes)


def _happenings(each: Alteration, day: date) -> Iterator[tuple[str, str, dict[str, Any]]]:
    if each.is_rename:
        yield "rename", "更名", {"单位名称": list(each.changes["name"]), "启用日期": day.isoformat()}
    if each.is_move:
        superiors = [each.superior_name, each.new_superior_name]
        yield "move", "转隶", {"上级工会": superiors, "归属日期": day.isoformat()}
    if each.fact_changes:
        yield "change", "变更登记", each.fact_changes
