"""Reasons, bases and events as the components print them."""

from __future__ import annotations

import pytest

from office.events import Entry, record, timeline
from office.templatetags.explaining import basis_panel, reason_rows, timeline_rows
from policy.citing import Basis, Reason
from policy.documents import Law
from tests.factories import DistrictFactory
from tests.vitality.conftest import NOON


def test_a_reason_cites_its_clause_in_words():
    reasons = [Reason("short", False, "还差 1 个单位", "2014-31/6.2"), Reason("closed", None, "尚未开始")]
    assert reason_rows(reasons) == [
        {"met": False, "text": "还差 1 个单位", "clause": "大工发〔2014〕31号 六、2"},
        {"met": None, "text": "尚未开始", "clause": ""},
    ]


def test_a_basis_names_its_parameters_with_line_and_clause():
    parameters = Law.of_year(2014).as_json(["nonpublic_size_floor"])["parameters"]
    panel = basis_panel(Basis("R-U3", "2014-31/3", {"职工人数": 120}, "职工 120 人", parameters), "计为")
    assert (panel["title"], panel["clause"], panel["rule"]) == ("计为", "大工发〔2014〕31号 三", "R-U3")
    assert panel["inputs"] == [{"label": "职工人数", "value": 120}]
    (parameter,) = panel["parameters"]
    assert (parameter["value"], parameter["note"]) == ("不少于 100 人、50 人", "大工发〔2014〕31号 三")


def test_without_a_basis_nothing_is_opened():
    assert basis_panel(None, "计为") is None


@pytest.mark.django_db
def test_an_event_tells_changes_as_pairs_and_facts_as_they_are():
    subject = DistrictFactory()
    changes = {
        "state": ["草稿", "已申报"],
        "逾期": False,
        "退回栏目": {"职工人数": "请核对。"},
        "文件": "决议.pdf",
        "单位": ["甲", "乙", "丙"],
        "10.1 直选率": ["", "12%"],
        "2.1 机制": ["", "是"],
    }
    record(Entry(subject, "file", "申报", None, NOON, changes=changes))
    (row,) = timeline_rows(timeline(subject))
    assert row["lines"] == [
        {"label": "状态", "before": "草稿", "after": "已申报"},
        {"label": "2.1 机制", "before": "", "after": "是"},
        {"label": "10.1 直选率", "before": "", "after": "12%"},
        {"label": "单位", "text": "甲、乙、丙"},
        {"label": "文件", "text": "决议.pdf"},
        {"label": "退回栏目", "text": "职工人数：请核对。"},
        {"label": "逾期", "text": "否"},
    ]
