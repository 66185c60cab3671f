"""Who may ever do what with the project's money; “not now” is a guard of the transition, with its reason.

The text names no office that approves a payment. Here finance proposes and pays, the leading group approves, and the
one who approves is another person than the one who proposed (docs/money.md).
"""

from __future__ import annotations

from typing import Any

import rules

from funding.kinds import SUPERIOR_ROLES, UNIT_ROLES
from unions.kinds import RoleKind, UnionKind
from unions.models import Union, User


def _union_of(subject: Any) -> Union | None:
    """The union whose money it is."""
    if subject is None or isinstance(subject, Union):
        return subject
    return getattr(subject, "union", None) or subject.sign_off.union


@rules.predicate
def is_finance(user: User) -> bool:
    """财务部 of the city federation."""
    return user.has_role(RoleKind.FINANCE) and user.post.is_at_city


@rules.predicate
def is_leading_group(user: User) -> bool:
    return user.has_role(RoleKind.LEADING_GROUP) and user.post.is_at_city


@rules.predicate
def is_at_city(user: User) -> bool:
    """Whoever sees the business of the whole city."""
    return bool(user.scope_path) and user.post is not None and user.post.is_at_city


@rules.predicate
def works_for_recipient(user: User, subject: Any) -> bool:
    """Whoever keeps the accounts of the union itself: its officers, or a unit's clerk and chair."""
    union = _union_of(subject)
    if union is None or user.post is None or user.post.union_id != union.pk:
        return False
    return user.has_role(*(UNIT_ROLES if UnionKind(union.kind).is_unit else SUPERIOR_ROLES))


@rules.predicate
def gives_own_money(user: User, subject: Any) -> bool:
    """Officers of the union itself or of one above it, below the city: they record what they give of their own."""
    union = _union_of(subject)
    is_officer = user.has_role(*SUPERIOR_ROLES) and not user.post.is_at_city
    return union is not None and is_officer and union.path.startswith(user.post.union.path)


@rules.predicate
def keeps_an_account(user: User) -> bool:
    """A post that can book spending at all."""
    return user.has_role(*UNIT_ROLES, *SUPERIOR_ROLES)


@rules.predicate
def audits(user: User, subject: Any = None) -> bool:
    """经审 of the city, or of a district for what is below it."""
    if not user.has_role(RoleKind.AUDITOR):
        return False
    union = _union_of(subject)
    return union is None or union.path.startswith(user.scope_path)


@rules.predicate
def does_business(user: User) -> bool:
    """Any post but those of the administrators; what each sees is its scope."""
    return bool(user.scope_path)


rules.add_perm("funding.read", does_business)
rules.add_perm("funding.read_city", is_at_city)
rules.add_perm("funding.compute", is_finance)
rules.add_perm("funding.propose", is_finance)
rules.add_perm("funding.approve", is_leading_group)
rules.add_perm("funding.pay", is_finance)
rules.add_perm("funding.reverse", is_finance)
rules.add_perm("funding.rule", is_leading_group)
rules.add_perm("funding.keep_account", keeps_an_account)
rules.add_perm("funding.spend", works_for_recipient)
rules.add_perm("funding.record_province_grant", is_finance)
rules.add_perm("funding.record_own_grant", gives_own_money)
rules.add_perm("funding.audit", audits)
rules.add_perm("funding.answer_finding", works_for_recipient)
rules.add_perm("funding.verify_ledger", audits & is_at_city)
