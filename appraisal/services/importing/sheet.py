"""The columns of the workbook of meetings held on paper (往年双评)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from appraisal.kinds import Answer, Subject
from office.spreadsheets import CellRefused, Parser, Sheet, SheetColumn, count, day, text, write_blank, year, yes_no
from office.spreadsheets.cells import compact

SCORE: Final = re.compile(r"(\d{1,3}(?:\.\d{1,2})?)(分|%)?")
# What offices write where nobody has appraised.
NOBODY: Final = frozenset({"无", "没有", "未评", "未评价", "-", "--", "—", "——", "/", "\\"})
GRADES: Final = {answer.label: answer for answer in Answer if answer is not Answer.ABSTAIN}
HIGHEST_SCORE: Final = 100


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What a superior body gave: a grade, or a score from 0 to 100; for both subjects alike."""

    grade: Answer | None
    score: Decimal | None

    def __str__(self) -> str:
        return self.grade.label if self.grade else f"{self.score} 分"


def evaluation() -> Parser:
    """满意, 基本满意, 不满意, or a score from 0 to 100 with at most two decimals, also as a percentage.

    A bare number between 0 and 1 is refused: it may be a score, but far more often it is a rate.
    """
    expected = "满意、基本满意、不满意，或 0–100 分（最多两位小数）"

    def convert(raw: Any) -> Evaluation | None:
        typed = "" if isinstance(raw, bool) else compact(raw)
        if typed in NOBODY:
            return None
        if typed in GRADES:
            return Evaluation(GRADES[typed], None)
        found = SCORE.fullmatch(typed)
        if not found or Decimal(found[1]) > HIGHEST_SCORE:
            raise CellRefused(expected)
        if not found[2] and 0 < Decimal(found[1]) < 1:
            raise CellRefused(f"0–100 分；如果是比例，请写成 {Decimal(found[1]) * 100:f}%")
        return Evaluation(None, Decimal(found[1]).quantize(Decimal("0.01")))

    return Parser(expected, convert)


def answer_key(subject: Subject, answer: Answer) -> str:
    """The key of the column that counts one answer on one subject."""
    return f"{subject.value}_{answer.value}"


SUBJECT_WORDS: Final = {Subject.CHAIR: "主席", Subject.COMMITTEE: "委员会"}
ANSWER_WORDS: Final = {
    Answer.SATISFIED: "满意",
    Answer.BASICALLY_SATISFIED: "基本满意",
    Answer.DISSATISFIED: "不满意",
    Answer.ABSTAIN: "弃权",
}


def _aliases(subject: Subject, answer: Answer) -> tuple[str, ...]:
    """Other headings for an answer's column: 工会主席满意, 委员会不了解."""
    words = {SUBJECT_WORDS[subject], subject.label}
    answers = {ANSWER_WORDS[answer], *(("不了解",) if answer is Answer.ABSTAIN else ())}
    return tuple(sorted(f"{who}{what}" for who in words for answer in answers for what in (answer, f"{answer}票")))


# Other headings for the counts.
COUNT_ALIASES: Final = {
    "due": ("应到人数", "应到会人数"), "present": ("实到人数", "实到会人数"), "issued": ("发出票数", "发票", "发票数"),
    "returned": ("收回票数", "收票", "收票数"), "invalid": ("无效票数",),
}  # fmt: skip
COUNTS: Final = {"due": "应到", "present": "实到", "issued": "发出票", "returned": "收回票", "invalid": "无效票"}
CONFIRMED: Final = {"plan_implemented": "计划已落实", "is_rights_kept": "权益维护", "is_welcomed": "受欢迎"}

APPRAISALS: Final = Sheet(
    None,
    (
        SheetColumn(
            "工作年度", year("工作年度，如 2015"), required=True, key="work_year",
            hint="被评议的年度；会议可以在次年召开",
        ),
        SheetColumn("单位名称", text(120), required=True, key="name"),
        SheetColumn("上级工会", text(250), required=True, key="superior"),
        SheetColumn("召开日期", day(), required=True, key="held_on"),
        *(
            SheetColumn(word, count(), required=True, key=key, aliases=COUNT_ALIASES[key])
            for key, word in COUNTS.items()
        ),
        *(
            SheetColumn(
                f"{SUBJECT_WORDS[subject]}{ANSWER_WORDS[answer]}", count(), required=True,
                key=answer_key(subject, answer), aliases=_aliases(subject, answer),
            )
            for subject in Subject
            for answer in Answer
        ),
        SheetColumn("同级党组织评价", evaluation(), key="party", hint="没有同级党组织的留空，其权重归上级工会"),
        SheetColumn("上级工会评价", evaluation(), key="superior_given", hint="留空则不能计算综合满意率"),
        SheetColumn("工会主席", text(40), key="chair_name", hint="换了主席，连续不满意从新主席起重新计算"),
        *(SheetColumn(word, yes_no(), key=key) for key, word in CONFIRMED.items()),
    ),
)  # fmt: skip
COLUMNS: Final = {column.key: column for column in APPRAISALS.columns}

GUIDANCE: Final = (
    "每行一次评议会；整场无效（收回票多于发出票）和不成立（不足三分之二）的会也照实填写。",
    "导入的评议会视为已认定、已通报；行的先后不限，按工作年度依次计算后果。",
    "同一单位、同一年度、同一召开日期再次导入即为更正；内容相同则不变。",
    "票数须对得上：实到不多于应到，发出不多于实到，各项之和等于收回减无效。",
)


def blank_appraisals() -> bytes:
    """The workbook people fill in."""
    return write_blank(APPRAISALS, title="双述双评结果", guidance=GUIDANCE)
