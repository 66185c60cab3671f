"""Entering a union, changing what is noted of it, renaming and closing it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from office import events
from office.refusals import Refused
from unions.kinds import UnionKind
from unions.models import FormerName, Union, User
from unions.models.union import path_segment
from unions.rules.naming import pinyin_of
from unions.rules.particulars import LABELS, PARTICULARS, differences, foreign, missing, shown
from unions.rules.tree import place_fault
from unions.selectors.register import particulars_of, version_of
from unions.services.placing import lock_tree, locked, refuse_closed, refuse_place, refuse_taken_code, refuse_taken_name


@transaction.atomic
def create_union(
    *, superior: Union, name: str, particulars: Mapping[str, Any], user: User | None, at: datetime
) -> Union:
    """Enter a union under a superior.

    Args:
        particulars: fields of `PARTICULARS`, among them `kind`; what is left out stays empty.

    Raises:
        Refused: a place on the wrong level, a name or credit code that is taken, a particular missing or foreign.
    """
    lock_tree()
    superior = locked(superior)
    kind = UnionKind(particulars["kind"])
    refuse_place(kind, superior, on=timezone.localdate(at))
    refuse_taken_name(name, superior)
    refuse_taken_code(particulars.get("credit_code", ""))
    union = Union(superior=superior, name=name, name_pinyin=pinyin_of(name), **particulars)
    _refuse_particulars(union)
    place_new(union)
    changes = {label: after for label, (_, after) in differences(_nothing(), particulars_of(union)).items()}
    events.record(events.Entry(union, "create", "登记", user, at, changes={"上级工会": str(superior), **changes}))
    return union


def place_new(union: Union) -> None:
    """Save a new union and give it its path, which holds the key that only saving gives."""
    union.path = f"~{path_segment(0)}"
    union.save(force_insert=True)
    union.path = (union.superior.path if union.superior else "") + path_segment(union.pk)
    union.save(update_fields=["path"])


@transaction.atomic
def change_union(
    *, union: Union, particulars: Mapping[str, Any], user: User | None, at: datetime, seen: str = ""
) -> Union:
    """Change what is noted of a union; what is left out of `particulars` stays as it is.

    Args:
        seen: the `version_of` what the person had on the page; empty to overwrite whatever is there.

    Raises:
        Refused: somebody else changed it meanwhile, a particular is missing or foreign, a kind does not fit its place.
    """
    lock_tree()
    now = locked(union)
    refuse_closed(now)
    before = particulars_of(now)
    if seen and seen != version_of(now):
        raise _overtaken(before, particulars)
    refuse_taken_code(particulars.get("credit_code", ""), but=now)
    _set_particulars(now, particulars)
    changes = differences(before, particulars_of(now))
    if changes:
        now.save(update_fields=list(particulars))
        events.record(events.Entry(now, "change", "变更登记", user, at, changes=changes))
    return now


@transaction.atomic
def rename_union(*, union: Union, name: str, from_on: date, user: User | None, at: datetime) -> Union:
    """Give a union another name from a day on; the former one is kept with its days.

    Raises:
        Refused: the same name, a taken one, or a day that is not after the one of the present name.
    """
    lock_tree()
    now = locked(union)
    refuse_closed(now)
    if now.name == name:
        raise Refused(f"新名称与现名“{name}”相同。", fields={"name": "新名称与现名相同。"})
    refuse_taken_name(name, now.superior, but=now)
    refuse_day(from_on, since=now.named_on, what="启用现名", at=at)
    former = now.name
    if now.named_on != from_on:
        FormerName.objects.create(union=now, name=former, from_on=now.named_on, until_on=from_on)
    now.name, now.name_pinyin, now.named_on = name, pinyin_of(name), from_on
    now.save(update_fields=["name", "name_pinyin", "named_on"])
    changes = {"单位名称": [former, name], "启用日期": from_on.isoformat()}
    events.record(events.Entry(now, "rename", "更名", user, at, changes=changes))
    return now


@transaction.atomic
def close_union(*, union: Union, on: date, reason: str, user: User | None, at: datetime) -> Union:
    """Take a union out of the register from a day on. Its file stays readable.

    Raises:
        Refused: closed already, with open sub-units, without a reason, or a day that cannot be.
    """
    lock_tree()
    now = locked(union)
    refuse_closed(now)
    if not reason.strip():
        raise Refused("撤销须写明理由。", fields={"reason": "请写明理由。"})
    open_count = Union.objects.open_on(on).under(now).count()
    if open_count:
        raise Refused(f"“{now}”下还有 {open_count} 个未撤销的单位，请先办理撤销或转隶。")
    refuse_day(on, since=now.founded_on, what="建会", at=at, field="on")
    now.closed_on = on
    now.save(update_fields=["closed_on"])
    changes = {"撤销日期": ["", on.isoformat()]}
    events.record(events.Entry(now, "close", "撤销", user, at, comment=reason.strip(), changes=changes))
    return now


def refuse_day(day: date, *, since: date | None, what: str, at: datetime, field: str = "from_on") -> None:
    """Say no to a day to come, and to one before the present state began.

    Raises:
        Refused: with the sentence for the field.
    """
    today = timezone.localdate(at)
    sentence = ""
    if day > today:
        sentence = f"日期 {day} 还没有到，最晚填今天（{today}）。"
    elif since and day < since:
        sentence = f"日期 {day} 早于{what}的日期 {since}。"
    if sentence:
        raise Refused(sentence, fields={field: sentence})


def _overtaken(now: Mapping[str, Any], wanted: Mapping[str, Any]) -> Refused:
    """The refusal that shows what somebody else has put in place of what this person saw."""
    fields = {
        field: f"现在登记的是“{shown(field, now[field]) or '（空）'}”。"
        for field, value in wanted.items()
        if now[field] != value
    }
    sentence = "这个单位在您打开页面之后已由他人修改。您填写的内容仍在下面，请核对后再保存。"
    return Refused(sentence, fields={"__all__": sentence, **fields})


def _set_particulars(union: Union, particulars: Mapping[str, Any]) -> None:
    was = UnionKind(union.kind)
    for field, value in particulars.items():
        setattr(union, field, value)
    _refuse_particulars(union)
    if UnionKind(union.kind) is not was:
        _refuse_kind(union)


def _refuse_particulars(union: Union) -> None:
    kind, particulars = UnionKind(union.kind), particulars_of(union)
    faults = {field: f"{reason}。" for field, reason in missing(kind, particulars)}
    faults |= {field: f"{sentence}。" for field, sentence in foreign(kind, particulars)}
    if not faults:
        faults = _column_faults(union)
    if faults:
        raise Refused("登记内容有误：" + "".join(faults.values()), fields=faults)


def _column_faults(union: Union) -> dict[str, str]:
    """What the columns and constraints of the table say, by field."""
    try:
        union.full_clean(exclude=["path", "name_pinyin", "superior"])
    except ValidationError as error:
        return {
            field: "".join(f"{LABELS.get(field, '')}{sentence}" for sentence in sentences)
            for field, sentences in error.message_dict.items()
        }
    return {}


def _refuse_kind(union: Union) -> None:
    """A new kind must fit the superior above and the unions below."""
    kind = UnionKind(union.kind)
    below = Union.objects.filter(superior=union).values_list("kind", flat=True).distinct()
    faults = [place_fault(kind, UnionKind(union.superior.kind))] if union.superior else []
    faults += [place_fault(UnionKind(each), kind) for each in below]
    sentences = [f"{fault}。" for fault in faults if fault]
    if sentences:
        raise Refused(f"不能改为{kind.label}：" + "".join(sentences), fields={"kind": "".join(sentences)})


def _nothing() -> dict[str, Any]:
    return dict.fromkeys(PARTICULARS) | {"is_state_controlled": False, "is_enterprise_managed": False}
