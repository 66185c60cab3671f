"""The roster import: what it makes of an office's workbook."""

import pytest

from office.models import Event
from office.refusals import Refused
from office.spreadsheets import read_sheet
from tests.factories import CityFactory, DistrictFactory, UnionFactory, user_with_post
from tests.unions.rosters import NOON, district, imported, report, sector, township, unit, workbook
from unions.kinds import OwnershipType, RoleKind, UnionKind
from unions.models import FormerName, FormerSuperior, Union
from unions.models.union import SEGMENT_DIGITS
from unions.services.roster import ROSTER, import_roster, plan_roster, snapshot

pytestmark = pytest.mark.django_db
CODE = "91210202MA0P4TB81X"


@pytest.fixture(autouse=True)
def city():
    return CityFactory()


def named(name):
    return Union.objects.get(name=name)


def test_it_enters_superiors_and_units_whatever_their_order():
    plan = imported([unit("机床厂工会", "桃源街道工会"), township("桃源街道工会"), district()])
    assert report(plan) == []
    assert len(plan.creations) == 3
    found = named("机床厂工会")
    assert found.superior.name == "桃源街道工会"
    assert found.superior.superior.name == "中山区总工会"
    assert found.path == found.superior.path + str(found.pk).zfill(SEGMENT_DIGITS)
    assert found.superior.path.startswith(named("中山区总工会").path)
    assert (found.ownership_type, found.employee_count) == (OwnershipType.PRIVATE, 120)
    assert found.name_pinyin.startswith("jichuangchang")


def test_it_understands_what_offices_type():
    rows = [
        district(),
        unit(" 机床厂工会 ", 职工人数="３００人", 单位性质="私营企业", 国有控股="否", 建会日期="2001年3月5日"),
        unit("化工厂工会", 职工人数="1,234", 单位性质="3 股份制企业", 国有控股="是", 建会日期="2001.3.5"),
    ]
    plan = imported(rows, title="中山区基层工会名册", notes=["注：职工人数截至 2014 年 8 月。"])
    assert report(plan) == []
    assert len(plan.warnings) == 1
    assert named("机床厂工会").employee_count == 300
    assert named("化工厂工会").employee_count == 1234
    assert named("化工厂工会").is_state_controlled
    assert f"{named('机床厂工会').founded_on}" == "2001-03-05"


def test_the_same_file_twice_changes_nothing():
    rows = [
        district(),
        township("桃源街道工会"),
        unit("机床厂工会", "桃源街道工会", 统一社会信用代码=CODE),
        sector("餐饮业工会"),
    ]
    imported(rows)
    event_count = Event.objects.count()
    again = imported(rows)
    assert (len(again.creations), len(again.alterations), again.unchanged_count) == (0, 0, 4)
    assert Event.objects.count() == event_count


def test_names_may_repeat_under_different_superiors():
    plan = imported([district(), district("西岗区总工会"), unit("机床厂工会"), unit("机床厂工会", "西岗区总工会")])
    assert report(plan) == []
    assert Union.objects.filter(name="机床厂工会").count() == 2


def test_a_name_twice_under_one_superior_is_an_error_at_the_second():
    plan = imported([district(), unit("机床厂工会"), unit("机床厂 工会")])
    assert report(plan) == ["A4 单位名称：“机床厂 工会”与第 3 行重复，请只保留一行"]
    assert not Union.objects.filter(superior__name="中山区总工会").exists()


def test_a_credit_code_twice_is_an_error_at_the_second():
    rows = [district(), unit("甲厂工会", 统一社会信用代码=CODE), unit("乙厂工会", 统一社会信用代码=CODE)]
    assert report(imported(rows)) == [f"F4 统一社会信用代码：“{CODE}”与第 3 行重复，请只保留一行"]


def test_an_unknown_superior_is_an_error_that_names_the_nearest():
    plan = imported([district(), unit("机床厂工会", "中山区工会")])
    assert report(plan) == ["B3 上级工会：“中山区工会”应为本表内或已登记的上级工会的名称（是否为“中山区总工会”？）"]


def test_a_superior_whose_own_row_is_wrong_is_not_blamed_again():
    plan = imported([district(工会类别="区县工会"), unit("机床厂工会")])
    assert [problem.cell for problem in plan.errors] == ["C2"]


def test_an_ambiguous_superior_is_an_error_until_it_is_written_in_full():
    districts = [district(), district("西岗区总工会")]
    townships = [township("新港街道工会"), township("新港街道工会", "西岗区总工会")]
    plan = imported([*districts, *townships, unit("机床厂工会", "新港街道工会")])
    in_full = "中山区总工会/新港街道工会、西岗区总工会/新港街道工会"
    assert report(plan) == [f"B6 上级工会：“新港街道工会”有 2 个同名的上级工会，应写全，如：{in_full}"]
    imported([*districts, *townships, unit("机床厂工会", "西岗区总工会／新港街道工会")])
    assert named("机床厂工会").superior.superior.name == "西岗区总工会"


def test_a_superior_on_the_wrong_level_is_an_error():
    plan = imported([district(), unit("机床厂工会"), unit("车间工会", "机床厂工会"), unit("直属工会", "大连市总工会")])
    assert [problem.cell for problem in plan.errors] == ["B4", "B5"]
    assert "不能归基层工会" in plan.errors[0].sentence
    assert "不能归市总工会" in plan.errors[1].sentence


@pytest.mark.parametrize("typed", ["约300", -5, "三百", "300.5", "很多"])
def test_a_number_that_is_none_is_an_error_by_cell(typed):
    plan = imported([district(), unit("机床厂工会", 职工人数=typed)])
    assert [problem.cell for problem in plan.errors] == ["E3"]
    assert not Union.objects.filter(name="机床厂工会").exists()


def test_each_kind_must_state_what_it_needs():
    rows = [
        district(),
        unit("机床厂工会", 单位性质=None),
        unit("化工厂工会", 职工人数=None),
        sector("餐饮业工会", 职工人数=""),
    ]
    assert [(problem.cell, problem.column) for problem in imported(rows).errors] == [
        ("D3", "单位性质"),
        ("E4", "职工人数"),
        ("E5", "职工人数"),
    ]


def test_districts_alone_need_no_columns_of_units():
    assert report(imported([district()], headings=("单位名称", "上级工会", "工会类别"))) == []


def test_units_without_the_column_of_employees_are_one_error():
    headings = ("单位名称", "上级工会", "工会类别", "单位性质")
    plan = imported([district(), unit("甲厂工会"), unit("乙厂工会")], headings=headings)
    assert [(problem.row, problem.column) for problem in plan.errors] == [(1, "职工人数")]


def test_what_a_kind_does_not_have_is_warned_of_and_not_taken():
    plan = imported([district(单位性质=1), sector("餐饮业工会", 国有控股="是"), unit("机床厂工会", 行业层级="市级")])
    assert report(plan) == []
    assert [problem.column for problem in plan.warnings] == ["单位性质", "国有控股", "行业层级"]
    assert named("机床厂工会").sector_tier == ""


def test_unknown_columns_are_listed_and_ignored():
    plan = imported([district(编制=12)])
    assert plan.ignored_columns == ("编制",)
    assert report(plan) == []


def test_changed_facts_are_changed_and_blank_cells_are_not():
    imported([district(), unit("机床厂工会", 联系方式="0411-1")])
    plan = imported([unit("机床厂工会", 职工人数=130, 联系方式=None)])
    assert [each.fact_changes for each in plan.alterations] == [{"职工人数": ["120", "130"]}]
    assert named("机床厂工会").employee_count == 130
    assert named("机床厂工会").phone == "0411-1"
    event = Event.objects.filter(verb="change").get()
    assert event.changes == {"职工人数": ["120", "130"]}
    assert event.subject_label == "机床厂工会"


def test_a_union_absent_from_the_file_stays():
    imported([district(), unit("甲厂工会"), unit("乙厂工会")])
    imported([unit("甲厂工会", 职工人数=130)])
    assert named("乙厂工会").closed_on is None


def test_another_name_under_the_same_code_is_a_rename():
    imported([district(), unit("机床厂工会", 统一社会信用代码=CODE)])
    plan = imported([unit("机床集团工会", 统一社会信用代码=CODE.lower())])
    assert [each.action for each in plan.alterations] == ["更名"]
    former = FormerName.objects.get()
    assert (former.name, former.until_on) == ("机床厂工会", NOON.date())
    assert named("机床集团工会").name_pinyin.startswith("jichuangjituan")
    assert imported([unit("机床集团工会", 统一社会信用代码=CODE)]).is_empty


def test_another_superior_under_the_same_code_is_a_move():
    imported([district(), district("西岗区总工会"), unit("机床厂工会", 统一社会信用代码=CODE)])
    plan = imported([unit("机床厂工会", "西岗区总工会", 统一社会信用代码=CODE)])
    assert [each.action for each in plan.alterations] == ["转隶"]
    assert FormerSuperior.objects.get().superior.name == "中山区总工会"
    found = named("机床厂工会")
    assert found.path.startswith(named("西岗区总工会").path)


def test_a_moved_township_takes_its_units_along():
    imported(
        [
            district(),
            district("西岗区总工会"),
            township("桃源街道工会", 统一社会信用代码=CODE),
            unit("机床厂工会", "桃源街道工会"),
        ]
    )
    imported([township("桃源街道工会", "西岗区总工会", 统一社会信用代码=CODE), unit("化工厂工会", "桃源街道工会")])
    for name in ("机床厂工会", "化工厂工会"):
        assert named(name).path.startswith(named("桃源街道工会").path)
        assert named(name).path.startswith(named("西岗区总工会").path)


def test_a_unit_can_move_under_a_superior_that_the_same_file_enters():
    imported([district(), unit("机床厂工会", 统一社会信用代码=CODE)])
    imported([unit("机床厂工会", "桃源街道工会", 统一社会信用代码=CODE), township("桃源街道工会")])
    assert named("机床厂工会").path.startswith(named("桃源街道工会").path)


def test_a_code_is_learnt_for_a_union_known_by_name():
    imported([district(), unit("机床厂工会")])
    plan = imported([unit("机床厂工会", 统一社会信用代码=CODE)])
    assert [each.action for each in plan.alterations] == ["变更"]
    assert named("机床厂工会").credit_code == CODE


def test_another_code_for_a_known_name_is_an_error():
    imported([district(), unit("机床厂工会", 统一社会信用代码=CODE)])
    plan = imported([unit("机床厂工会", 统一社会信用代码="91210202MA0P4TB82A")])
    assert [problem.cell for problem in plan.errors] == ["F2"]
    assert CODE in plan.errors[0].expected


def test_a_rename_onto_a_taken_name_is_an_error():
    imported([district(), unit("甲厂工会", 统一社会信用代码=CODE), unit("乙厂工会")])
    plan = imported([unit("乙厂工会", 统一社会信用代码=CODE)])
    assert [problem.cell for problem in plan.errors] == ["A2"]


def test_a_township_with_units_cannot_become_a_unit():
    imported([district(), township("桃源街道工会", 统一社会信用代码=CODE), unit("机床厂工会", "桃源街道工会")])
    plan = imported([unit("桃源街道工会", 统一社会信用代码=CODE)])
    assert [problem.cell for problem in plan.errors] == ["C2"]
    assert "其下有“机床厂工会”" in plan.errors[0].expected


def test_a_namesake_elsewhere_is_warned_of():
    imported([district(), district("西岗区总工会"), unit("机床厂工会")])
    plan = imported([unit("机床厂工会", "西岗区总工会")])
    assert [problem.cell for problem in plan.warnings] == ["A2"]
    assert "中山区总工会" in plan.warnings[0].expected


def test_a_formula_is_an_error_and_not_computed():
    plan = imported([district(), unit("机床厂工会", 职工人数="=100+20")])
    assert [problem.cell for problem in plan.errors] == ["E3"]


def test_one_wrong_row_keeps_everything_out():
    rows = [district(), *(unit(f"第{number}厂工会") for number in range(20)), unit("坏行工会", "没有的工会")]
    plan = imported(rows)
    assert len(plan.errors) == 1
    assert not Union.objects.filter(kind=UnionKind.GRASSROOTS_UNION).exists()
    assert not Event.objects.exists()


def test_an_import_is_one_event_and_one_for_each_union():
    imported([district(), unit("机床厂工会")])
    assert Event.objects.get(verb="import_roster").changes == {"文件": "名册.xlsx", "新增": 2, "变更": 0, "未变": 0}
    assert set(Event.objects.filter(verb="create").values_list("subject_label", flat=True)) == {
        "中山区总工会",
        "机床厂工会",
    }


def test_a_plan_confirmed_before_a_change_is_refused():
    imported([district(), unit("机床厂工会")])
    reading = read_sheet(workbook([unit("机床厂工会", 职工人数=130)]), ROSTER)
    confirmed = plan_roster(reading, snapshot(None)).fingerprint
    Union.objects.filter(name="机床厂工会").update(employee_count=125)
    with pytest.raises(Refused, match="预览之后"):
        import_roster(reading=reading, user=None, at=NOON, source="名册.xlsx", expected=confirmed)
    assert named("机床厂工会").employee_count == 125


class TestWithinADistrict:
    """An officer imports only below the own union."""

    @pytest.fixture
    def officer(self):
        return user_with_post(RoleKind.OFFICER, DistrictFactory(name="中山区总工会"))

    def test_own_units_are_entered(self, officer):
        assert report(imported([unit("机床厂工会")], user=officer)) == []
        assert Event.objects.filter(verb="create").get().actor == officer

    def test_a_strangers_district_does_not_exist(self, officer):
        DistrictFactory(name="西岗区总工会")
        plan = imported([unit("机床厂工会", "西岗区总工会")], user=officer)
        assert [problem.cell for problem in plan.errors] == ["B2"]
        assert "应为本表内或已登记的上级工会" in plan.errors[0].expected

    def test_a_sibling_district_cannot_be_entered(self, officer):
        plan = imported([district("西岗区总工会")], user=officer)
        assert report(plan) == ["B2 上级工会：“大连市总工会”不在您的管辖范围内，只能导入您所在工会的下级"]

    def test_the_own_row_may_stand_there_unchanged_only(self, officer):
        assert report(imported([district()], user=officer)) == []
        plan = imported([district(工会主席="某某")], user=officer)
        assert [problem.cell for problem in plan.errors] == ["A2"]

    def test_a_strangers_code_is_refused_without_naming_the_stranger(self, officer):
        UnionFactory(name="别区工会", credit_code=CODE)
        plan = imported([unit("机床厂工会", 统一社会信用代码=CODE)], user=officer)
        assert [problem.cell for problem in plan.errors] == ["F2"]
        assert "别区" not in plan.errors[0].sentence
