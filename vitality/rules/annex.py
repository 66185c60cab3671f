"""The official forms as paper: what annexes 1–4 print where, and a form filled in (R-F5)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from policy.citing import cites
from unions.kinds import OwnershipType
from vitality.kinds import AnnexForm
from vitality.rules.answers import labels_of, shown

CHINESE_NUMERALS: Final = "〇一二三四五六七八九"
LONG_FIELDS: Final = frozenset({"goals", "measures"})
MEASURE_WORDS: Final = {"employee_count": "人", "covered_enterprise_count": "家"}
UNION_ENDINGS: Final = ("总工会", "工会")
PLACE_ENDINGS: Final = ("产业", "新区", "市", "区", "县")


@dataclass(frozen=True, slots=True)
class HeadBlank:
    """A blank of the line above the table and the words printed after it."""

    key: str
    suffix: str


@dataclass(frozen=True, slots=True)
class SealCell:
    """A cell for a seal, with the title the official form prints in it."""

    key: str
    title: str


@dataclass(frozen=True, slots=True)
class AnnexLayout:
    """What an official form prints before anything is filled in.

    Attributes:
        title_lines: the two lines of the title.
        head: the blanks of the line above the table.
        seals: the cells for seals, from the left.
        confirmed_by: the body of the row 项目确认.
        copies: who keeps each copy, in the order of the note.
        filed_by: who files the forms together.
        explains_ownership: whether the note lists the nine codes.
    """

    form: AnnexForm
    title_lines: tuple[str, str]
    head: tuple[HeadBlank, ...]
    seals: tuple[SealCell, ...]
    confirmed_by: str
    copies: tuple[str, ...]
    filed_by: str
    explains_ownership: bool

    @property
    def fields(self) -> dict[str, str]:
        """The cells by field name, in the order of the table."""
        return labels_of(self.form)

    @property
    def short_fields(self) -> dict[str, str]:
        """The cells of the upper part, two to a row."""
        return {key: label for key, label in self.fields.items() if key not in LONG_FIELDS}

    @property
    def long_fields(self) -> dict[str, str]:
        """The tall cells, one to a row."""
        return {key: label for key, label in self.fields.items() if key in LONG_FIELDS}

    @property
    def notes(self) -> tuple[str, ...]:
        """The lines under the table, numbered where there are two."""
        total = CHINESE_NUMERALS[len(self.copies)]
        kept = f"本表一式{total}份，{'、'.join(self.copies)}各存一份，由{self.filed_by}汇总报送。"
        return (f"1. {ownership_note()}", f"2. {kept}") if self.explains_ownership else (kept,)

    def copy_line(self, copy: int) -> str:
        """What is printed on a copy, counted from 1: 第一份（共四份）　存：省.

        Raises:
            ValueError: for a copy the form does not have.
        """
        if not 1 <= copy <= len(self.copies):
            raise ValueError(f"{self.form.label}只有 {len(self.copies)} 份，没有第 {copy} 份")
        total = CHINESE_NUMERALS[len(self.copies)]
        return f"第{CHINESE_NUMERALS[copy]}份（共{total}份）　存：{self.copies[copy - 1]}"


@cites("2014-31/a1", "2014-31/a2", "2014-31/a3", "2014-31/a4", rule="R-F5")
def layout_of(form: AnnexForm) -> AnnexLayout:
    """The official form."""
    return LAYOUTS[form]


@cites("2014-31/a1", "2014-31/a3", rule="R-U2")
def ownership_note() -> str:
    """The nine codes of 单位性质 in one sentence."""
    return f"“单位性质”填代码：{'；'.join(f'（{kind.value}）{kind.label}' for kind in OwnershipType)}。"


@dataclass(frozen=True, slots=True)
class Seal:
    """What is known of a seal: whose, and the day; either may still be missing."""

    union_name: str = ""
    sealed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What is known of the confirmation: the day and the number of the document."""

    confirmed_on: date | None = None
    document_number: str = ""


@dataclass(frozen=True, slots=True)
class AnnexPaper:
    """An annex form on paper; without any answers it is the blank form.

    Attributes:
        answers: by field name, as filed; a missing one leaves its cell empty.
        head: names for the blanks of the head line, by key; a union's name is shortened to its place or industry.
        seals: by the key of the seal cell.
        file_number: printed beside the QR code that carries it; none on a blank form.
        copy: which copy this is, from 1; None prints no such line.
        filed_on: the day the batch was filed.
        is_late: prints 逾期申报.
        is_draft: prints 草稿 across every page.
    """

    form: AnnexForm
    answers: Mapping[str, Any] = field(default_factory=dict)
    head: Mapping[str, str] = field(default_factory=dict)
    seals: Mapping[str, Seal] = field(default_factory=dict)
    confirmation: Confirmation = Confirmation()
    file_number: str = ""
    copy: int | None = None
    filed_on: date | None = None
    is_late: bool = False
    is_draft: bool = False

    @property
    def layout(self) -> AnnexLayout:
        """The official form this one fills in."""
        return layout_of(self.form)

    @property
    def unit_name(self) -> str:
        """The applicant's name, empty on a blank form."""
        return self._text("unit_name")

    @property
    def head_line(self) -> tuple[tuple[str, str], ...]:
        """Pairs of a blank's text and the words after it."""
        return tuple((place_of(self.head.get(blank.key, "")), blank.suffix) for blank in self.layout.head)

    @property
    def short_rows(self) -> tuple[tuple[str, str, str, str], ...]:
        """Rows of label, text, label, text."""
        cells = [(label, self._text(key)) for key, label in self.layout.short_fields.items()]
        return tuple((*left, *right) for left, right in zip(cells[::2], cells[1::2], strict=True))

    @property
    def long_rows(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Pairs of a label and the paragraphs of its text."""
        return tuple((label, _paragraphs(self._text(key))) for key, label in self.layout.long_fields.items())

    @property
    def seal_cells(self) -> tuple[tuple[str, Seal], ...]:
        """Pairs of the printed title and what is known of the seal."""
        return tuple((cell.title, self.seals.get(cell.key, Seal())) for cell in self.layout.seals)

    @property
    def copy_line(self) -> str:
        """Which copy this is and who keeps it; empty where no copy was chosen."""
        return self.layout.copy_line(self.copy) if self.copy else ""

    def every_copy(self) -> Iterator[AnnexPaper]:
        """The same paper once for each that the form must be filed in."""
        return (replace(self, copy=copy) for copy in range(1, len(self.layout.copies) + 1))

    def _text(self, key: str) -> str:
        answer = self.answers.get(key)
        if answer in (None, ""):
            return ""
        return shown(key, answer) + MEASURE_WORDS.get(key, "")


def place_of(name: str) -> str:
    """What stands before the printed 市, 县（市、区） or 产业: 中山区总工会 → 中山, 交通产业工会（示例） → 交通."""
    name = name.partition("（")[0]
    for endings in (UNION_ENDINGS, PLACE_ENDINGS):
        ending = next((ending for ending in endings if name.endswith(ending) and len(name) > len(ending) + 1), "")
        name = name.removesuffix(ending)
    return name


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


_PROVINCIAL_TITLE: Final = "辽宁省基层工会活力建设项目"
_CITY_TITLE: Final = "大连市基层工会活力建设项目"
_ENTERPRISE_TITLE: Final = "典型单位申报表（企事业单位）"
_SECTOR_TITLE: Final = "典型单位申报表（行业）"
_CITY_AND_COUNTY: Final = (HeadBlank("city", "市"), HeadBlank("district", "县（市、区）"))
_SUPERIOR_AND_CITY: Final = (SealCell("superior", "区市县总工会"), SealCell("city", "市总工会"))

LAYOUTS: Final = {
    AnnexForm.ANNEX_1: AnnexLayout(
        form=AnnexForm.ANNEX_1,
        title_lines=(_PROVINCIAL_TITLE, _ENTERPRISE_TITLE),
        head=_CITY_AND_COUNTY,
        seals=(SealCell("applicant", "基层工会"), *_SUPERIOR_AND_CITY),
        confirmed_by="辽宁省总工会",
        copies=("省", "市", "县", "企业"),
        filed_by="市",
        explains_ownership=True,
    ),
    AnnexForm.ANNEX_2: AnnexLayout(
        form=AnnexForm.ANNEX_2,
        title_lines=(_PROVINCIAL_TITLE, _SECTOR_TITLE),
        head=_CITY_AND_COUNTY,
        seals=(SealCell("applicant", "行业工会"), *_SUPERIOR_AND_CITY),
        confirmed_by="辽宁省总工会",
        copies=("省", "市", "县", "行业"),
        filed_by="市",
        explains_ownership=False,
    ),
    AnnexForm.ANNEX_3: AnnexLayout(
        form=AnnexForm.ANNEX_3,
        title_lines=(_CITY_TITLE, _ENTERPRISE_TITLE),
        head=(HeadBlank("superior", "产业"),),
        seals=(SealCell("applicant", "基层工会"), SealCell("superior", "产业工会")),
        confirmed_by="大连市总工会",
        copies=("市", "产业", "企业"),
        filed_by="市产业工会",
        explains_ownership=True,
    ),
    AnnexForm.ANNEX_4: AnnexLayout(
        form=AnnexForm.ANNEX_4,
        title_lines=(_CITY_TITLE, _SECTOR_TITLE),
        head=(HeadBlank("superior", "产业或县（市、区）"),),
        seals=(SealCell("applicant", "行业工会"), SealCell("superior", "产业工会或区市县总工会")),
        confirmed_by="大连市总工会",
        copies=("市", "产业或区市县", "行业"),
        filed_by="产业工会或区市县总工会",
        explains_ownership=False,
    ),
}
