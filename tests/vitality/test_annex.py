"""Annexes 1–4 as paper: what they print where, filled in or blank (R-F5)."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from office.documents import render_batch, render_pdf
from policy.documents import Law
from tests.papers import fonts, page_texts, words
from vitality.kinds import AnnexForm
from vitality.rules.annex import AnnexPaper, Confirmation, Seal, layout_of, place_of

TEMPLATE = "vitality/print/annex_form.html"
FORMS = list(AnnexForm)
SENTENCE = "召开会员代表大会通报年度计划；每季度公开一次工会经费收支，听取堃喆犇玥祎等会员意见。"
ANSWERS = {
    "unit_name": "大连堃喆犇玥祎精密机械有限公司",
    "chair_name": "王堃喆",
    "address": "大连市中山区人民路 128 号",
    "contact": "0411-82650000",
    "ownership_type": "5",
    "employee_count": 1320,
    "covered_enterprise_count": 56,
    "goals": "一、三项制度全部落实。\n\n二、综合满意率达到 85%。",
    "measures": SENTENCE,
}
PAPER = AnnexPaper(
    AnnexForm.ANNEX_1,
    answers=ANSWERS,
    head={"city": "大连市总工会", "district": "中山区总工会", "superior": "交通产业工会"},
    seals={"applicant": Seal("堃喆机械工会", date(2014, 9, 20)), "superior": Seal("中山区总工会", date(2014, 9, 24))},
    confirmation=Confirmation(date(2014, 10, 20), "辽工〔2014〕88号"),
    file_number="2014-1-00317",
)


def pdf_of(paper: AnnexPaper) -> bytes:
    return render_pdf(TEMPLATE, {"paper": paper})


# What is printed ---------------------------------------------------------------------------------------


ENTERPRISE_CELLS = ["单位名称", "工会主席", "单位地址", "联系方式", "单位性质", "职工人数"]
SECTOR_CELLS = ["行业工会名称", "工会主席", "单位地址", "联系方式", "覆盖企业数量", "职工人数"]


@pytest.mark.parametrize(
    ("form", "labels", "seals", "confirmed_by", "copies"),
    [
        ("1", ENTERPRISE_CELLS, ["基层工会", "区市县总工会", "市总工会"], "辽宁省总工会", 4),
        ("2", SECTOR_CELLS, ["行业工会", "区市县总工会", "市总工会"], "辽宁省总工会", 4),
        ("3", ENTERPRISE_CELLS, ["基层工会", "产业工会"], "大连市总工会", 3),
        ("4", SECTOR_CELLS, ["行业工会", "产业工会或区市县总工会"], "大连市总工会", 3),
    ],
)
def test_each_form_has_its_own_cells_seals_and_copies(form, labels, seals, confirmed_by, copies):
    layout = layout_of(AnnexForm(form))

    assert list(layout.short_fields.values()) == labels
    assert list(layout.long_fields.values()) == ["工作目标", "主要措施"]
    assert [cell.title for cell in layout.seals] == seals
    assert layout.confirmed_by == confirmed_by
    assert len(layout.copies) == copies


@pytest.mark.parametrize(
    ("form", "head"),
    [
        ("1", [("大连", "市"), ("中山", "县（市、区）")]),
        ("2", [("大连", "市"), ("中山", "县（市、区）")]),
        ("3", [("交通", "产业")]),
        ("4", [("交通", "产业或县（市、区）")]),
    ],
)
def test_the_head_line_says_where_the_unit_belongs(form, head):
    assert list(replace(PAPER, form=AnnexForm(form)).head_line) == head


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("中山区总工会", "中山"),
        ("瓦房店市总工会", "瓦房店"),
        ("长海县总工会", "长海"),
        ("普湾新区总工会", "普湾"),
        ("长兴岛总工会", "长兴岛"),
        ("交通产业工会", "交通"),
        ("教育工会", "教育"),
        ("大连市", "大连"),
        ("市区", "市区"),
        ("", ""),
    ],
)
def test_a_unions_name_is_shortened_to_fit_before_the_printed_word(name, place):
    assert place_of(name) == place


@pytest.mark.parametrize("form", FORMS)
def test_there_are_as_many_copies_as_the_text_asks_for(form):
    asked = Law.on(date(2014, 9, 20)).value("form_copies", form.value)

    assert len(layout_of(form).copies) == asked


def test_a_copy_says_which_it_is_and_who_keeps_it():
    lines = [paper.copy_line for paper in PAPER.every_copy()]

    assert lines == [
        "第一份（共四份）　存：省",
        "第二份（共四份）　存：市",
        "第三份（共四份）　存：县",
        "第四份（共四份）　存：企业",
    ]


@pytest.mark.parametrize("copy", [5, -1])
def test_a_copy_that_the_form_does_not_have_is_refused(copy):
    with pytest.raises(ValueError, match="附件1只有 4 份"):
        replace(PAPER, copy=copy).copy_line  # noqa: B018


@pytest.mark.parametrize(("form", "explains"), [("1", True), ("2", False), ("3", True), ("4", False)])
def test_the_nine_codes_are_explained_under_1_and_3_only(form, explains):
    notes = "".join(layout_of(AnnexForm(form)).notes)

    assert ("（9）事业单位" in notes) is explains
    assert "各存一份" in notes


# The paper ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
def test_a_blank_form_is_one_page_with_nothing_made_up(form):
    pages = page_texts(pdf_of(AnnexPaper(form)))

    assert len(pages) == 1
    assert pages[0].startswith(f"附件{form.value}")
    assert pages[0].count("（章）") == len(layout_of(form).seals)
    assert pages[0].count("年月日") == len(layout_of(form).seals) + 1
    assert "None" not in pages[0]


@pytest.mark.parametrize("form", FORMS)
def test_a_filled_form_prints_every_answer_exactly(form):
    paper = replace(PAPER, form=form)
    (page,) = page_texts(pdf_of(paper))

    for printed in (
        *paper.layout.title_lines,
        "大连堃喆犇玥祎精密机械有限公司",
        "大连市中山区人民路128号",
        "1,320人",
        "（5）私营企业" if paper.layout.explains_ownership else "56家",
        "二、综合满意率达到85%。",
        SENTENCE,
        "堃喆机械工会",
        "2014年9月24日",
        paper.layout.confirmed_by,
        "辽工〔2014〕88号",
        "2014年10月20日",
        "2014-1-00317",
    ):
        assert printed in page, printed


@pytest.mark.parametrize("sentences", [0, 4, 5, 6, 7, 8, 9, 12, 16, 20, 40, 80])
def test_the_seals_stay_together_however_long_the_texts_are(sentences):
    measures = "\n".join(f"{number}．{SENTENCE}" for number in range(1, sentences + 1))
    paper = replace(PAPER, answers={**ANSWERS, "measures": measures})

    pages = page_texts(pdf_of(paper))

    with_seals = [page for page in pages if "（章）" in page]
    assert len(with_seals) == 1
    for whole in ("基层工会", "区市县总工会", "2014年9月24日", "项目确认", "辽宁省总工会", "注：1."):
        assert whole in with_seals[0]
    assert with_seals[0] == pages[-1]


def test_a_long_text_loses_nothing_over_the_pages():
    measures = [f"第{number}条{SENTENCE}" for number in range(1, 60)]
    pages = page_texts(pdf_of(replace(PAPER, answers={**ANSWERS, "measures": "\n".join(measures)})))

    found = "".join(pages)
    assert len(pages) > 2
    assert all(found.count(f"第{number}条召开") == 1 for number in range(1, 60))
    assert found.count("意见。") == 59


def test_a_text_that_goes_on_says_so_at_the_top_of_the_next_page():
    long = "\n".join([SENTENCE] * 40)
    pages = page_texts(pdf_of(replace(PAPER, answers={**ANSWERS, "goals": long})))

    assert "（续）" not in pages[0]
    assert "工作目标（续）" in pages[1]
    assert "主要措施（续）" not in "".join(pages)


def test_a_text_that_ends_with_its_page_is_not_said_to_go_on():
    pages = page_texts(pdf_of(replace(PAPER, answers={**ANSWERS, "measures": "\n".join([SENTENCE] * 6)})))

    assert len(pages) == 2
    assert "（续）" not in "".join(pages)


@pytest.mark.parametrize("form", FORMS)
def test_every_seal_has_room_of_five_centimetres(form):
    found = words(pdf_of(AnnexPaper(form)))
    tops = {text: top for text, _, top, _, _ in found}
    row_top, row_bottom = tops[layout_of(form).seals[0].title], tops[layout_of(form).confirmed_by]

    assert row_bottom - row_top >= 50


def test_the_table_is_as_wide_as_the_official_page_allows():
    found = words(pdf_of(PAPER))

    assert min(left for _, left, _, _, _ in found) >= 28
    assert max(right for _, _, _, right, _ in found) <= 210 - 26 + 0.5


@pytest.mark.parametrize(("is_late", "filed_on"), [(True, date(2014, 9, 26)), (False, date(2014, 9, 25))])
def test_a_late_form_is_marked(is_late, filed_on):
    (page,) = page_texts(pdf_of(replace(PAPER, is_late=is_late, filed_on=filed_on)))

    assert ("逾期申报" in page) is is_late
    assert ("2014-09-26" in page) is is_late


def test_all_copies_make_one_file_with_a_page_each():
    pdf = render_batch([(TEMPLATE, {"paper": paper}) for paper in PAPER.every_copy()])

    keepers = zip("一二三四", ("省", "市", "县", "企业"), page_texts(pdf), strict=True)
    assert all(f"第{number}份（共四份）存：{keeper}" in page for number, keeper, page in keepers)
    assert all(fonts(pdf).values())


def test_the_head_stands_on_every_page():
    pdf = pdf_of(replace(PAPER, copy=1, answers={**ANSWERS, "measures": "\n".join([SENTENCE] * 30)}))
    pages = page_texts(pdf)

    assert len(pages) == len(PdfReader(BytesIO(pdf)).pages) > 1
    assert all("第一份（共四份）存：省" in page and "2014-1-00317" in page for page in pages)


def test_an_applicants_text_is_no_markup():
    (page,) = page_texts(pdf_of(replace(PAPER, answers={**ANSWERS, "goals": "<script>一</script> & <b>二</b>"})))

    assert "<script>一</script>&<b>二</b>" in page
