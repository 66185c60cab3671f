"""`manage.py create_administrator`: the first accounts of a new installation; all others are made in the browser."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from office import clock
from office.refusals import Refused
from unions.kinds import RoleKind, UnionKind
from unions.models import Union
from unions.services.accounts import create_account
from unions.services.posts import appoint

ROLES = [str(role) for role in RoleKind if role.is_administrative]


class Command(BaseCommand):
    """Make one of the three administrators and print the first password, for the only time."""

    help = "开设系统、安全或审计管理员的账号（三人分任），打印只显示这一次的初始密码。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Login name, name, and which of the three."""
        parser.add_argument("username", help="登录名，如 sysadmin.wang")
        parser.add_argument("--name", required=True, help="姓名")
        parser.add_argument("--role", choices=ROLES, default=str(RoleKind.SYSADMIN), help="管理员的种类")

    def handle(self, *, username: str, name: str, role: str, **_: Any) -> None:
        """All of it or nothing: an account without its post would be of no use."""
        city = Union.objects.filter(kind=UnionKind.CITY_FEDERATION).first()
        if city is None:
            raise CommandError("还没有登记市总工会，请先运行 manage.py init_federation。")
        at = clock.now()
        try:
            with transaction.atomic():
                account, password = create_account(username=username, full_name=name, user=None, at=at)
                post = appoint(account=account, union=city, role=RoleKind(role), from_on=at.date(), user=None, at=at)
        except Refused as refusal:
            raise CommandError(refusal.sentence) from refusal
        self.stdout.write(f"已开设：{name}，{post}")
        self.stdout.write(f"登录名 {username}，初始密码 {password}（只显示这一次，首次登录时须修改）")
