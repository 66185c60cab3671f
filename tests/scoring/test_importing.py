"""`import_scores` and `report ranking`: what is understood, what is refused by cell, what follows."""

from __future__ import annotations

from decimal import Decimal

import pytest

from office import clock
from office.refusals import Refused
from office.spreadsheets import read_sheet
from scoring.kinds import AssessmentState, Pool, SchemeState, Stage
from scoring.models import AchievedValue, Assessment, Card, SchemeVersion
from scoring.services.importing import SCORES, applying, import_scores
from scoring.services.importing.planning import indicator_named
from tests.factories import DistrictFactory, IndustrialFactory, UserFactory
from tests.scoring.books import HEADINGS, YEAR, all_right, import_rows, ranked, row
from tests.scoring.schemes import SCHEME
from tests.unions.rosters import workbook
from unions.models import FormerName

pytestmark = pytest.mark.django_db


@pytest.fixture
def district():
    return DistrictFactory(name="中山区总工会")


def test_a_clean_installation_takes_scores_and_ranks_them(tmp_path, district):
    """No assessment was opened by hand: the scheme is made from the text."""
    IndustrialFactory(name="机械工会")
    rows = [*all_right("中山区总工会", i1_1="107.9%"), *all_right("机械工会", Pool.INDUSTRIAL, i26_9="5,000元")]
    tried = import_rows(tmp_path, rows, dry_run=True)
    assert (tried["created"], SchemeVersion.objects.count()) == (len(rows), 0)
    done, repeated = import_rows(tmp_path, rows), import_rows(tmp_path, rows)

    assert (done["created"], done["errors"], done["warnings"], done["exit"]) == (len(rows), [], [], 0)
    assert (repeated["created"], repeated["changed"], repeated["unchanged"]) == (0, 0, len(rows))
    found = ranked()
    assert found["rows"] == [
        {"pool": "district", "union": "中山区总工会", "base": "100.0", "bonus": "1.4", "total": "101.4",
         "attainable": "100.0", "rank": 1, "honour": "excellent", "boundary_tie": False},
        {"pool": "industrial", "union": "机械工会", "base": "79.0", "bonus": "0.2", "total": "79.2",
         "attainable": "79.0", "rank": 1, "honour": None, "boundary_tie": False},
    ]  # fmt: skip
    assert (found["year"], found["parameters"]["industrial_honours"]["value"]) == (YEAR, "none")
    assert SchemeVersion.objects.get().state == SchemeState.FROZEN


def test_a_later_stage_takes_over_what_it_does_not_say(tmp_path, district):
    import_rows(tmp_path, [*all_right("中山区总工会"), row("中山区总工会", 30, 1, 2)], stage="self")
    assert ranked()["rows"][0]["total"] == "106.0"  # the union's own word, its claim of two innovations with it
    import_rows(tmp_path, [row("中山区总工会", 5, 1, "9%")], stage="department")
    assert ranked()["rows"][0]["total"] == "99.0"  # item 5 lost; the claim waits for the assessment team
    import_rows(tmp_path, [row("中山区总工会", 5, 1, "10%"), row("中山区总工会", 30, 1, 1)], stage="final")
    assert ranked()["rows"][0]["total"] == "103.0"


def test_what_offices_write_is_understood(tmp_path, district):
    FormerName.objects.create(union=district, name="中山总工会", until_on="2010-01-01")
    rows = [
        row(" 中山区 总工会", "第1项", "年度建会任务完成率", 1.079),
        row("中山总工会", "１", "1.3", 98, "没有百分号"),
        row("中山区总工会", 3, "双亮双履", "６０％"),
        row("中山区总工会", 5, 1, 9.5),
        row("中山区总工会", 4, 1, "４ 个"),
        row("中山区总工会", 26, "有牌子", "√"),
        row("中山区总工会", 26, 9, "14,000.50元"),
        row("中山区总工会", 13, 1, "不适用", "没有高危企业"),
    ]
    found = import_rows(tmp_path, rows)
    assert (found["created"], found["errors"]) == (8, [])
    assert [(each["cell"], each["expected"]) for each in found["warnings"]] == [
        ("D4", "没有百分号，按 98% 理解"), ("D6", "没有百分号，按 9.5% 理解"),
    ]  # fmt: skip
    values = {
        str(each.indicator)[:4].strip(): each.amount for each in AchievedValue.objects.select_related("indicator__item")
    }
    shown = {key: None if amount is None else f"{amount.normalize():f}" for key, amount in values.items()}
    assert shown == {"1.1": "1.079", "1.3": "0.98", "3.3": "0.6", "5.1": "0.095", "4.1": "4", "26.1": "1",
                     "26.9": "14000.5", "13.1": None}  # fmt: skip


def test_an_indicator_is_known_by_the_short_name_of_the_card():
    items = {item.number: item for item in SCHEME.items}
    short = {
        4: ["县区级行业工会", "其专职工会干部配备"],
        8: ["市级合同数", "区市县级合同数"],
        9: ["国有集体及控股企业、事业单位厂务公开建制率", "同类职代会建制率"],
        17: ["区域行业工会调解组织建制率", "建会企业", "规模以上建会企业", "调解成功率", "结案率"],
        23: ["企业和谐文化活动参与率(规模以上建会企业)"],
    }
    for item, names in short.items():
        found = [indicator_named(name, items[item]) for name in names]
        assert [[each.number for each in those] for those in found] == [[at] for at in range(1, len(names) + 1)], item
    assert [each.number for each in indicator_named("乡镇街道以上参与率（占受案数）", items[18])] == [4]
    assert [each.number for each in indicator_named("本级示范点", items[22])] == [4]
    assert len(indicator_named("建制率", items[17])) > 1


@pytest.mark.parametrize(
    ("rows", "cells"),
    [
        ([row("中山总公会", 1, 1, "100%")], {"A3": "是否为“中山区总工会”？"}),
        ([row("中山区总工会", 31, 1, "100%")], {"B3": "1 至 30"}),
        ([row("中山区总工会", 2, 9, "是")], {"C3": "应为第 2 项的指标：1 党工共建机制"}),
        ([row("中山区总工会", 1, 1, "约98%")], {"D3": "应为百分比"}),
        ([row("中山区总工会", 1, 1, "-5%")], {"D3": "应为百分比"}),
        ([row("中山区总工会", 2, 1, "大概")], {"D3": "是 或 否"}),
        ([row("中山区总工会", 1, 1, "107900000%")], {"D3": "折合加分不超过 999 分"}),
        ([row("中山区总工会", 4, 1, "4.5")], {"D3": "整数"}),
        ([row("中山区总工会", 1, 1, "100%"), row("中山区总工会", 1, "建会任务", "101%")], {"C4": "与第 3 行重复"}),
    ],
    ids=["name", "item", "indicator", "about", "negative", "word", "digits", "fraction", "twice"],
)  # fmt: skip
def test_an_error_names_its_cell_and_stops_everything(tmp_path, district, rows, cells):
    found = import_rows(tmp_path, [*rows, row("中山区总工会", 5, 1, "10%")])
    assert found["exit"] == 1
    assert (found["created"], Card.objects.count(), Assessment.objects.count()) == (0, 0, 0)
    assert {each["cell"] for each in found["errors"]} == set(cells)
    assert all(cells[each["cell"]] in each["expected"] for each in found["errors"])


def test_what_is_only_odd_is_told_and_does_not_stop(tmp_path, district):
    IndustrialFactory(name="机械工会")
    rows = [row("机械工会", 2, 1, "是"), row("机械工会", 30, 2, 1.5), row("中山区总工会", 1, 2, "101%")]
    found = import_rows(tmp_path, rows)
    assert [each["cell"] for each in found["warnings"]] == ["B3", "E4", "D5"]
    assert (found["errors"], found["created"]) == ([], 2)
    assert {each["union"]: each["total"] for each in ranked()["rows"]} == {"中山区总工会": "0.0", "机械工会": "1.5"}


def test_a_year_that_is_decided_or_too_early_takes_no_import(tmp_path, district):
    assert "自 2012 年起实行" in import_rows(tmp_path, all_right("中山区总工会"), year=2011)["errors"][0]["expected"]
    import_rows(tmp_path, all_right("中山区总工会"))
    Assessment.objects.update(state=AssessmentState.SEALED, sealed_at=clock.now(), sealed_by=UserFactory())
    assert "不能再导入" in import_rows(tmp_path, all_right("中山区总工会"))["errors"][0]["expected"]


def test_a_year_that_is_sealed_while_a_sheet_is_read_takes_nothing_of_it(tmp_path, district, monkeypatch):
    import_rows(tmp_path, all_right("中山区总工会"))
    planned = applying.plan_scores

    def meanwhile(*read):
        plan = planned(*read)
        Assessment.objects.update(state=AssessmentState.SEALED, sealed_at=clock.now(), sealed_by=UserFactory())
        return plan

    monkeypatch.setattr(applying, "plan_scores", meanwhile)
    reading = read_sheet(workbook([row("中山区总工会", 5, 1, "9%")], headings=HEADINGS), SCORES)
    with pytest.raises(Refused, match="不能再导入；本次没有导入任何内容"):
        import_scores(reading=reading, year=YEAR, stage=Stage.FINAL, user=None, at=clock.now(), source="考核.xlsx")
    assert AchievedValue.objects.get(indicator__item__number=5).amount == Decimal("0.1")


def test_the_scheme_of_a_new_year_copies_the_last(tmp_path, district):
    import_rows(tmp_path, all_right("中山区总工会"))
    import_rows(tmp_path, all_right("中山区总工会"), year=2014)
    assert SchemeVersion.objects.get(year=2014).origin == "2013 年考核方案第 1 版"
