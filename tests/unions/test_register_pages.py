"""The register's pages: what they show, whom they let in, and how much they ask of the database."""

from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from office.models import Event
from office.spreadsheets import read_sheet
from tests.factories import CityFactory, DistrictFactory, SectorFactory, UnionFactory, user_with_post
from tests.unions.rosters import NOON, imported
from tests.unions.rosters import unit as unit_row
from unions.kinds import Department, RoleKind, UnionKind
from unions.models import SavedFilter, Union
from unions.services.roster import ROSTER, import_roster

pytestmark = pytest.mark.django_db
LIST, TREE = "/unions/", "/unions/tree/"


@pytest.fixture
def district():
    return DistrictFactory(name="中山区总工会")


@pytest.fixture
def unit(district):
    return UnionFactory(superior=district, name="机床厂工会", chair_name="某主席")


@pytest.fixture
def officer(client, district):
    user = user_with_post(RoleKind.OFFICER, district)
    client.force_login(user)
    return user


def login(client, role, union, **post):
    user = user_with_post(role, union, **post)
    client.force_login(user)
    return user


def text(response):
    return response.content.decode()


class TestList:
    """The table with its filters."""

    def test_it_shows_what_a_unit_counts_as(self, client, officer, unit):
        page = text(client.get(LIST))
        assert "机床厂工会" in page
        assert "百人以上非公企业" in page

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("q=机床", {"机床厂工会"}),
            ("q=jichuang", {"机床厂工会"}),
            ("q=jcc", {"机床厂工会"}),
            ("q=9121", {"餐饮业工会"}),
            ("kind=sector_union", {"餐饮业工会"}),
            ("ownership=9", {"中学工会"}),
            ("category=public", {"中学工会"}),
            ("category=nonpublic_100", {"机床厂工会"}),
            ("size=from_50", {"中学工会"}),
            ("mode=2%2Bx", {"中学工会"}),
            ("standing=closed", {"旧厂工会"}),
            ("kind=nonsense", {"中山区总工会", "机床厂工会", "餐饮业工会", "中学工会"}),
        ],
    )
    def test_each_filter_finds_its_own(self, client, officer, district, unit, query, found):
        UnionFactory(superior=district, name="中学工会", ownership_type="9", employee_count=60)
        UnionFactory(superior=district, name="旧厂工会", closed_on="2013-01-01")
        SectorFactory(superior=district, name="餐饮业工会", credit_code="91210202MA0P4TB81X")
        response = client.get(f"{LIST}?{query}")
        assert {row.source.name for row in response.context["table"].rows} == found

    def test_it_can_be_asked_for_one_branch(self, client, district):
        login(client, RoleKind.DEPARTMENT_REVIEWER, CityFactory())
        street = UnionFactory(kind=UnionKind.TOWNSHIP_UNION, superior=district, name="桃源街道工会")
        below = UnionFactory(superior=street)
        UnionFactory()
        rows = client.get(f"{LIST}?under={district.pk}").context["table"].rows
        assert {row.source for row in rows} == {street, below}

    def test_a_unit_is_led_to_its_own_page(self, client, unit):
        login(client, RoleKind.UNIT_CLERK, unit)
        assert client.get(LIST).url == unit.get_absolute_url()

    def test_it_asks_the_database_equally_often_for_ten_and_for_a_thousand(self, client, officer, district):
        imported([unit_row(f"甲{number}工会") for number in range(10)])
        client.get(LIST)  # the first page of a session notes in it who is there
        few = self.queries(client)
        imported([unit_row(f"乙{number}工会") for number in range(990)])
        many = self.queries(client)
        assert len(many) == len(few) <= 14

    def queries(self, client):
        with CaptureQueriesContext(connection) as captured:
            response = client.get(LIST)
        assert response.status_code == 200
        return captured


class TestExport:
    """All rows, whole."""

    def test_a_roster_export_can_be_imported_and_changes_nothing(self, client, officer, district, unit):
        street = UnionFactory(kind=UnionKind.TOWNSHIP_UNION, superior=district, name="新港街道工会")
        UnionFactory(
            superior=street, name="化工厂工会", founded_on="2001-03-05", ownership_type="9", is_enterprise_managed=True
        )
        SectorFactory(superior=district, name="餐饮业工会")
        answer = client.get("/unions/export/?as=roster")
        reading = read_sheet(BytesIO(b"".join(answer.streaming_content)), ROSTER)
        plan = import_roster(reading=reading, user=officer, at=NOON, source="导出.xlsx")
        assert [problem.sentence for problem in plan.problems] == []
        assert plan.is_empty
        assert plan.row_count == 5

    def test_an_export_holds_every_row_asked_for_and_no_live_formula(self, client, officer, district):
        for number in range(60):
            UnionFactory(superior=district, name=f"甲{number}工会")
        UnionFactory(superior=district, name="=1+1工会")
        answer = client.get("/unions/export/?kind=grassroots_union")
        sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).active
        names = [row[0] for row in sheet.iter_rows(min_row=4)]
        assert len(names) == 61
        assert {cell.data_type for cell in names} == {"s"}

    def test_a_long_export_is_a_job_with_the_same_rows(
        self, client, officer, district, monkeypatch, django_capture_on_commit_callbacks
    ):
        monkeypatch.setattr("unions.views.register.MOST_AT_ONCE", 10)
        for number in range(12):
            UnionFactory(superior=district, name=f"甲{number:02}工会")
        with django_capture_on_commit_callbacks(execute=True):
            answer = client.get("/unions/export/?kind=grassroots_union&sort=-name")
        result = client.get(f"{answer.url}result/")
        sheet = load_workbook(BytesIO(b"".join(result.streaming_content))).active
        names = [row[0].value for row in sheet.iter_rows(min_row=3)]
        assert names == [f"甲{number:02}工会" for number in reversed(range(12))]


class TestSavedFilters:
    """Filters under a name, each person's own."""

    def test_one_is_saved_shown_and_dropped(self, client, officer, unit):
        client.post("/unions/filters/", {"name": "百人以上", "query": "size=from_100&page=3&evil=1"})
        saved = SavedFilter.objects.get(owner=officer)
        assert saved.query == "size=from_100"
        assert "百人以上" in text(client.get(LIST))
        client.post(f"/unions/filters/{saved.pk}/delete/")
        assert not SavedFilter.objects.exists()

    def test_a_filter_longer_than_can_be_kept_is_refused(self, client, officer):
        client.post("/unions/filters/", {"name": "太长", "query": "q=" + "长" * 200})
        assert not SavedFilter.objects.exists()

    def test_anothers_is_neither_shown_nor_dropped(self, client, officer, unit):
        other = SavedFilter.objects.create(owner=user_with_post(), name="别人的筛选", query="size=from_100")
        assert "别人的筛选" not in text(client.get(LIST))
        client.post(f"/unions/filters/{other.pk}/delete/")
        assert SavedFilter.objects.filter(pk=other.pk).exists()


class TestBulk:
    """One action on the ticked rows."""

    def test_ticked_units_are_marked_as_state_controlled(self, client, officer, district):
        units = [UnionFactory(superior=district, ownership_type="3") for _ in range(2)]
        client.post("/unions/bulk/", {"action": "mark_controlled", "selected": [unit.pk for unit in units]})
        assert set(Union.objects.filter(is_state_controlled=True)) == set(units)
        assert Event.objects.filter(verb="change").count() == 2

    def test_one_that_cannot_leaves_all_as_they_were(self, client, officer, district, unit):
        sector = SectorFactory(superior=district)
        page = client.post(
            "/unions/bulk/", {"action": "mark_controlled", "selected": [unit.pk, sector.pk]}, follow=True
        )
        assert "没有变更任何单位" in text(page)
        assert not Union.objects.filter(is_state_controlled=True).exists()

    def test_a_strangers_unit_among_the_ticks_is_left_alone(self, client, officer, unit):
        stranger = UnionFactory(ownership_type="3")
        client.post("/unions/bulk/", {"action": "mark_controlled", "selected": [unit.pk, stranger.pk]})
        stranger.refresh_from_db()
        assert not stranger.is_state_controlled

    @pytest.mark.parametrize("key", ["", "²", "-1", "9" * 25, "9" * 5000])
    def test_a_tick_that_is_no_key_ticks_nothing(self, client, officer, unit, key):
        page = client.post("/unions/bulk/", {"action": "export", "selected": [key]}, follow=True)
        assert "没有勾选任何单位" in text(page)

    def test_the_own_union_among_the_ticks_is_refused(self, client, officer, district, unit):
        answer = client.post("/unions/bulk/", {"action": "mark_controlled", "selected": [unit.pk, district.pk]})
        assert answer.status_code == 403

    def test_ticked_units_move_after_a_form(self, client, officer, district, unit):
        street = UnionFactory(kind=UnionKind.TOWNSHIP_UNION, superior=district, name="桃源街道工会")
        ticked = {"action": "move", "selected": [unit.pk]}
        assert "桃源街道工会" in text(client.post("/unions/bulk/", ticked))
        client.post("/unions/bulk/", {**ticked, "superior": street.pk, "from_on": "2014-09-01"})
        unit.refresh_from_db()
        assert unit.superior == street

    def test_nothing_moves_out_of_the_scope(self, client, officer, unit):
        elsewhere = DistrictFactory()
        answer = client.post(
            "/unions/bulk/",
            {"action": "move", "selected": [unit.pk], "superior": elsewhere.pk, "from_on": "2014-09-01"},
        )
        assert answer.status_code == 200
        unit.refresh_from_db()
        assert unit.superior != elsewhere


class TestDetail:
    """One union's file."""

    def test_it_shows_the_basis_of_what_the_unit_counts_as(self, client, officer, unit):
        page = text(client.get(unit.get_absolute_url()))
        assert "非公企业，职工 120 人，不少于 100 人 → 百人以上非公企业" in page

    def test_it_shows_the_past_and_the_timeline(self, client, officer, unit):
        client.post(f"/unions/{unit.pk}/change/", changed(client, unit, chair_name="新主席"))
        client.post(f"/unions/{unit.pk}/rename/", {"name": "机床集团工会", "from_on": "2014-06-01"})
        page = text(client.get(unit.get_absolute_url()))
        for words in ("机床厂工会", "机床集团工会", "某主席", "新主席", "2014-06-01"):
            assert words in page

    def test_a_district_counts_its_sub_units(self, client, officer, district, unit):
        UnionFactory(superior=district, ownership_type="1")
        census = client.get(district.get_absolute_url()).context["census"]
        assert census.by_kind == ((UnionKind.GRASSROOTS_UNION, 2),)
        assert [(category.value, count) for category, count in census.by_category] == [
            ("public", 1), ("nonpublic_100", 1), ("nonpublic_50", 0), ("nonpublic_small", 0),
        ]  # fmt: skip


def changed(client, unit, **fields):
    """What the page of changes sends, with some fields filled in anew."""
    form = client.get(f"/unions/{unit.pk}/change/").context["form"]
    sent = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in {**sent, **fields}.items() if value not in (None, False)}


class TestChanging:
    """Forms of one union."""

    def test_a_change_is_saved_with_what_was_before(self, client, officer, unit):
        client.post(f"/unions/{unit.pk}/change/", changed(client, unit, employee_count=99))
        assert Event.objects.get().changes == {"职工人数": ["120", "99"]}

    def test_a_refused_change_keeps_what_was_typed(self, client, officer, unit):
        page = client.post(f"/unions/{unit.pk}/change/", changed(client, unit, ownership_type="", phone="0411-9"))
        assert "基层工会须填单位性质" in text(page)
        assert "0411-9" in text(page)
        assert not Event.objects.exists()

    def test_a_change_over_somebody_elses_is_shown_first(self, client, officer, unit):
        sent = changed(client, unit, employee_count=99)
        Union.objects.filter(pk=unit.pk).update(employee_count=130)
        page = client.post(f"/unions/{unit.pk}/change/", sent)
        assert "已由他人修改" in text(page)
        assert "现在登记的是“130”" in text(page)
        again = {**sent, "seen": page.context["form"]["seen"].value()}
        client.post(f"/unions/{unit.pk}/change/", again)
        unit.refresh_from_db()
        assert unit.employee_count == 99

    def test_a_unit_changes_only_how_it_can_be_reached(self, client, unit):
        login(client, RoleKind.UNIT_CLERK, unit)
        client.post(f"/unions/{unit.pk}/change/", {"phone": "0411-9", "employee_count": "9", "chair_name": "新主席"})
        unit.refresh_from_db()
        assert (unit.phone, unit.chair_name, unit.employee_count) == ("0411-9", "新主席", 120)

    def test_a_union_is_entered_below_the_own_one(self, client, officer, district):
        fields = {"superior": district.pk, "name": "新厂工会", "kind": "grassroots_union", "ownership_type": "5"}
        client.post("/unions/new/", {**fields, "employee_count": "80"})
        assert Union.objects.get(name="新厂工会").superior == district

    def test_a_union_is_not_entered_below_a_stranger(self, client, officer):
        stranger = DistrictFactory()
        fields = {"superior": stranger.pk, "name": "新厂工会", "kind": "grassroots_union", "ownership_type": "5"}
        page = client.post("/unions/new/", {**fields, "employee_count": "80"})
        assert "superior" in page.context["form"].errors
        assert not Union.objects.filter(name="新厂工会").exists()

    def test_moving_and_closing_answer_with_the_reason_when_refused(self, client, officer, district, unit):
        page = client.post(f"/unions/{unit.pk}/move/", {"superior": district.pk, "from_on": "2014-09-01"})
        assert "已经归“中山区总工会”" in text(page)
        page = client.post(f"/unions/{unit.pk}/close/", {"on": "2030-01-01", "reason": "企业注销"})
        assert "还没有到" in text(page)


class TestTree:
    """The tree opens branch by branch."""

    def test_it_begins_at_the_own_union_and_unfolds_on_request(self, client, officer, district):
        street = UnionFactory(kind=UnionKind.TOWNSHIP_UNION, superior=district, name="桃源街道工会")
        UnionFactory(superior=street, name="机床厂工会")
        assert "桃源街道工会" in text(client.get(TREE))
        assert "机床厂工会" not in text(client.get(TREE))
        assert "机床厂工会" in text(client.get(f"{TREE}?open={street.pk}"))
        assert "机床厂工会" in text(client.get(f"/unions/tree/{street.pk}/"))


class TestScope:
    """Sibling, cousin, moved: outside the scope is 404, inside without the verb 403."""

    PAGES = ("union_detail", "union_change", "union_rename", "union_move", "union_close", "union_branch")

    @pytest.mark.parametrize("page", PAGES)
    def test_a_sibling_and_a_cousin_do_not_exist(self, client, officer, page):
        sibling = DistrictFactory()
        for union in (sibling, UnionFactory(superior=sibling)):
            assert client.get(reverse(f"unions:{page}", args=[union.pk])).status_code == 404

    @pytest.mark.parametrize("page", PAGES[2:5])
    def test_a_unit_may_not_change_its_own_standing(self, client, unit, page):
        login(client, RoleKind.UNIT_CHAIR, unit)
        assert client.get(reverse(f"unions:{page}", args=[unit.pk])).status_code == 403

    @pytest.mark.parametrize(
        ("role", "post", "status"),
        [
            (RoleKind.DEPARTMENT_REVIEWER, {"department": Department.ORGANISATION}, 200),
            (RoleKind.DEPARTMENT_REVIEWER, {"department": Department.DEMOCRATIC_MANAGEMENT}, 200),
            (RoleKind.DEPARTMENT_REVIEWER, {"department": Department.LEGAL}, 403),
            (RoleKind.LEADING_GROUP, {}, 403),
            (RoleKind.AUDITOR, {}, 403),
            (RoleKind.SYSADMIN, {}, 403),
            (RoleKind.SECADMIN, {}, 403),
        ],
    )
    def test_at_the_city_only_the_departments_that_keep_it_change_the_register(self, client, unit, role, post, status):
        login(client, role, CityFactory(), **post)
        assert client.get(f"/unions/{unit.pk}/rename/").status_code == status

    def test_administrators_do_not_read_the_register(self, client):
        login(client, RoleKind.SYSADMIN, CityFactory())
        assert client.get(LIST).status_code == 403

    def test_a_moved_unit_leaves_the_scope_at_the_next_request(self, client, officer, unit):
        reviewer = user_with_post(RoleKind.DEPARTMENT_REVIEWER, CityFactory())
        elsewhere = DistrictFactory()
        assert client.get(unit.get_absolute_url()).status_code == 200
        other = type(client)()
        other.force_login(reviewer)
        other.post(f"/unions/{unit.pk}/move/", {"superior": elsewhere.pk, "from_on": "2014-09-01"})
        assert client.get(unit.get_absolute_url()).status_code == 404
