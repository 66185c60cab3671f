"""Predicates: who may ever do what with unions, accounts and posts."""

from __future__ import annotations

import rules

from unions.kinds import Department, RoleKind
from unions.models import Union, User

REGISTER_DEPARTMENTS = (Department.ORGANISATION, Department.DEMOCRATIC_MANAGEMENT)
UNIT_ROLES = (RoleKind.UNIT_CLERK, RoleKind.UNIT_CHAIR)
SUPERIOR_ROLES = (RoleKind.OFFICER, RoleKind.SUPERIOR_LEADER)


@rules.predicate
def keeps_register(user: User) -> bool:
    """The officers of a superior union, and the city departments that keep the register."""
    if user.has_role(RoleKind.DEPARTMENT_REVIEWER):
        return user.post is not None and user.post.department in REGISTER_DEPARTMENTS
    return user.has_role(*SUPERIOR_ROLES)


@rules.predicate
def stands_above(user: User, union: Union | None) -> bool:
    """The post acted in is held at a union above this one."""
    return union is not None and holds_at_or_above(user, union) and user.post.union_id != union.pk


@rules.predicate
def holds_at_or_above(user: User, union: Union | None) -> bool:
    """The post acted in is held at this union or above it."""
    return union is not None and bool(user.scope_path) and union.path.startswith(user.scope_path)


@rules.predicate
def holds_at(user: User, union: Union | None) -> bool:
    """The post acted in is held at this very union."""
    return union is not None and user.post is not None and user.post.union_id == union.pk


@rules.predicate
def speaks_for_its_union(user: User) -> bool:
    """A post that may keep the telephone number and address of its own union."""
    return user.has_role(*UNIT_ROLES, *SUPERIOR_ROLES)


may_change_union = keeps_register & stands_above
may_place_under = keeps_register & holds_at_or_above

rules.add_perm("unions.change_union", may_change_union)
rules.add_perm("unions.rename_union", may_change_union)
rules.add_perm("unions.move_union", may_change_union)
rules.add_perm("unions.close_union", may_change_union)
rules.add_perm("unions.create_union", may_place_under)
rules.add_perm("unions.change_contacts", may_change_union | speaks_for_its_union & holds_at)
rules.add_perm("unions.import_roster", keeps_register)


def _holds(*roles: RoleKind) -> rules.Predicate:
    """The post acted in is one of these."""
    return rules.predicate(lambda user: user.has_role(*roles), name="_or_".join(roles))


@rules.predicate
def is_at_city(user: User) -> bool:
    """The post acted in is held at the city federation."""
    return user.post is not None and user.post.is_at_city


@rules.predicate
def does_business(user: User) -> bool:
    """Any post but those of the three administrators."""
    return user.post is not None and not RoleKind(user.post.role).is_administrative


rules.add_perm("unions.read_register", does_business)
rules.add_perm("unions.read_accounts", _holds(RoleKind.SYSADMIN, RoleKind.SECADMIN))
rules.add_perm("unions.manage_accounts", _holds(RoleKind.SYSADMIN))
rules.add_perm("unions.set_security", _holds(RoleKind.SECADMIN))
rules.add_perm("office.read_events", _holds(RoleKind.AUDITADMIN, RoleKind.AUDITOR))
rules.add_perm("office.read_all_events", _holds(RoleKind.AUDITADMIN) | _holds(RoleKind.AUDITOR) & is_at_city)
rules.add_perm("office.verify_events", _holds(RoleKind.AUDITADMIN))
rules.add_perm("office.read_operation", _holds(RoleKind.SYSADMIN))
rules.add_perm("office.do_business", does_business)
rules.add_perm("office.read_parameters", does_business)
rules.add_perm("office.choose_reading", _holds(RoleKind.LEADING_GROUP) & is_at_city)
