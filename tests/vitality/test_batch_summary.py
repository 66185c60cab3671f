"""The summary table of a batch on paper."""

from datetime import date
from io import BytesIO
from types import SimpleNamespace

import pytest
from pypdf import PdfReader

from office.documents import render_pdf
from office.tables import CellKind, Column, Table
from tests.papers import page_texts

UNITS = Table(
    "batch-units",
    "典型单位申报汇总表",
    (
        Column("name", "单位名称", "name", sort="name", width=30),
        Column("employee_count", "职工人数", "employee_count", CellKind.COUNT),
    ),
    default_sort="name",
    is_numbered=True,
)


def summary(count: int, **more) -> bytes:
    rows = [
        SimpleNamespace(name=f"大连第{number}机械有限公司", employee_count=1000 + number) for number in range(count)
    ]
    context = {"union_name": "中山区总工会", "totals": [("单位", f"{count} 个"), ("百人以上非公企业", "3 个")], **more}
    return render_pdf(*UNITS.paper(rows, template="vitality/print/batch_summary.html", **context))


def test_five_units_stand_on_one_landscape_page_with_totals_and_seal():
    pdf = summary(5, filed_on=date(2014, 9, 24), file_number="2014-1-07", prepared_by="李明", phone="0411-82650000")

    (page,) = page_texts(pdf)
    assert "填报单位：中山区总工会" in page
    assert "5大连第4机械有限公司1,004" in page
    assert "合计：单位5个；百人以上非公企业3个。" in page
    assert "中山区总工会（章）2014年9月24日" in page
    assert "填表人：李明联系电话：0411-82650000" in page
    assert "2014-1-07" in page
    width, height = (round(float(length) / 72 * 25.4) for length in PdfReader(BytesIO(pdf)).pages[0].mediabox[2:])
    assert (width, height) == (297, 210)


def test_a_batch_not_yet_filed_leaves_the_day_open():
    (page,) = page_texts(summary(1))

    assert "中山区总工会（章）年月日" in page
    assert "逾期申报" not in page


@pytest.mark.parametrize("count", [6, 7, 8, 9, 10, 12, 14, 40])
def test_the_seal_stays_whole_and_headings_come_back_on_every_page(count):
    pages = page_texts(summary(count, is_late=True))

    assert all("逾期申报" in page for page in pages)
    assert sum("（章）" in page for page in pages) == 1
    assert all("单位名称" in page for page in pages if "机械有限公司" in page)
    assert sum(page.count("机械有限公司") for page in pages) == count
    assert "合计：" in pages[-1]
    assert "（章）年月日" in pages[-1]
