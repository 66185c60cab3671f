"""Fill an empty demonstration."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from config.demo.later import THE_DAY, load_later_demo
from config.demo.loading import load_demo

LOADERS: Final = {date(2014, 9, 20): load_demo, THE_DAY: load_later_demo}


class Command(BaseCommand):
    """Load Dalian as it stood on the day of the demonstration, with invented units and people."""

    help = "装入演示日期的演示数据（大连市，单位与人员均为虚构）；只用于演示环境的空数据库。"

    def handle(self, *_: Any, **__: Any) -> None:
        """Refuse wherever real data could be."""
        if not settings.DEMO:
            raise CommandError("当前不是演示环境（settings.DEMO 为 False），不装入演示数据。")
        if get_user_model().objects.exists():
            raise CommandError("数据库中已有账号，不装入演示数据；如需重新演示，请先删除演示数据库。")
        load = LOADERS.get(settings.DEMO_TODAY)
        if load is None:
            days = "、".join(map(str, LOADERS))
            raise CommandError(f"没有 {settings.DEMO_TODAY} 的演示数据；演示日期可为 {days}。")
        load()
        self.stdout.write("已装入演示数据。")
