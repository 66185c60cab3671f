"""The sheets of the workbook of past years' results (往年结果)."""

from __future__ import annotations

from typing import Final

from office.spreadsheets import Book, Parser, Sheet, SheetColumn, choice, text, write_blank_book, year, yes_no
from vitality.kinds import TypicalKind, TypicalLevel

TYPICALS, RESULTS, YEARS = "典型", "验收", "单位年度"
PASSED, FAILED = "合格", "不合格"


def _words(*members: TypicalLevel | TypicalKind) -> Parser:
    return choice([(member, member.label) for member in members])


_NAME: Final = SheetColumn("单位名称", text(120), required=True, key="name")
_SUPERIOR: Final = SheetColumn(
    "上级工会", text(250), required=True, key="superior", hint="当年的或现在的上级工会都可以"
)


def _year(hint: str) -> SheetColumn:
    return SheetColumn("年度", year(), required=True, key="year", hint=hint)


HISTORY: Final = Book(
    (
        Sheet(
            TYPICALS,
            (
                _year("成为典型的年度"),
                _NAME,
                _SUPERIOR,
                SheetColumn("级别", _words(*TypicalLevel), required=True, key="level"),
                SheetColumn(
                    "类型", _words(*TypicalKind), required=True, key="kind", hint="行业工会填“行业”，其他填“企事业”"
                ),
            ),
        ),
        Sheet(
            RESULTS,
            (
                _year("被验收的年度"),
                _NAME,
                _SUPERIOR,
                SheetColumn(
                    "结果", choice([(True, PASSED), (False, FAILED)]), required=True, key="is_passed",
                    hint="行业典型每年一行",
                ),
            ),
        ),
        Sheet(
            YEARS,
            (
                _year("材料和认定所属的年度"),
                SheetColumn(
                    "单位名称", text(120), required=True, key="name", hint="区市县、开放先导区总工会或产业工会"
                ),
                SheetColumn("实施方案已批", yes_no(), key="implementation_plan"),
                SheetColumn("保障措施已批", yes_no(), key="safeguard_measures"),
                SheetColumn("创新认定", yes_no(), key="is_innovative", hint="留空为尚未认定"),
            ),
        ),
    )
)  # fmt: skip
COLUMNS: Final = {(str(sheet.title), column.key): column for sheet in HISTORY.sheets for column in sheet.columns}

GUIDANCE: Final = (
    "三个工作表“典型”“验收”“单位年度”可以只填其中几个，先后顺序不限。",
    "一个单位只能一次成为典型；验收按典型和年度各一行。",
    "空白单元格不改动已登记的内容；同一内容再次导入不变，内容不同即为更正。",
    "在系统中申报、考评并公布的结果不能用导入改动。",
)


def blank_history() -> bytes:
    """The workbook people fill in."""
    return write_blank_book(HISTORY, guidance=GUIDANCE)
