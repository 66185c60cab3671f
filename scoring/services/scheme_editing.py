"""A draft of the scheme changed on its pages: one item after the other, and the sums it has to give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from office.refusals import Refused
from scoring.kinds import Action, Pool
from scoring.models import SchemeVersion
from scoring.rules.scheme import Item
from scoring.selectors.schemes import scheme_values
from scoring.services.schemes import replace_items
from unions.models import User


@transaction.atomic
def save_item(
    *, version: SchemeVersion, item: Item, replaces: int | None, revision: int, user: User, at: datetime
) -> SchemeVersion:
    """Add an item, or put it in the place of the one that had this number.

    Raises:
        PermissionDenied: not one who keeps the scheme.
        Refused: frozen, changed by somebody else meanwhile, no such item, or its number belongs to another one.
    """
    scheme = scheme_values(version)
    if replaces is not None and scheme.item(replaces) is None:
        raise Refused(f"{version}没有第 {replaces} 项；可能刚被他人删去。")
    if item.number != replaces and scheme.item(item.number):
        raise Refused(f"第 {item.number} 项已经存在。", fields={"number": "这个序号已有项目，请换一个。"})
    changed = scheme.with_item(item, replaces)
    return replace_items(version=version, scheme=changed, revision=revision, user=user, at=at)


@transaction.atomic
def remove_item(*, version: SchemeVersion, number: int, user: User, at: datetime) -> SchemeVersion:
    """Take an item out of the version as it was just read; one that is gone already is no error.

    Raises:
        PermissionDenied: not one who keeps the scheme.
        Refused: frozen, or changed by somebody else meanwhile.
    """
    changed = scheme_values(version).without_item(number)
    return replace_items(version=version, scheme=changed, revision=version.revision, user=user, at=at)


@transaction.atomic
def save_sums(
    *,
    version: SchemeVersion,
    actions: Mapping[Action, Decimal],
    pools: Mapping[Pool, Decimal],
    revision: int,
    user: User,
    at: datetime,
) -> SchemeVersion:
    """Set what the items of each action and of each pool have to come to.

    Raises:
        PermissionDenied: not one who keeps the scheme.
        Refused: frozen, or changed by somebody else meanwhile.
    """
    changed = replace(scheme_values(version), action_points=tuple(actions.items()), pool_points=tuple(pools.items()))
    return replace_items(version=version, scheme=changed, revision=revision, user=user, at=at)
