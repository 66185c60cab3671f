"""Files that are not what they seem are refused with a sentence, quickly, before they can do harm."""

import re
from io import BytesIO
from time import perf_counter
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from office.spreadsheets import SheetRefused, read_sheet, safety
from office.spreadsheets.raw import MAX_COLUMNS, MAX_ROWS
from tests.office.spreadsheets.workbooks import GOOD_ROW, HEADINGS, ROSTER, with_member, workbook

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def zipped(**members: bytes) -> BytesIO:
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    out.seek(0)
    return out


def sheet_xml(rows: str, after: str = "") -> bytes:
    namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{namespace}"><sheetData>{rows}</sheetData>{after}</worksheet>'.encode()


def with_sheet_xml(rows: str, after: str = "") -> BytesIO:
    return with_member(workbook(HEADINGS, GOOD_ROW), "xl/worksheets/sheet1.xml", sheet_xml(rows, after))


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (BytesIO(b""), "文件是空的"),
        (BytesIO(OLE + b"\0" * 512), "旧版 Excel"),
        (BytesIO(OLE + "EncryptedPackage".encode("utf-16-le")), "加了密码"),
        (BytesIO(b"%PDF-1.7 ..."), "这是 PDF 文件"),
        (BytesIO("单位名称,上级工会".encode("gbk")), "这不是 Excel 工作簿"),
        (BytesIO(b"<html><table>"), "这不是 Excel 工作簿"),
        (BytesIO(b"MZ\x90\0 an executable"), "这不是 Excel 工作簿"),
        (BytesIO(b"PK\x03\x04 and nothing more"), "不完整或已损坏"),
        (zipped(word__document=b""), "这是 Word 文档"),
        (zipped(a=b""), "这是压缩包"),
        (with_member(workbook(HEADINGS), "xl/vbaProject.bin", b"x"), "含有宏"),
        (with_member(workbook(HEADINGS), "xl/workbook.xml", b"<workbook"), "文件已损坏"),
        (with_member(workbook(HEADINGS), "xl/worksheets/sheet1.xml", b"<worksheet><sheetData>"), "文件已损坏"),
        (with_sheet_xml('<row r="1"><c r="A1" t="s"><v>99</v></c></row>'), "文件已损坏"),
        (with_sheet_xml('<row r="1"><c r="A1" t="n"><v>nonsense</v></c></row>'), "文件已损坏"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_is_no_plain_workbook_is_refused_with_the_reason(file, sentence):
    with pytest.raises(SheetRefused, match=re.escape(sentence)):
        read_sheet(file, ROSTER)


@pytest.mark.parametrize(("extra", "is_good"), [(-1, True), (0, True), (1, False)])
def test_a_file_has_a_greatest_size(monkeypatch, extra, is_good):
    file = workbook(HEADINGS, GOOD_ROW)
    monkeypatch.setattr(safety, "MAX_FILE_BYTES", len(file.getvalue()) - extra)
    if is_good:
        assert read_sheet(file, ROSTER).rows
    else:
        with pytest.raises(SheetRefused, match="的上限"):
            read_sheet(file, ROSTER)


def test_a_zip_bomb_is_refused_by_what_it_would_unpack_to():
    bomb = BytesIO()
    with ZipFile(bomb, "w", ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"")
        with archive.open("xl/worksheets/sheet1.xml", "w") as member:
            for _ in range(129):
                member.write(b"\0" * 1024 * 1024)
    started = perf_counter()

    with pytest.raises(SheetRefused, match="展开后有 129 MB"):
        read_sheet(bomb, ROSTER)
    assert perf_counter() - started < 1


def test_a_workbook_of_too_many_parts_is_refused():
    crowd = BytesIO()
    with ZipFile(crowd, "w") as archive:
        for number in range(5_001):
            archive.writestr(f"xl/media/{number}", b"")

    with pytest.raises(SheetRefused, match="5001 个部件"):
        read_sheet(crowd, ROSTER)


def test_entities_that_grow_are_refused():
    tenfold = "".join(f'<!ENTITY e{level} "{f"&e{level - 1};" * 10}">' for level in range(1, 10))
    rows = '<row r="1"><c r="A1" t="inlineStr"><is><t>&e9;</t></is></c></row>'
    bomb = f'<!DOCTYPE worksheet [<!ENTITY e0 "aaaaaaaaaa">{tenfold}]>'.encode() + sheet_xml(rows)

    with pytest.raises(SheetRefused, match="文件已损坏"):
        read_sheet(with_member(workbook(HEADINGS), "xl/worksheets/sheet1.xml", bomb), ROSTER)


@pytest.mark.parametrize("cell", ["XFD3", "A1048576", "XFD1048576"])
def test_one_far_filled_cell_is_refused_by_name(cell):
    def fill_far(sheet):
        sheet[cell] = "x"

    with pytest.raises(SheetRefused, match=f"单元格 {cell} 超出可读范围"):
        read_sheet(workbook(HEADINGS, GOOD_ROW, change=fill_far), ROSTER)


def test_a_far_blank_cell_and_a_false_claim_of_size_do_no_harm():
    def format_far(sheet):
        sheet["XFD1048576"].number_format = "@"

    assert len(read_sheet(workbook(HEADINGS, GOOD_ROW, change=format_far), ROSTER).rows) == 1


@pytest.mark.parametrize(
    ("row", "column", "is_good"),
    [
        (MAX_ROWS, 1, True),
        (MAX_ROWS + 1, 1, False),
        (3, MAX_COLUMNS, True),
        (3, MAX_COLUMNS + 1, False),
    ],
)
def test_rows_and_columns_have_a_limit(row, column, is_good):
    file = workbook(HEADINGS, GOOD_ROW, change=lambda sheet: sheet.cell(row, column, "注："))
    if is_good:
        assert read_sheet(file, ROSTER).rows
    else:
        with pytest.raises(SheetRefused, match="超出可读范围"):
            read_sheet(file, ROSTER)


def test_endless_merged_cells_are_refused():
    rows = '<row r="1"><c r="A1" t="inlineStr"><is><t>单位名称</t></is></c></row>'
    merges = "<mergeCells>{}</mergeCells>".format('<mergeCell ref="A1:A1048576"/>' * 50)

    with pytest.raises(SheetRefused, match="合并的单元格过多"):
        read_sheet(with_sheet_xml(rows, merges), ROSTER)


def test_links_to_other_workbooks_are_not_followed():
    file = with_member(workbook(HEADINGS, GOOD_ROW), "xl/externalLinks/externalLink1.xml", b"<broken")

    assert len(read_sheet(file, ROSTER).rows) == 1
