"""The first person of an installation: the system administrator, who makes all other accounts on the pages.

Also the way back in where the one there is cannot sign in any more.
"""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from office import clock
from office.refusals import Refused
from unions.kinds import RoleKind, UnionKind
from unions.models import Union
from unions.selectors.accounts import holders
from unions.services.accounts import create_account
from unions.services.posts import appoint


class Command(BaseCommand):
    """Make the account and print its first password; refused once there is a system administrator, unless asked for."""

    help = "开设首位系统管理员的账号，打印首次密码（只显示这一次，首次登录须修改）。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Who it is."""
        parser.add_argument("username", help="登录名")
        parser.add_argument("full_name", help="姓名")
        parser.add_argument("--further", action="store_true", help="已有系统管理员（如无法登录）时再开设一位")

    def handle(self, *, username: str, full_name: str, further: bool, **_: Any) -> None:
        """Print the first password."""
        city = Union.objects.filter(kind=UnionKind.CITY_FEDERATION).first()
        if city is None:
            raise CommandError("还没有登记市总工会，请先运行 init_federation。")
        if not further and holders(RoleKind.SYSADMIN, on=clock.today()).exists():
            raise CommandError(
                "已有系统管理员；其他账号由系统管理员登录后在“账号与岗位”中开设；他无法登录时加 --further。"
            )
        try:
            password = self._create(city, username, full_name)
        except Refused as refusal:
            raise CommandError(refusal.sentence) from refusal
        self.stdout.write(f"已开设系统管理员账号。登录名：{username}　首次密码：{password}")

    @transaction.atomic
    def _create(self, city: Union, username: str, full_name: str) -> str:
        at = clock.now()
        account, password = create_account(username=username, full_name=full_name, user=None, at=at)
        appoint(account=account, union=city, role=RoleKind.SYSADMIN, from_on=at.date(), user=None, at=at)
        return password
