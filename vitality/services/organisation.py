"""Who leads the project: places taken and left, departments made responsible, each from a day on (六1)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet

from office import events
from office.refusals import Refused
from unions.models import Post, Union, User
from vitality.kinds import OrganPosition
from vitality.models import GroupSeat, ResponsibleDepartment

Dated = GroupSeat | ResponsibleDepartment
CLAUSE = "大工发〔2014〕31号 六、1"


@transaction.atomic
def seat_person(*, union: Union, values: dict[str, Any], user: User, at: datetime) -> GroupSeat:
    """Give a person a place in the leading group or its office.

    Args:
        values: position, person_name, duty, department, task, order, from_on, to_on.

    Raises:
        PermissionDenied: not of this union.
        Refused: the place has its one holder in that time, or the days are the wrong way round.
    """
    _allow(union, user)
    seat = GroupSeat(union=union, **values)
    seat.person = _account_of(seat.person_name, union, at.date())
    _refuse_dates(seat)
    _refuse_second_holder(seat)
    seat.save()
    changes = {"姓名": seat.person_name, "起": str(seat.from_on)}
    events.record(events.Entry(union, "seat_person", "登记项目组织成员", user, at, changes=changes))
    return seat


@transaction.atomic
def name_department(*, union: Union, values: dict[str, Any], user: User, at: datetime) -> ResponsibleDepartment:
    """Make a department responsible.

    Raises:
        PermissionDenied: not of this union.
        Refused: it is responsible already in that time, or the days are the wrong way round.
    """
    _allow(union, user)
    department = ResponsibleDepartment(union=union, **values)
    _refuse_dates(department)
    _refuse_second_time(department)
    department.save()
    changes = {"部门": department.name, "起": str(department.from_on)}
    events.record(events.Entry(union, "name_department", "登记责任部门", user, at, changes=changes))
    return department


@transaction.atomic
def end_dated(*, row: Dated, to_on: date, user: User, at: datetime) -> Dated:
    """Let a place or a responsibility end on a day; it stays in the history.

    Raises:
        PermissionDenied: not of this union.
        Refused: it has ended already, or the day lies before its first.
    """
    locked = type(row).objects.select_for_update(of=("self",)).select_related("union").get(pk=row.pk)
    _allow(locked.union, user)
    if locked.to_on is not None:
        raise Refused(f"已登记到 {locked.to_on} 终止。", fields={"to_on": "已登记终止日期。"})
    locked.to_on = to_on
    _refuse_dates(locked)
    locked.save(update_fields=["to_on"])
    changes = {"对象": str(locked)[:200], "至": str(to_on)}
    events.record(events.Entry(locked.union, "end_dated", "登记项目组织变动", user, at, changes=changes))
    return locked


@transaction.atomic
def correct_dated(*, row: Dated, values: dict[str, Any], reason: str, user: User, at: datetime) -> Dated:
    """Put right what was entered wrongly; what stood there before stays in the record, with the reason.

    Args:
        values: what should stand there; columns that are not named stay as they are.

    Raises:
        PermissionDenied: not of this union.
        Refused: no reason, nothing to correct, or what would stand there could not have been entered.
    """
    locked = type(row).objects.select_for_update(of=("self",)).select_related("union").get(pk=row.pk)
    _allow(locked.union, user)
    if not reason.strip():
        raise Refused("更正须写明理由。", fields={"reason": "请写明理由。"})
    before = {name: getattr(locked, name) for name in values}
    for name, value in values.items():
        setattr(locked, name, value)
    changed = [name for name in values if before[name] != getattr(locked, name)]
    if not changed:
        raise Refused("没有改动任何内容。")
    _refuse_dates(locked)
    if isinstance(locked, GroupSeat):
        locked.person = _account_of(locked.person_name, locked.union, at.date())
        _refuse_second_holder(locked)
    else:
        _refuse_second_time(locked)
    locked.save()
    told = {name: [_word(locked, name, each) for each in (before[name], values[name])] for name in changed}
    labelled = {str(_column(locked, name).verbose_name): pair for name, pair in told.items()}
    changes = {"对象": str(locked)[:200], **labelled}
    events.record(
        events.Entry(
            locked.union, "correct_dated", "更正项目组织登记", user, at, comment=reason.strip(), changes=changes
        )
    )
    return locked


def _word(row: Dated, name: str, value: Any) -> str:
    """A column's value as people read it."""
    words = dict(_column(row, name).flatchoices)
    return "" if value is None else str(words.get(value, value))


def _column(row: Dated, name: str) -> Any:
    return row._meta.get_field(name)


def _allow(union: Union, user: User) -> None:
    if not user.has_perm("vitality.keep_organisation", union):
        raise PermissionDenied
    _hold(union)


def _hold(union: Union) -> None:
    """One entry at a time: each is held against all others of the union."""
    Union.objects.select_for_update(of=("self",)).get(pk=union.pk)


def _refuse_dates(row: Dated) -> None:
    if row.to_on is not None and row.to_on < row.from_on:
        raise Refused(
            f"终止日期 {row.to_on} 早于起始日期 {row.from_on}。", fields={"to_on": f"不能早于 {row.from_on}。"}
        )


def _refuse_second_holder(seat: GroupSeat) -> None:
    """One head at a time, and nobody twice in one body."""
    position = OrganPosition(seat.position)
    body = [each.value for each in OrganPosition.of(position.body)]
    others = _overlapping(GroupSeat.objects.filter(union=seat.union).exclude(pk=seat.pk), seat)
    if position.is_single and (holder := others.filter(position=position).first()):
        place = f"{position.body.label}的{position.label}"
        told = f"{place}在这段时间内是{holder.person_name}，请先登记其终止日期（{CLAUSE}）。"
        raise Refused(told, fields={"position": told})
    if others.filter(position__in=body, person_name=seat.person_name).exists():
        told = f"{seat.person_name}在这段时间内已在{position.body.label}中。"
        raise Refused(told, fields={"person_name": told})


def _refuse_second_time(department: ResponsibleDepartment) -> None:
    same = ResponsibleDepartment.objects.filter(union=department.union, name=department.name)
    if _overlapping(same.exclude(pk=department.pk), department).exists():
        raise Refused(f"{department.name}在这段时间内已是责任部门。", fields={"name": "这段时间内已登记。"})


def _overlapping(rows: QuerySet, row: Dated) -> QuerySet:
    ends = Q(to_on=None) | Q(to_on__gte=row.from_on)
    return rows.filter(ends, from_on__lte=row.to_on or date.max)


def _account_of(name: str, union: Union, day: date) -> User | None:
    """The account of the person so called, where exactly one at that union is."""
    found = _people_called(name, union, day)
    return found[0] if len(found) == 1 else None


def _people_called(name: str, union: Union, day: date) -> list[User]:
    posts = Post.objects.current_on(day).filter(union=union, user__full_name=name).select_related("user")
    return list({post.user_id: post.user for post in posts}.values())
