"""Whether a union can stand at a place in the tree, and the lock under which the tree changes."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from office.refusals import Refused
from unions.kinds import UnionKind
from unions.models import Union
from unions.rules.tree import place_fault


def lock_tree() -> None:
    """Make everyone else who changes the tree wait until this transaction ends: its root row is the lock."""
    Union.objects.select_for_update(of=("self",)).filter(superior=None).order_by("pk").first()


def locked(union: Union) -> Union:
    """The union as it is now, held until the transaction ends."""
    return Union.objects.select_for_update(of=("self",)).select_related("superior").get(pk=union.pk)


def refuse_closed(union: Union) -> None:
    """Say no to a change of a union that has left the register.

    Raises:
        Refused: with the day it was closed.
    """
    if union.closed_on:
        raise Refused(f"“{union}”已于 {union.closed_on} 撤销，登记内容不再变更。")


def refuse_place(kind: UnionKind, superior: Union, *, on: date) -> None:
    """Say no to a place on the wrong level or under a closed union.

    Raises:
        Refused: with the sentence for the field `superior`.
    """
    fault = place_fault(kind, UnionKind(superior.kind))
    if fault:
        raise Refused(f"上级工会不合适：{fault}。", reasons=[fault], fields={"superior": f"{fault}。"})
    if superior.closed_on and superior.closed_on <= on:
        sentence = f"“{superior}”已于 {superior.closed_on} 撤销，不能再有下级。"
        raise Refused(sentence, fields={"superior": sentence})


def _others(union: Union | None) -> QuerySet[Union]:
    return Union.objects.exclude(pk=union.pk) if union else Union.objects.all()


def refuse_taken_name(name: str, superior: Union | None, *, but: Union | None = None) -> None:
    """Say no to a name that another open union under the same superior bears.

    Raises:
        Refused: with the sentence for the field `name`.
    """
    if _others(but).filter(superior=superior, name=name, closed_on=None).exists():
        sentence = f"“{superior}”下已有名为“{name}”的单位。"
        raise Refused(sentence, fields={"name": sentence})


def refuse_taken_code(credit_code: str, *, but: Union | None = None) -> None:
    """Say no to a credit code that another union has; an empty one is nobody's.

    Raises:
        Refused: with the sentence for the field `credit_code`.
    """
    if credit_code and _others(but).filter(credit_code=credit_code).exists():
        sentence = f"统一社会信用代码“{credit_code}”已登记在另一单位名下。"
        raise Refused(sentence, fields={"credit_code": sentence})
