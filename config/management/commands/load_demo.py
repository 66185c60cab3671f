"""Fill an empty demonstration."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from config.demo.loading import load_demo


class Command(BaseCommand):
    """Load Dalian as it stood on 20 September 2014, with invented units and people."""

    help = "装入演示数据（大连市 2014 年 9 月 20 日的情形，单位与人员均为虚构）；只用于演示环境的空数据库。"

    def handle(self, *_: Any, **__: Any) -> None:
        """Refuse wherever real data could be."""
        if not settings.DEMO:
            raise CommandError("当前不是演示环境（settings.DEMO 为 False），不装入演示数据。")
        if get_user_model().objects.exists():
            raise CommandError("数据库中已有账号，不装入演示数据；如需重新演示，请先删除演示数据库。")
        load_demo()
        self.stdout.write("已装入演示数据。")
