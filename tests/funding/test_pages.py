"""The pages of the money: who sees what, one refusal, one closed door, and how many questions each asks."""

from __future__ import annotations

import json
from datetime import date
from io import BytesIO

import pytest
from django.core.management import call_command
from openpyxl import load_workbook

from funding.kinds import EntryKind, ReleaseState
from funding.models import AuditFinding, AuditSignOff, LedgerEntry, Ruling, Tranche
from funding.services.computing import compute_due
from office.models import Job
from tests.factories import DistrictFactory, IndustrialFactory, SectorFactory, user_with_post
from tests.funding.conftest import NOON, Fund, make_typical, receipt
from tests.papers import page_texts
from tests.vitality.views.conftest import query_count, sentences, text
from unions.kinds import RoleKind
from unions.models import User

SPENDING = {
    "booked_on": "2014-09-20", "source": "city", "amount": "10,000.00元", "category": "training", "purpose": "培训教材",
    "reference": "发票 1",
}  # fmt: skip


def test_the_report_gives_every_recipient_its_rows(fund: Fund, capsys):
    DistrictFactory(name="空区总工会")
    fund.paid()
    call_command("report", "tranches", "--year", "2014", "--json")
    printed = json.loads(capsys.readouterr().out)
    rows = {(row["recipient"], row["scheme"], row["tranche"]): row for row in printed["rows"]}
    paid = rows["餐饮行业工会", "M5", "startup"]
    assert (paid["amount"], paid["state"]) == ("10000.00", "paid")
    assert paid["conditions"] == [{"name": "approved", "met": True, "shown": "行业典型已批准", "clause": "2014-31/6.5"}]
    assert rows["空区总工会", "M1", "startup"]["state"] == "locked"
    assert rows["空区总工会", "M1", "reward_coverage"]["state"] == "not_applicable"
    assert printed["parameters"]["m1_tranches"]["value"]["startup"] == "20000.00"


def test_the_plan_shows_what_is_missing_within_the_scope(fund: Fund, signed_in):
    IndustrialFactory(name="外人产业工会")
    officer = signed_in(user_with_post(RoleKind.OFFICER, fund.district))
    page = text(officer.get("/funding/plan/2014/"))
    assert "当年还没有批准的企事业典型" in page
    assert "外人产业工会" not in page
    assert "计算应拨" not in page
    assert "外人产业工会" in text(signed_in(fund.leader).get("/funding/plan/2014/"))
    assert officer.get("/funding/plan/2013/").status_code == 404
    assert officer.get("/funding/").url == "/funding/plan/2014/"


def test_the_plan_as_workbook_and_paper(fund: Fund, signed_in):
    client = signed_in(fund.finance)
    sheet = load_workbook(BytesIO(client.get("/funding/plan/2014/workbook/?scheme=M5").getvalue())).active
    assert [cell.value for cell in sheet[4]][:4] == [
        "餐饮行业工会",
        "中山区总工会",
        "市级、县区级行业典型经费",
        "启动经费",
    ]
    assert "餐饮行业工会" in page_texts(client.get("/funding/plan/2014/pdf/").content)[0]


def test_finance_computes_as_a_job_and_nobody_else(fund: Fund, signed_in, django_capture_on_commit_callbacks):
    assert signed_in(fund.leader).post("/funding/releases/compute/", {"year": "2014"}).status_code == 403
    with django_capture_on_commit_callbacks(execute=True):
        begun = signed_in(fund.finance).post("/funding/releases/compute/", {"year": "2014"})
    assert "新增应拨" in text(signed_in(fund.finance).get(begun.url))
    assert Job.objects.get().state == "done"
    assert Tranche.objects.get().state == ReleaseState.DUE


def test_a_recipient_sees_who_must_do_what(fund: Fund, signed_in):
    page = text(signed_in(fund.leader).get(f"/funding/recipients/{fund.district.pk}/2014/"))
    assert "由谁办理：领导小组认定" in page
    assert "登记领导小组决定" in page
    stranger = signed_in(user_with_post(RoleKind.OFFICER))
    assert stranger.get(f"/funding/recipients/{fund.district.pk}/2014/").status_code == 404


def test_the_group_s_decision_is_recorded_or_refused_at_its_field(fund: Fund, signed_in):
    url = f"/funding/recipients/{fund.district.pk}/2014/M1/reward_coverage/ruling/"
    typed = {
        "M1-reward_coverage-kind": "release_without_coverage", "M1-reward_coverage-decided_on": "2014-9-21",
        "M1-reward_coverage-minutes_number": "纪要9号", "M1-reward_coverage-reason": "推进得力",
    }  # fmt: skip
    leader = signed_in(fund.leader)
    refused = leader.post(url, typed)
    assert refused.status_code == 422
    assert "会议日期不能在今天之后" in text(refused)
    assert "推进得力" in text(refused)
    assert leader.post(url, {**typed, "M1-reward_coverage-decided_on": "2014.9.20"}).status_code == 302
    assert Ruling.objects.count() == 1
    assert signed_in(fund.finance).post(url, typed).status_code == 403
    assert leader.post(url.replace("M1", "M9"), typed).status_code == 404


def test_many_are_approved_after_a_look_at_which_can(fund: Fund, signed_in):
    fund.proposed()
    late = make_typical(SectorFactory(superior=fund.district, name="物流行业工会"))
    compute_due(year=2014, user=None, at=NOON)
    fund.step(Tranche.objects.get(union=late.unit), "propose")
    late.delete()
    leader, keys = signed_in(fund.leader), list(Tranche.objects.values_list("pk", flat=True))
    page = text(leader.post("/funding/releases/batch/approve/", {"selected": keys}))
    assert "2 项中 1 项可以办理，1 项不能" in page
    assert "壹万元整" in page
    done = leader.post("/funding/releases/batch/approve/", {"selected": keys, "confirmed": "1"})
    assert sentences(done)[0] == "已批准 1 项。"
    assert signed_in(fund.finance).post("/funding/releases/batch/approve/", {"selected": keys}).status_code == 403
    again = leader.post("/funding/releases/batch/approve/", {"selected": keys, "confirmed": "1"})
    assert "2 项中 0 项可以批准" in sentences(again)[-1]


def test_the_steps_of_a_release_by_its_page(fund: Fund, signed_in):
    tranche = fund.due()
    url, finance, leader = tranche.get_absolute_url(), signed_in(fund.finance), signed_in(fund.leader)
    finance.post(f"{url}propose/")
    assert "step_propose" not in text(leader.get(url))
    assert leader.post(f"{url}return/", {"comment": " "}).status_code == 409
    leader.post(f"{url}approve/")
    assert sentences(leader.post(f"{url}approve/"))[-1] == "“批准拨付”已经办理过了。"
    refused = finance.post(f"{url}pay/", {"paid_on": "2014-09-20", "voucher_number": "记-1", "bank_reference": ""})
    assert refused.status_code == 422
    assert 'value="记-1"' in text(refused)
    payment = {"paid_on": "2014-09-20", "voucher_number": "记-1", "bank_reference": "回单"}
    assert leader.post(f"{url}pay/", payment).status_code == 403
    finance.post(f"{url}pay/", payment)
    assert Tranche.objects.get().state == ReleaseState.PAID
    assert finance.post(f"{url}nonsense/").status_code == 404


def test_the_notice_of_payment_names_the_sum_in_capitals(fund: Fund, signed_in):
    unpaid = fund.approved()
    client = signed_in(fund.clerk)
    assert client.get(f"{unpaid.get_absolute_url()}notice/").status_code == 404
    paid = fund.step(unpaid, "pay", paid_on=date(2014, 9, 20), voucher_number="记-8", bank_reference="回单")
    page = page_texts(client.get(f"{paid.get_absolute_url()}notice/").content)
    assert len(page) == 1
    assert "人民币壹万元整" in page[0]
    assert "大连市总工会财务部" in page[0]


def test_spending_is_booked_with_its_receipt_to_the_last_yuan_and_not_one_more(fund: Fund, signed_in):
    fund.paid()
    client, url = signed_in(fund.clerk), f"/funding/accounts/{fund.sector.pk}/spend/"
    over = client.post(url, {**SPENDING, "amount": "10001", "receipts": receipt()})
    assert over.status_code == 422
    assert "余额 10,000 元，本次 10,001 元，超出 1 元" in text(over)
    assert "培训教材" in text(over)
    assert "票据没有随退回的表单保留" in text(over)
    without = text(client.post(url, {**SPENDING, "amount": ""}))
    assert "票据：请上传票据。" in without
    assert "金额（元）</a>：请填写。" in without
    assert client.post(url, {**SPENDING, "amount": "1.005", "receipts": receipt()}).status_code == 422
    assert client.post(url, {**SPENDING, "amount": "￥10,000元", "receipts": receipt()}).status_code == 302
    entry = LedgerEntry.objects.get(kind=EntryKind.SPENDING)
    assert "发票.pdf" in text(client.get(entry.get_absolute_url()))
    assert signed_in(fund.finance).get(url).status_code == 403


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"amount": "-5"}, "金额（元）"), ({"amount": "0"}, "大于零"), ({"amount": "1.005"}, "最多两位小数"),
        ({"amount": "1e99"}, "大于零、最多两位小数"), ({"amount": "NaN"}, "大于零、最多两位小数"),
        ({"amount": "壹仟"}, "大于零、最多两位小数"), ({"amount": ""}, "金额"), ({"source": "nobody"}, "资金来源"),
        ({"category": "bribes"}, "支出类别"), ({"booked_on": "2014-02-30"}, "日期"), ({"purpose": "字" * 201}, "用途"),
        ({"booked_on": "2013-12-31"}, "项目经费自 2014 年起"), ({"booked_on": "2014-09-21"}, "2014-09-21 在今天之后"),
    ],
)  # fmt: skip
def test_what_cannot_be_booked_is_told_in_words_and_kept(fund: Fund, signed_in, typed, told):
    fund.paid()
    url = f"/funding/accounts/{fund.sector.pk}/spend/"
    refused = signed_in(fund.clerk).post(url, {**SPENDING, "receipts": receipt(), **typed})
    assert refused.status_code == 422
    assert told in text(refused)
    assert "发票 1" in text(refused)
    assert LedgerEntry.objects.filter(kind=EntryKind.SPENDING).count() == 0


def test_a_payment_takes_no_amount_no_day_before_the_approval_and_no_used_voucher(fund: Fund, signed_in):
    paid, client = fund.paid(), signed_in(fund.finance)
    make_typical(SectorFactory(superior=fund.district, name="物流行业工会"))
    compute_due(year=2014, user=None, at=NOON)
    tranche = fund.step(fund.step(Tranche.objects.exclude(pk=paid.pk).get(), "propose"), "approve")
    url, payment = f"{tranche.get_absolute_url()}pay/", {"voucher_number": "记-002", "bank_reference": "回单"}
    early = client.post(url, {**payment, "paid_on": "2014-09-19"})
    assert "不在批准日 2014-09-20 至今天之间" in text(early)
    used = client.post(url, {**payment, "paid_on": "2014-09-20", "voucher_number": "记－００１"})
    assert "2014 年凭证号“记-001”已用于“餐饮行业工会" in text(used)
    client.post(url, {**payment, "paid_on": "2014-09-20", "amount": "99999"})
    assert LedgerEntry.objects.get(tranche=tranche, kind=EntryKind.PAYMENT).amount == 10000
    again = client.post(url, {**payment, "paid_on": "2014-09-20", "voucher_number": "记-003"})
    assert sentences(again)[-1] == "这笔款项已经登记拨付。"
    assert client.get("/search/?q=记-002").url == LedgerEntry.objects.get(reference="记-002").get_absolute_url()


def test_nobody_reaches_into_another_s_account(fund: Fund, signed_in):
    paid = fund.paid()
    stranger = signed_in(user_with_post(RoleKind.OFFICER, DistrictFactory(name="西岗区总工会")))
    for path in ("", "spend/", "2014/statement/pdf/"):
        assert stranger.get(f"/funding/accounts/{fund.sector.pk}/{path}").status_code == 404
    assert stranger.get(paid.get_absolute_url()).status_code == 404
    assert stranger.get(LedgerEntry.objects.first().get_absolute_url()).status_code == 404
    above = signed_in(user_with_post(RoleKind.OFFICER, fund.district))
    assert above.post(f"/funding/accounts/{fund.sector.pk}/spend/", SPENDING).status_code == 403


def test_an_entry_is_reversed_by_its_recipient_only(fund: Fund, signed_in):
    fund.paid()
    entry = fund.spend("100.00")
    url = f"{entry.get_absolute_url()}reverse/"
    client = signed_in(fund.clerk)
    assert client.post(url, {"comment": ""}).status_code == 409
    assert client.post(url, {"comment": "重复"}).status_code == 302
    assert signed_in(fund.finance).post(url, {"comment": "重复"}).status_code == 403
    assert "已冲正" in text(client.get(entry.get_absolute_url()))


def test_statement_and_detail_on_paper_and_as_workbooks(fund: Fund, signed_in):
    fund.paid()
    fund.spend("1234.50")
    client, base = signed_in(fund.auditor), f"/funding/accounts/{fund.sector.pk}/2014"
    statement = page_texts(client.get(f"{base}/statement/pdf/").content)
    assert "人民币捌仟柒佰陆拾伍元伍角" in statement[0]
    assert "培训与学习1,234.50" in statement[0]
    assert "1,234.508,765.50" in page_texts(client.get(f"{base}/pdf/").content)[0]
    sheet = load_workbook(BytesIO(client.get(f"{base}/workbook/").getvalue())).active
    assert [str(cell.value) for cell in sheet[5]][2:5] == ["支出", "1234.5", "8765.5"]
    sheet = load_workbook(BytesIO(client.get(f"{base}/statement/workbook/").getvalue())).active
    assert [cell.value for cell in sheet[4]] == ["市总项目经费", 0, 10000, 1234.5, 0, 8765.5]


def test_the_city_s_summary_by_kind_and_year(fund: Fund, signed_in):
    fund.paid()
    fund.spend("4000.00")
    client = signed_in(fund.leader)
    page = text(client.get("/funding/summary/2014/"))
    assert 'data-chart="summary_kinds"' in page
    sheet = load_workbook(BytesIO(client.get("/funding/summary/2014/workbook/").getvalue())).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    assert rows[-2] == ["行业工会", 1, 10000, 10000, 10000, 10000, 4000, 0, 6000]
    assert rows[-1][0] == "合计"
    assert "已拨付合计（大写）：人民币壹万元整" in page_texts(client.get("/funding/summary/2014/pdf/").content)[0]


def test_the_list_says_first_what_waits_for_whom(fund: Fund, signed_in):
    fund.paid()
    make_typical(SectorFactory(superior=fund.district, name="物流行业工会"))
    compute_due(year=2014, user=None, at=NOON)
    page = signed_in(fund.finance).get("/funding/releases/")
    told = [(each.label, each.value, each.note) for each in page.context["waiting"]]
    assert told == [
        ("应拨付", "1", "10,000 元，条件已满足，财务部提请"),
        ("待批准", "0", ""),
        ("已批准，待拨付", "0", ""),
    ]
    assert 'href="/funding/releases/?state=due"' in text(page)


def test_an_auditor_signs_and_follows_a_finding(fund: Fund, signed_in, monkeypatch):
    fund.paid()
    fund.spend("10.00")
    next_year = NOON.replace(year=2015)
    monkeypatch.setattr("office.clock.now", lambda: next_year)
    User.objects.update(password_changed_at=next_year)
    auditor, clerk = signed_in(fund.auditor), signed_in(fund.clerk)
    url = f"/funding/audits/{fund.sector.pk}/2014/sign/"
    assert url in text(auditor.get("/funding/audits/"))
    assert "1 个单位 2014 年经费等待您签审" in text(auditor.get("/"))
    assert clerk.get(url).status_code == 403
    refused = auditor.post(url, {"opinion": "账实相符", "text_1": "票据不全", "due_1": ""})
    assert refused.status_code == 422
    assert "请填写整改期限" in text(refused)
    late = auditor.post(url, {"opinion": "账实相符", "text_3": "票据不全", "due_3": "2014-12-31"})
    assert "问题 3 的整改期限</a>：2014-12-31 已过，整改期限不能早于今天。" in text(late)
    auditor.post(url, {"opinion": "账实相符", "text_1": "票据不全", "due_1": "2015-12-01"})
    audit, finding = AuditSignOff.objects.get(), AuditFinding.objects.get()
    assert "票据不全" in text(clerk.get("/"))
    step = f"/funding/findings/{finding.pk}/"
    silent = clerk.post(f"{step}answer/", {"comment": " "})
    assert (silent.status_code, "请写明整改情况。" in text(silent)) == (409, True)
    clerk.post(f"{step}answer/", {"comment": "已补齐"})
    assert "等待您复核" in text(auditor.get("/"))
    auditor.post(f"{step}settle/")
    assert "已销号" in text(clerk.get(audit.get_absolute_url()))


def test_an_auditor_checks_the_ledger_as_a_job(fund: Fund, signed_in, django_capture_on_commit_callbacks):
    fund.paid()
    assert signed_in(fund.finance).post("/funding/ledger/verify/").status_code == 403
    with django_capture_on_commit_callbacks(execute=True):
        begun = signed_in(fund.auditor).post("/funding/ledger/verify/")
    assert "核对 2 条记录，全部与写入时一致" in text(signed_in(fund.auditor).get(begun.url))
    assert "记-001" in text(signed_in(fund.auditor).get("/funding/ledger/"))


def test_the_work_desk_says_what_waits(fund: Fund, signed_in):
    fund.due()
    assert "1 项经费（10,000 元）条件已满足，等待您提请" in text(signed_in(fund.finance).get("/"))
    tranche = fund.step(fund.due(), "propose")
    assert "1 项经费（10,000 元）已提请，等待您批准" in text(signed_in(fund.leader).get("/"))
    fund.step(fund.step(tranche, "approve"), "pay", paid_on=NOON.date(), voucher_number="1", bank_reference="2")
    assert "市总项目经费余额" in text(signed_in(fund.clerk).get("/"))


@pytest.mark.parametrize(
    "path",
    [
        "plan/2014/", "summary/2014/", "releases/", "accounts/", "ledger/", "audits/", "recipients/{pk}/2014/",
        "accounts/{pk}/",
    ],
)  # fmt: skip
def test_more_recipients_cost_no_more_queries(fund: Fund, signed_in, path):
    fund.paid()
    client, url = signed_in(fund.leader), f"/funding/{path.format(pk=fund.sector.pk)}"
    before = query_count(client, url)
    for _ in range(4):
        make_typical(SectorFactory(superior=fund.district))
        IndustrialFactory()
    compute_due(year=2014, user=None, at=NOON)
    assert query_count(client, url) <= before
    assert before <= 45
