"""The assessments of 2014 to 2016 in the demonstration of 2017: two by workbooks and published, one under review."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from io import BytesIO
from typing import Any, Final

from openpyxl import Workbook

from config.demo.accounts import Staff
from config.demo.reading import table, texts
from config.demo.script import Script
from config.demo.season import Season, achieved, office_hour
from office.spreadsheets import read_sheet
from scoring.kinds import POOLS, Pool, Stage
from scoring.rules.scheme import Key
from scoring.services.card_flow import move_card
from scoring.services.importing import SCORES, import_scores
from scoring.services.importing.snapshot import scheme_to_be
from scoring.services.values import Typed, save_self_assessment
from unions.kinds import RoleKind, UnionKind
from unions.models import Union

FILING_PACE: Final = timedelta(hours=4, minutes=7)
BY_UNION: Final = ("nothing", "not_applicable")
OF_UNIONS: Final = ("visit", "request", "objection", "honour", "nomination")


def schedule_past_seasons(staff: Staff, script: Script) -> None:
    """Note the three seasons, as far as the unions they tell of are there."""
    for told in texts("past_seasons")["year"]:
        kind = PastSeason if "imports" in told["season"] else RunningSeason
        kind(staff, _present(told)).schedule(script)


@dataclass
class PastSeason(Season):
    """A season whose figures come in by workbook; no department says anything, so the unions' own are accepted."""

    def _schedule_opening(self, script: Script, days: dict[str, Any]) -> None:
        script.at(days["imports"], partial(self.take_over, Stage.SELF))
        for entry in self.told["card"]:
            script.at(entry["files"], partial(self.file, entry))

    def _schedule_reviews(self, script: Script, days: dict[str, Any]) -> None:
        script.at(days["visited"], partial(self.take_over, Stage.FINAL))

    def file(self, entry: dict[str, Any], at: datetime) -> None:
        """A union files what stands in its column."""
        card = self.card(entry["union"])
        move_card(card=card, transition="file", user=self.staff.at(card.union, RoleKind.OFFICER), at=at)

    def take_over(self, stage: Stage, at: datetime) -> None:
        """One column of every union; the final one only says what the union's own cannot."""
        year = self.told["season"]["year"]
        source = f"{year}年百分考核{stage.label}（演示数据）.xlsx"
        reading = read_sheet(BytesIO(self._workbook(stage)), SCORES)
        plan = import_scores(reading=reading, year=year, stage=stage, user=None, at=at, source=source)
        if plan.errors:
            raise ValueError("\n".join(f"{each.place} {each.value} {each.expected}" for each in plan.errors))

    def _workbook(self, stage: Stage) -> bytes:
        scheme = scheme_to_be(self.told["season"]["year"])
        book = Workbook(write_only=True)
        sheet = book.create_sheet()
        sheet.append([column.name for column in SCORES.columns])
        for entry in self.told["card"]:
            pool = _pool(entry["union"])
            typed = achieved(entry, scheme, pool, self.chance) if stage is Stage.SELF else self._recognised(entry)
            for (item, number), said in typed.items():
                sheet.append([entry["union"], item, number, said.value, said.note])
        buffer = BytesIO()
        book.save(buffer)
        return buffer.getvalue()

    def _recognised(self, entry: Mapping[str, Any]) -> dict[Key, Typed]:
        count = entry.get("innovations", 0)
        reason = self.told["season"]["innovation"].format(number=count)
        return {(30, 1): Typed(str(count), reason if count else "没有市总认定的创新项目")}


@dataclass
class RunningSeason(Season):
    """The season that is held here; some unions were late, one has not begun."""

    def assess(self, entry: dict[str, Any], at: datetime) -> None:
        """File, but for those who only saved what they had."""
        season, name = self.told["season"], entry["union"]
        if name in season["unopened"]:
            return
        if name not in season["unfiled"]:
            super().assess(entry, at)
            return
        card = self.card(name)
        officer = self.staff.at(card.union, RoleKind.OFFICER)
        typed = achieved(entry, scheme_to_be(season["year"]), Pool(card.pool), self.chance)
        save_self_assessment(card=card, typed=typed, revision=card.revision, user=officer, at=at)


def _present(told: dict[str, Any]) -> dict[str, Any]:
    """A year less what it tells of unions that this demonstration leaves out."""
    names = set(Union.objects.filter(closed_on=None).values_list("name", flat=True))
    kept = {key: [each for each in told.get(key, ()) if each["union"] in names] for key in OF_UNIONS}
    year = told["season"]["year"]
    rows = [row for row in table("past_scores") if int(row["年度"]) == year and row["考核对象"] in names]
    found = {"season": told["season"], **kept, "card": list(_cards(rows, told))}
    if following := told.get("next"):
        found |= {"next": {**following, "unions": [each for each in following["unions"] if each in names]}}
        found |= {"plan": told["plan"]}
    return found


def _cards(rows: Iterable[dict[str, str]], told: dict[str, Any]) -> Iterable[dict[str, Any]]:
    """What each union reached, as a season tells it."""
    for place, row in enumerate(rows):
        name, innovations = row["考核对象"], int(row["创新项目"])
        card: dict[str, Any] = {
            "union": name, "built": row["建会完成率"], "fund": row["站均帮扶资金"], "city": row["市级合同"],
            "county": row["区县级合同"], "misses": row["未达到的指标"].split(),
        }  # fmt: skip
        card |= {key: told[key][name] for key in BY_UNION if name in told.get(key, {})}
        if innovations:
            card["innovations"] = innovations
        card["files"] = office_hour(told["season"]["files"] + FILING_PACE * place)
        yield card


def _pool(name: str) -> Pool:
    return POOLS[UnionKind(Union.objects.get(name=name, closed_on=None).kind)]
