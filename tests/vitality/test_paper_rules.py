"""What papers and packages are called, and how a changed text is told."""

from __future__ import annotations

import pytest

from vitality.kinds import AnnexForm
from vitality.rules.entry_names import MAX_LENGTH, EntryNames, safe_name
from vitality.rules.file_numbers import batch_number, form_number
from vitality.rules.text_changes import Piece, PieceKind, pieces


def test_a_form_is_numbered_by_year_annex_and_key():
    assert form_number(2014, AnnexForm.ANNEX_1, 12) == "大工活力〔2014〕附1-0012"
    assert form_number(2014, AnnexForm.ANNEX_4, 12345) == "大工活力〔2014〕附4-12345"
    assert batch_number(2015, 3) == "大工活力〔2015〕汇-0003"


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("大连某公司工会", "大连某公司工会"),
        ("甲/乙\\丙:丁*?.pdf", "甲_乙_丙_丁__.pdf"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("CON.pdf", "_CON.pdf"),
        ("con", "_con"),
        ("照片\u202egpj.pdf", "照片_gpj.pdf"),
        ("  尾点. ", "尾点"),
        ("", "未命名"),
        ("...", "未命名"),
    ],
)
def test_a_name_that_windows_refuses_is_made_safe(name, safe):
    assert safe_name(name) == safe


def test_a_long_name_is_cut_before_its_ending():
    name = safe_name("长" * 100 + ".docx")
    assert (len(name), name[-5:]) == (MAX_LENGTH, ".docx")


def test_no_name_is_given_twice_whatever_its_case():
    names = EntryNames()
    assert [names.taken("甲", name) for name in ("A.pdf", "a.pdf", "A.pdf")] == [
        "甲/A.pdf", "甲/a（2）.pdf", "甲/A（3）.pdf",
    ]  # fmt: skip
    assert names.taken("乙", "A.pdf") == "乙/A.pdf"


def test_a_changed_clause_is_told_with_what_stood_there_before():
    told = pieces("一、每季度开会，做好记录。二、公示。", "一、每月开会，做好记录。二、公示。三、答复。")
    assert told == (
        Piece(PieceKind.KEPT, "一、"),
        Piece(PieceKind.DROPPED, "每季度开会，"),
        Piece(PieceKind.ADDED, "每月开会，"),
        Piece(PieceKind.KEPT, "做好记录。二、公示。"),
        Piece(PieceKind.ADDED, "三、答复。"),
    )


@pytest.mark.parametrize(("before", "after"), [("", "甲"), ("甲", ""), ("甲\n乙", "甲。乙"), ("。。", "，")])
def test_kept_and_added_pieces_are_the_new_text(before, after):
    told = pieces(before, after)
    assert "".join(piece.text for piece in told if piece.kind != PieceKind.DROPPED) == after
    assert "".join(piece.text for piece in told if piece.kind != PieceKind.ADDED) == before
