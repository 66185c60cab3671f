"""The tree: which union may hang where, moving, past names and superiors, closing."""

from datetime import date

import pytest

from office.models import Event
from office.refusals import Refused
from tests.factories import CityFactory, DistrictFactory, ProvinceFactory, UnionFactory
from tests.unions.rosters import NOON
from unions.kinds import UnionKind
from unions.models import FormerName, FormerSuperior, Union
from unions.models.union import within
from unions.rules.tree import level, place_fault, superior_kinds
from unions.selectors.history import name_on, superior_on
from unions.selectors.register import ancestors, batch_filer_of
from unions.services.register import change_union, close_union, create_union, rename_union
from unions.services.tree import init_federation, move_union

pytestmark = pytest.mark.django_db
TODAY = NOON.date()
LAST_YEAR = date(2013, 5, 1)
FACTS = {"kind": UnionKind.GRASSROOTS_UNION, "ownership_type": "5", "employee_count": 120}


def township(superior, **fields):
    return UnionFactory(kind=UnionKind.TOWNSHIP_UNION, superior=superior, **fields)


def refreshed(union):
    return Union.objects.get(pk=union.pk)


class TestLevels:
    """R-U1 as data."""

    @pytest.mark.parametrize("kind", UnionKind)
    def test_every_superior_stands_on_a_higher_level(self, kind):
        assert all(level(superior) < level(kind) for superior in superior_kinds(kind))

    def test_a_unit_hangs_under_a_district_or_a_township_and_never_under_a_unit(self):
        assert place_fault(UnionKind.GRASSROOTS_UNION, UnionKind.DISTRICT_UNION) is None
        assert place_fault(UnionKind.GRASSROOTS_UNION, UnionKind.TOWNSHIP_UNION) is None
        fault = place_fault(UnionKind.GRASSROOTS_UNION, UnionKind.GRASSROOTS_UNION)
        assert fault is not None
        assert "不能归基层工会" in fault.shown


class TestPaths:
    """The path is the tree."""

    def test_keys_that_are_prefixes_of_each_other_do_not_meet(self):
        district = DistrictFactory(pk=1_000_011)
        stranger = DistrictFactory(pk=10_000_110)
        own, other = UnionFactory(superior=district), UnionFactory(superior=stranger)
        found = Union.objects.filter(within(district.path))
        assert set(found) == {district, own}
        assert other in Union.objects.under(stranger)

    def test_ancestors_are_read_off_the_path(self):
        unit = UnionFactory(superior=township(DistrictFactory(name="中山区总工会")))
        kinds = [union.kind for union in ancestors(unit)]
        assert kinds == ["provincial_federation", "city_federation", "district_union", "township_union"]
        assert batch_filer_of(unit).name == "中山区总工会"


class TestCreating:
    """One union entered on a page."""

    def test_it_hangs_under_its_superior(self):
        district = DistrictFactory()
        made = create_union(superior=district, name="机床厂工会", particulars=FACTS, user=None, at=NOON)
        assert made.path.startswith(district.path)
        assert Event.objects.get().changes["职工人数"] == "120"

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"ownership_type": ""}, "ownership_type"),
            ({"employee_count": None}, "employee_count"),
            ({"sector_tier": "city"}, "sector_tier"),
            ({"kind": UnionKind.DISTRICT_UNION}, "superior"),
        ],
    )
    def test_what_cannot_stand_is_refused_at_its_field(self, change, field):
        with pytest.raises(Refused) as refusal:
            create_union(superior=DistrictFactory(), name="机床厂工会", particulars=FACTS | change, user=None, at=NOON)
        assert field in refusal.value.fields
        assert not Union.objects.filter(name="机床厂工会").exists()

    def test_a_taken_name_or_code_is_refused(self):
        district = DistrictFactory()
        UnionFactory(superior=district, name="机床厂工会", credit_code="91210202MA0P4TB81X")
        with pytest.raises(Refused, match="已有名为“机床厂工会”"):
            create_union(superior=district, name="机床厂工会", particulars=FACTS, user=None, at=NOON)
        with pytest.raises(Refused, match="已登记在另一单位名下"):
            create_union(
                superior=district, name="别的工会", particulars=FACTS | {"credit_code": "91210202MA0P4TB81X"},
                user=None, at=NOON,
            )  # fmt: skip


class TestMoving:
    """A union changes its superior."""

    def test_the_subtree_comes_along(self):
        old, new = DistrictFactory(), DistrictFactory()
        moved = township(old)
        unit = UnionFactory(superior=moved)
        closed = UnionFactory(superior=moved, closed_on=LAST_YEAR)
        stays = UnionFactory(superior=old)
        move_union(union=moved, superior=new, from_on=TODAY, user=None, at=NOON)
        for union in (moved, unit, closed):
            assert refreshed(union).path.startswith(new.path)
        assert refreshed(unit).path == refreshed(moved).path + unit.path[-8:]
        assert refreshed(stays).path == stays.path

    def test_reports_of_a_past_year_find_the_former_superior(self):
        old, new = DistrictFactory(), DistrictFactory()
        unit = UnionFactory(superior=old)
        unit = move_union(union=unit, superior=new, from_on=date(2014, 6, 1), user=None, at=NOON)
        assert superior_on(unit, date(2014, 5, 31)) == old
        assert superior_on(unit, date(2014, 6, 1)) == new
        then = Union.objects.as_of(date(2014, 5, 31)).get(pk=unit.pk)
        assert then.superior_then_id == old.pk

    def test_two_moves_on_one_day_leave_one_former_superior(self):
        first, second, third = DistrictFactory(), DistrictFactory(), DistrictFactory()
        unit = UnionFactory(superior=first)
        for target in (second, third):
            unit = move_union(union=unit, superior=target, from_on=TODAY, user=None, at=NOON)
        assert [former.superior for former in FormerSuperior.objects.all()] == [first]

    def test_it_is_refused_under_itself_a_unit_a_closed_union_or_the_present_superior(self):
        district, other = DistrictFactory(), DistrictFactory(closed_on=LAST_YEAR)
        moved = township(district)
        unit = UnionFactory(superior=moved)
        refusals = {
            moved: "是“",
            unit: "下级",
            other: "已于 2013-05-01 撤销",
            district: "已经归",
            CityFactory(): "不能归",
        }
        for target, words in refusals.items():
            with pytest.raises(Refused, match=words):
                move_union(union=moved, superior=target, from_on=TODAY, user=None, at=NOON)
        assert refreshed(unit).path == unit.path

    def test_a_name_taken_there_and_a_day_to_come_are_refused(self):
        target = DistrictFactory()
        UnionFactory(superior=target, name="机床厂工会")
        with pytest.raises(Refused, match="已有名为"):
            move_union(union=UnionFactory(name="机床厂工会"), superior=target, from_on=TODAY, user=None, at=NOON)
        with pytest.raises(Refused, match="还没有到"):
            move_union(union=UnionFactory(), superior=target, from_on=date(2014, 9, 21), user=None, at=NOON)


class TestRenaming:
    """A union changes its name."""

    def test_reports_of_a_past_year_find_the_former_name(self):
        unit = UnionFactory(name="机床厂工会")
        unit = rename_union(union=unit, name="机床集团工会", from_on=date(2014, 6, 1), user=None, at=NOON)
        unit = rename_union(union=unit, name="机床控股工会", from_on=date(2014, 8, 1), user=None, at=NOON)
        assert [name_on(unit, date(2014, month, 15)) for month in (5, 6, 7, 8)] == [
            "机床厂工会", "机床集团工会", "机床集团工会", "机床控股工会",
        ]  # fmt: skip
        assert Union.objects.as_of(date(2014, 7, 31)).get(pk=unit.pk).name_then == "机床集团工会"
        assert refreshed(unit).name_pinyin.startswith("jichuangkonggu")

    def test_a_day_before_the_present_name_is_refused(self):
        unit = UnionFactory(named_on=date(2014, 6, 1))
        with pytest.raises(Refused, match="早于启用现名的日期 2014-06-01"):
            rename_union(union=unit, name="新名工会", from_on=date(2014, 5, 31), user=None, at=NOON)
        assert not FormerName.objects.exists()


class TestClosing:
    """A union leaves the register."""

    def test_it_needs_a_reason_and_no_open_sub_units(self):
        district = DistrictFactory()
        unit = UnionFactory(superior=district)
        with pytest.raises(Refused, match="还有 1 个未撤销的单位"):
            close_union(union=district, on=TODAY, reason="合并", user=None, at=NOON)
        with pytest.raises(Refused, match="写明理由"):
            close_union(union=unit, on=TODAY, reason=" ", user=None, at=NOON)
        close_union(union=unit, on=TODAY, reason="企业注销", user=None, at=NOON)
        close_union(union=district, on=TODAY, reason="合并", user=None, at=NOON)
        assert not Union.objects.open_on(TODAY).filter(pk__in=[unit.pk, district.pk]).exists()
        with pytest.raises(Refused, match="已于 2014-09-20 撤销"):
            close_union(union=unit, on=TODAY, reason="企业注销", user=None, at=NOON)

    def test_a_closed_union_is_changed_no_more(self):
        unit = UnionFactory(closed_on=LAST_YEAR)
        acts = (
            lambda: change_union(union=unit, particulars={"employee_count": 9}, user=None, at=NOON),
            lambda: rename_union(union=unit, name="新名工会", from_on=TODAY, user=None, at=NOON),
            lambda: move_union(union=unit, superior=DistrictFactory(), from_on=TODAY, user=None, at=NOON),
        )
        for act in acts:
            with pytest.raises(Refused, match="已于 2013-05-01 撤销，登记内容不再变更"):
                act()

    def test_a_closed_unions_name_is_free_again(self):
        unit = UnionFactory(name="机床厂工会", closed_on=LAST_YEAR)
        made = create_union(superior=unit.superior, name="机床厂工会", particulars=FACTS, user=None, at=NOON)
        assert made.pk != unit.pk


@pytest.mark.parametrize(
    ("province", "city", "told"), [("辽宁省总工会", "", "市总工会"), ("", "大连市总工会", "省总工会")]
)
def test_a_federation_has_a_name(province, city, told):
    with pytest.raises(Refused, match=f"^{told}的名称不能为空"):
        init_federation(province=province, city=city, user=None, at=NOON)
    assert not Union.objects.exists()


def test_the_federations_are_entered_once():
    made = init_federation(province="辽宁省总工会", city="大连市总工会", user=None, at=NOON)
    assert [union.name for union in made] == ["辽宁省总工会", "大连市总工会"]
    assert made[1].path == made[0].path + made[1].path[-8:]
    assert init_federation(province="辽宁省总工会", city="大连市总工会", user=None, at=NOON) == []
    assert ProvinceFactory().pk == made[0].pk
    with pytest.raises(Refused, match="市总工会已登记为“大连市总工会”"):
        init_federation(province="辽宁省总工会", city="大连总工会", user=None, at=NOON)
