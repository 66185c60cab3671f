"""What people enter into a card by hand: a column's values, checked as a workbook's cells are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction

from office import events
from office.refusals import Refused
from office.spreadsheets import CellRefused
from office.spreadsheets.cells import is_blank, plain
from scoring.kinds import AssessmentState, CardState, IndicatorKind, Stage
from scoring.models import AchievedValue, Card
from scoring.rules.scheme import Indicator, Key, Scheme
from scoring.selectors.schemes import indicator_ids, scheme_values
from scoring.services.importing.sheet import achieved
from unions.models import User

LONGEST_NOTE = 500


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed for an indicator; a blank value takes away what the column said."""

    value: str
    note: str = ""


class CardConflict(Refused):
    """Somebody else saved in between; the caller still has the own input."""

    def __init__(self) -> None:
        super().__init__("这张考核表刚被他人修改过。您的输入仍在本页，请对照后再保存。")


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft as it was saved; `faults` tells by field what is wrong with the boxes that are kept as typed."""

    card: Card
    faults: Mapping[str, str]


@transaction.atomic
def save_self_assessment(*, card: Card, typed: Mapping[Key, Typed], revision: int, user: User, at: datetime) -> Card:
    """Save the union's own column; indicators that are not named stay as they are.

    Raises:
        PermissionDenied: not of this union.
        CardConflict: somebody saved in between.
        Refused: filed or not the time, or values that cannot be understood, by field.
    """
    locked = _locked(card, revision, user)
    changes = write_values(locked, Stage.SELF, typed, user=user, at=at)
    _save_draft(locked, _still_unread(locked, typed), is_changed=bool(changes))
    return locked


@transaction.atomic
def save_draft(*, card: Card, typed: Mapping[Key, Typed], revision: int, user: User, at: datetime) -> Kept:
    """Save the union's own column as a page sends it: boxes that cannot be understood count as empty, kept as typed.

    Raises:
        PermissionDenied: not of this union.
        CardConflict: somebody saved in between.
        Refused: filed or not the time.
    """
    locked = _locked(card, revision, user)
    scheme = scheme_values(locked.assessment.scheme)
    faults = faults_of(scheme, typed)
    names = {name.split("_", 1)[1] for name in faults}
    wrong = {key: said for key, said in typed.items() if box_name(key) in names}
    changes = write_values(locked, Stage.SELF, {**typed, **dict.fromkeys(wrong, Typed(""))}, user=user, at=at)
    unread = _still_unread(locked, typed) | {box_name(key): [said.value, said.note] for key, said in wrong.items()}
    _save_draft(locked, unread, is_changed=bool(changes))
    return Kept(locked, faults)


def unread_boxes(card: Card) -> dict[Key, Typed]:
    """The boxes of the own column that are kept as typed, because they could not be understood."""
    keys = {name: name.split("_") for name in card.unread}
    return {(int(item), int(number)): Typed(*card.unread[name]) for name, (item, number) in keys.items()}


def faults_of(scheme: Scheme, typed: Mapping[Key, Typed]) -> dict[str, str]:
    """What is wrong with the boxes of a union's own column, by field."""
    indicators = {each.key: each for each in scheme.indicators() if each.key in typed}
    _, faults = _understood(indicators, typed, Stage.SELF)
    for key, indicator in indicators.items():
        if is_blank(typed[key].value) and not is_blank(typed[key].note):
            faults[f"value_{box_name(key)}"] = f"{_place(indicator)}：只写了说明，还没有填实现值。"
    order = {box_name(key): place for place, key in enumerate(indicators)}
    return dict(sorted(faults.items(), key=lambda fault: order[fault[0].split("_", 1)[1]]))


def box_name(key: Key) -> str:
    """An indicator in the names of its fields (`value_5_1`, `note_5_1`) and among the unread boxes of a card."""
    return f"{key[0]}_{key[1]}"


def _place(indicator: Indicator) -> str:
    return f"{indicator.item}.{indicator.number} {indicator.name}"


def _locked(card: Card, revision: int, user: User) -> Card:
    locked = Card.objects.select_for_update(of=("self",)).get(pk=card.pk)
    if not user.has_perm("scoring.fill_card", locked):
        raise PermissionDenied
    refuse_unless_writable(locked)
    if revision != locked.revision:
        raise CardConflict
    return locked


def _still_unread(card: Card, typed: Mapping[Key, Typed]) -> dict[str, list[str]]:
    said = {box_name(key) for key in typed}
    return {name: kept for name, kept in card.unread.items() if name not in said}


def _save_draft(card: Card, unread: dict[str, list[str]], *, is_changed: bool) -> None:
    if is_changed or unread != card.unread:
        card.unread = unread
        card.revision += 1
        card.save(update_fields=["revision", "unread"])


def refuse_unless_writable(card: Card) -> None:
    """Say no to a self-assessment that is filed or out of season.

    Raises:
        Refused: with the state.
    """
    state = AssessmentState(card.assessment.state)
    if not state.takes_self:
        raise Refused(f"{card.assessment.year} 年考核现为“{state.label}”，自评不能再改；您的输入仍在本页。")
    if card.state != CardState.DRAFT:
        raise Refused("考核表已报送，撤回后才能修改；您的输入仍在本页。")


def write_values(
    card: Card, stage: Stage, typed: Mapping[Key, Typed], *, user: User, at: datetime
) -> dict[str, list[str]]:
    """Write a column's values as typed; what changed, by indicator. The caller holds the lock on the card.

    Raises:
        Refused: values that cannot be understood, by field (`value_1_1`, `note_1_1`).
    """
    scheme = scheme_values(card.assessment.scheme)
    indicators = {each.key: each for each in scheme.indicators() if each.key in typed}
    wanted, faults = _understood(indicators, typed, stage)
    if faults:
        raise Refused("有 " + str(len(faults)) + " 处不能保存：" + "；".join(faults.values()), fields=faults)
    rows = AchievedValue.objects.filter(card=card, stage=stage).select_related("indicator__item")
    before = {(row.indicator.item.number, row.indicator.number): row for row in rows}
    changed = {key for key in wanted if _is_changed(before.get(key), wanted[key])}
    gone = [before[key].pk for key in indicators if key not in wanted and key in before]
    AchievedValue.objects.filter(pk__in=gone).delete()
    _upsert(card, stage, {key: wanted[key] for key in changed}, user, at)
    return _changes(
        scheme, before, wanted, changed | {key for key in indicators if key not in wanted and key in before}
    )


def record_values(card: Card, stage: Stage, changes: Mapping[str, list[str]], *, user: User, at: datetime) -> None:
    """Write down what changed in a column; the union's own drafts are not recorded word for word."""
    if changes:
        events.record(events.Entry(card, "enter", f"填写{stage.label}", user, at, changes=dict(changes)))


def typed_amount(typed: str, indicator: Indicator) -> Decimal | None:
    """The amount a box means: in a percent box a bare number is a percent; None for not applicable.

    Raises:
        CellRefused: with what was expected.
    """
    word = plain(typed)
    if indicator.kind is IndicatorKind.PERCENT and word[-1:].isdigit():
        word += "%"
    return achieved(word, indicator).amount


def _understood(
    indicators: Mapping[Key, Indicator], typed: Mapping[Key, Typed], stage: Stage
) -> tuple[dict[Key, tuple[Decimal | None, str]], dict[str, str]]:
    """What the boxes mean, and by field what is wrong with those that mean nothing."""
    wanted, fields = {}, {}
    for key, indicator in indicators.items():
        said = typed[key]
        if is_blank(said.value):
            continue
        try:
            amount = typed_amount(said.value, indicator)
        except CellRefused as refusal:
            fields[f"value_{box_name(key)}"] = f"{_place(indicator)}：“{said.value}”应为{refusal}，或 不适用。"
            continue
        note = plain(said.note)
        if fault := _note_fault(indicator, amount, note, stage):
            fields[f"note_{box_name(key)}"] = fault
        wanted[key] = (amount, note)
    return wanted, fields


def _note_fault(indicator: Indicator, amount: Decimal | None, note: str, stage: Stage) -> str:
    """R-X3, R-X4: what the city declares needs its reason; none is longer than its column."""
    if len(note) > LONGEST_NOTE:
        return f"{indicator.item}.{indicator.number} 说明不超过 {LONGEST_NOTE} 字，现有 {len(note)} 字。"
    if note or stage is Stage.SELF:
        return ""
    if amount is None:
        return f"{indicator.item}.{indicator.number} 认定不适用须在说明中写明理由。"
    is_given = indicator.bonus is not None and indicator.bonus.step is None and bool(amount)
    return f"{indicator.item}.{indicator.number} 考核组给分须在说明中写明理由。" if is_given else ""


def _is_changed(row: AchievedValue | None, wanted: tuple[Decimal | None, str]) -> bool:
    return row is None or (row.amount, row.note) != wanted


def _upsert(
    card: Card, stage: Stage, wanted: Mapping[Key, tuple[Decimal | None, str]], user: User, at: datetime
) -> None:
    keys = indicator_ids(card.assessment.scheme) if wanted else {}
    AchievedValue.objects.bulk_create(
        [
            AchievedValue(
                card=card, indicator_id=keys[key], stage=stage, amount=amount, is_not_applicable=amount is None,
                note=note, given_by=user, given_at=at,
            )
            for key, (amount, note) in wanted.items()
        ],
        update_conflicts=True,
        unique_fields=["card", "indicator", "stage"],
        update_fields=["amount", "is_not_applicable", "note", "given_by", "given_at"],
    )  # fmt: skip


def _changes(
    scheme: Scheme,
    before: Mapping[Key, AchievedValue],
    wanted: Mapping[Key, tuple[Decimal | None, str]],
    keys: Iterable[Key],
) -> dict[str, list[str]]:
    names = {each.key: each for each in scheme.indicators()}
    found = {}
    for key in sorted(keys):
        old = before.get(key)
        was = shown_value(names[key], old.amount, old.note) if old else ""
        now = shown_value(names[key], *wanted[key]) if key in wanted else ""
        found[f"{key[0]}.{key[1]} {names[key].name}"] = [was, now]
    return found


def shown_value(indicator: Indicator, amount: Decimal | None, note: str) -> str:
    """An entry in words, its note behind it."""
    word = "不适用" if amount is None else indicator.shown(amount)
    return f"{word}（{note}）" if note else word
