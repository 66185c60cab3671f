"""The first step of a clean installation: the two unions at the top of the tree."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from office import clock
from office.refusals import Refused
from unions.kinds import UnionKind
from unions.services.tree import init_federation


class Command(BaseCommand):
    """Enter the provincial and the city federation; a second run changes nothing."""

    help = "登记省总工会和市总工会；再次运行不改变任何内容。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The two names, as the unions bear them."""
        parser.add_argument("--province", required=True, help="省总工会的名称，如 辽宁省总工会")
        parser.add_argument("--city", required=True, help="市总工会的名称，如 大连市总工会")

    def handle(self, *, province: str, city: str, **_: Any) -> None:
        """Print what was made, or that everything is there."""
        try:
            made = init_federation(province=province.strip(), city=city.strip(), user=None, at=clock.now())
        except Refused as refusal:
            raise CommandError(refusal.sentence) from refusal
        for union in made:
            self.stdout.write(f"已登记{UnionKind(union.kind).label}：{union}")
        if not made:
            self.stdout.write(f"“{province}”和“{city}”已经登记，没有改变。")
