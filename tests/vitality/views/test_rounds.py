"""The round on screen: the board, the places of a superior union, a unit's own form, dates and numbers."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import load_workbook

from tests.factories import DistrictFactory, UnionFactory, user_with_post
from tests.vitality.conftest import NOON, World, units_under
from tests.vitality.views.conftest import query_count, sentences, text
from unions.kinds import Department, RoleKind
from vitality.models import Application, Round
from vitality.services.applications import move_application
from vitality.services.rounds import move_round

HOME = "/vitality/"


class TestBoard:
    def test_the_city_sees_every_superior_union_with_each_form(self, world: World, signed_in, district, five_units):
        world.filed_batch(district, five_units)
        DistrictFactory(name="西岗区总工会")
        page = signed_in(world.reviewer).get(HOME)
        rows = {(row.source.union.name, row.source.form): row.source for row in page.context["table"].rows}
        assert rows["中山区总工会", "1"].progress == "filed"
        assert rows["西岗区总工会", "1"].progress == rows["西岗区总工会", "4"].progress == "not_begun"
        assert (page.context["board"].filed_batch_count, page.context["board"].owed_batch_count) == (1, 4)

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("progress=filed", {"中山区总工会"}),
            ("progress=not_begun", {"中山区总工会", "西岗区总工会"}),
            ("kind=pilot_zone_union", set()),
            ("kind=nonsense", {"中山区总工会", "西岗区总工会"}),
        ],
    )
    def test_each_filter_finds_its_own(self, world, signed_in, district, five_units, query, found):
        world.filed_batch(district, five_units)
        DistrictFactory(name="西岗区总工会")
        table = signed_in(world.reviewer).get(f"{HOME}?{query}").context["table"]
        assert {row.source.union.name for row in table.rows} == found

    def test_the_papers_stand_on_a_page_of_their_own(self, world: World, signed_in, district):
        page = text(signed_in(world.reviewer).get(f"{HOME}?part=papers&state=not_begun"))
        assert "保障措施" in page
        assert "2014-09-30" in page

    def test_the_workbook_has_every_row_and_what_is_missing(self, world: World, signed_in, district):
        response = signed_in(world.reviewer).get(f"/vitality/rounds/{world.round.pk}/board.xlsx?kind=district_union")
        rows = list(load_workbook(BytesIO(b"".join(response.streaming_content))).active.values)
        assert rows[2][0] == "申报工会"
        assert [row[:3] for row in rows[3:]] == [
            ("中山区总工会", "区市县总工会", "附件1"),
            ("中山区总工会", "区市县总工会", "附件4"),
        ]
        assert "还差 5 个单位" in rows[3][-1]

    def test_a_district_has_no_board_to_export(self, world: World, signed_in, district):
        client = signed_in(world.officer_of(district))
        assert client.get(f"/vitality/rounds/{world.round.pk}/board.xlsx").status_code == 403
        assert client.get(f"/vitality/rounds/{world.round.pk}/papers.xlsx").status_code == 403

    def test_it_asks_no_more_for_more_unions_and_forms(self, world: World, signed_in, district):
        world.filed_batch(district, units_under(district, 5))
        client = signed_in(world.reviewer)
        before = query_count(client, HOME)
        for _ in range(6):
            world.filed_batch(superior := DistrictFactory(), units_under(superior, 5))
        assert query_count(client, HOME) == before <= 30


class TestSuperiorUnion:
    def test_it_reads_what_is_missing_as_sentences(self, world: World, signed_in, district):
        world.draft(UnionFactory(superior=district))
        page = text(signed_in(world.officer_of(district)).get(HOME))
        assert "中山区总工会：还差 4 个单位（应报正好 5 个，已有 1 个）" in page
        assert "中山区总工会：还差 2 个百人以上非公企业（应不少于 3 个，已有 1 个）" in page
        assert "还剩 5 天" in page

    def test_it_sees_no_other_unions_forms(self, world: World, signed_in, district, five_units):
        world.draft(five_units[0])
        other = world.officer_of(DistrictFactory())
        assert five_units[0].name not in text(signed_in(other).get(HOME))

    def test_a_township_is_led_to_the_forms_of_its_units(self, world: World, signed_in, district):
        township = UnionFactory(kind="township_union", superior=district)
        response = signed_in(user_with_post(RoleKind.OFFICER, township)).get(HOME)
        assert response.url == f"/vitality/rounds/{world.round.pk}/applications/"

    def test_it_asks_no_more_for_more_forms(self, world: World, signed_in, district):
        client = signed_in(world.officer_of(district))
        world.draft(UnionFactory(superior=district))
        before = query_count(client, HOME)
        for unit in units_under(district, 6):
            world.draft(unit)
        assert query_count(client, HOME) == before <= 25


class TestUnit:
    def test_it_is_offered_to_begin_and_lands_in_its_form(self, world: World, signed_in, five_units):
        client = signed_in(user_with_post(RoleKind.UNIT_CLERK, five_units[0]))
        assert "开始填报" in text(client.get(HOME))
        url = f"/vitality/rounds/{world.round.pk}/applications/new/"
        first, again = (client.post(url, {"selected": five_units[0].pk}) for _ in range(2))
        assert first.url == again.url
        assert first.url.endswith("/edit/")

    def test_it_reads_why_it_cannot_begin(self, world: World, signed_in, district):
        unit = UnionFactory(superior=district)
        client = signed_in(user_with_post(RoleKind.UNIT_CLERK, unit))
        move_round(round=world.round, transition="close", user=world.reviewer, at=NOON, comment="已收齐。")
        page = text(client.get(HOME))
        assert "现在不接收申报" in page
        assert "开始填报" not in page

    def test_it_is_told_what_is_still_missing(self, world: World, signed_in, five_units):
        world.draft(five_units[0], goals="")
        page = text(signed_in(user_with_post(RoleKind.UNIT_CLERK, five_units[0])).get(HOME))
        assert "等待您填报" in page
        assert "“工作目标”未填" in page

    def test_it_reads_what_the_city_wants_corrected(self, world: World, signed_in, district, five_units):
        world.filed_batch(district, five_units)
        form = Application.objects.get(unit=five_units[0])
        world.remark(form, measures="请补充时间安排。")
        move_application(
            application=form, transition="return_for_revision", user=world.reviewer, at=NOON, comment="不够具体。"
        )
        page = text(signed_in(user_with_post(RoleKind.UNIT_CLERK, form.unit)).get(HOME))
        assert "请补充时间安排。" in page
        assert "按意见修改" in page

    def test_after_a_withdrawal_it_can_begin_anew(self, world: World, signed_in, five_units):
        application, unit = world.draft(five_units[0]), five_units[0]
        officer = world.officer_of(unit.superior)
        move_application(application=application, transition="withdraw", user=officer, at=NOON, comment="重填。")
        assert "重新申报" in text(signed_in(user_with_post(RoleKind.UNIT_CLERK, unit)).get(HOME))


class TestManaging:
    def test_a_new_round_starts_from_the_law(self, world: World, signed_in):
        client = signed_in(world.reviewer)
        response = client.post("/vitality/rounds/new/", {"year": "２０１５"})
        round = Round.objects.get(year=2015)
        assert response.url == f"/vitality/rounds/{round.pk}/change/"
        page = text(client.get(response.url))
        assert "大工发〔2014〕31号 五、1" in page
        assert "不少于" in page

    def test_a_year_before_the_project_comes_back_with_its_sentence(self, world: World, signed_in):
        response = signed_in(world.reviewer).post("/vitality/rounds/new/", {"year": "2013"})
        assert response.status_code == 422
        assert "早于项目开始的 2014 年" in text(response)

    @pytest.fixture
    def draft(self, world: World, signed_in) -> Round:
        signed_in(world.reviewer).post("/vitality/rounds/new/", {"year": "2015"})
        return Round.objects.get(year=2015)

    def typed(self, round: Round, **changes: str) -> dict[str, str]:
        """What the page of the round sends with some boxes changed."""
        plain = {
            "title": round.title,
            "due_on": str(round.due_on),
            "plan_due_on": "",
            "safeguards_due_on": "2015.9.30",
            "enterprise_pick_count": "0",
            "sector_pick_count": "0",
        }
        for row in round.quotas.all():
            plain |= {
                f"unit_count_{row.pk}": str(row.unit_count),
                f"nonpublic_100_count_{row.pk}": str(row.nonpublic_100_count),
            }
        return plain | changes

    def test_dates_and_numbers_of_a_draft_are_changed(self, world: World, signed_in, draft):
        row = draft.quotas.first()
        url = f"/vitality/rounds/{draft.pk}/change/"
        response = signed_in(world.reviewer).post(
            url, self.typed(draft, due_on="2015年9月1日", **{f"unit_count_{row.pk}": "６个"})
        )
        assert response.url == f"/vitality/rounds/{draft.pk}/"
        draft.refresh_from_db()
        row.refresh_from_db()
        assert (str(draft.due_on), row.unit_count) == ("2015-09-01", 6)

    def test_a_part_larger_than_the_whole_comes_back_with_the_input(self, world: World, signed_in, draft):
        row = draft.quotas.get(union_kind="district_union", form="1")
        typed = self.typed(draft, title="改过的名称", **{f"nonpublic_100_count_{row.pk}": "9"})
        response = signed_in(world.reviewer).post(f"/vitality/rounds/{draft.pk}/change/", typed)
        assert response.status_code == 422
        assert "其中百人以上非公企业 9 个，多于总数" in text(response)
        assert "改过的名称" in text(response)

    def test_once_open_the_numbers_on_the_page_are_not_read(self, world: World, signed_in):
        row = world.round.quotas.first()
        typed = self.typed(world.round, due_on="2014-09-28", **{f"unit_count_{row.pk}": "9"})
        typed |= {"enterprise_pick_count": "5", "sector_pick_count": "1"}
        signed_in(world.reviewer).post(f"/vitality/rounds/{world.round.pk}/change/", typed)
        world.round.refresh_from_db()
        assert str(world.round.due_on) == "2014-09-28"
        assert world.round.quotas.first().unit_count == row.unit_count

    def test_closing_needs_a_reason_and_keeps_the_page(self, world: World, signed_in):
        client, url = signed_in(world.reviewer), f"/vitality/rounds/{world.round.pk}/steps/close/"
        assert client.post(url, {"comment": " "}).status_code == 409
        assert client.post(url, {"comment": "已收齐。"}).status_code == 302
        assert client.post(url, {"comment": "再按一次。"}).status_code == 302
        world.round.refresh_from_db()
        assert world.round.state == "closed"

    @pytest.mark.parametrize("path", ["new/", "{pk}/change/"])
    def test_only_the_reviewing_department_manages_rounds(self, world: World, signed_in, district, path):
        for user in (
            world.officer_of(district),
            world.leader,
            user_with_post(RoleKind.DEPARTMENT_REVIEWER, world.reviewer.post.union, department=Department.ORGANISATION),
        ):
            url = f"/vitality/rounds/{path.format(pk=world.round.pk)}"
            assert signed_in(user).get(url).status_code == 403
        step = f"/vitality/rounds/{world.round.pk}/steps/close/"
        assert signed_in(world.leader).post(step, {"comment": "试"}).status_code == 403

    def test_a_draft_round_is_nobodys_but_the_citys(self, world: World, signed_in, district, draft):
        client = signed_in(world.officer_of(district))
        assert client.get(f"/vitality/rounds/{draft.pk}/").status_code == 404
        assert "2015" not in text(client.get("/vitality/rounds/"))

    def test_a_step_followed_by_a_link_leads_to_the_round(self, world: World, signed_in):
        response = signed_in(world.reviewer).get(f"/vitality/rounds/{world.round.pk}/steps/close/")
        assert response.url == world.round.get_absolute_url()
        assert sentences(response) == []


@pytest.mark.parametrize("role", [RoleKind.SYSADMIN, RoleKind.SECADMIN, RoleKind.AUDITADMIN])
def test_an_administrator_has_no_part_in_rounds(world: World, signed_in, role):
    client = signed_in(user_with_post(role, world.reviewer.post.union))
    assert client.get(HOME).status_code == 403
    assert client.get(f"/vitality/rounds/{world.round.pk}/").status_code == 403
