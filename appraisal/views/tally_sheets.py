"""The tally report as lines of a workbook."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from appraisal.models import AppraisalSession
from appraisal.selectors.shown_results import Figure, ShownResult
from office.tables import CellKind, Column, Table
from policy.units import percent

COUNTS: Final = {
    "due": "应到", "present": "实到", "issued": "发出票", "returned": "收回票", "invalid": "无效票", "valid": "有效票",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class TallyLine:
    """One number: what it is about, its name, and how it is shown."""

    about: str
    name: str
    number: int | None
    rate: str = ""


TALLY: Final = Table(
    key="tally",
    title="计票报告单",
    columns=(
        Column("about", "对象", "about", sort="about", width=24),
        Column("name", "项目", "name", width=24),
        Column("number", "数", "number", CellKind.COUNT, width=12),
        Column("rate", "比例", "rate", width=14),
    ),
    default_sort="about",
)


def tally_lines(session: AppraisalSession, result: ShownResult) -> list[TallyLine]:
    """Everything told of a result, line by line; what may not be told has no line."""
    lines = [TallyLine("会议", label, result.counts[name]) for name, label in COUNTS.items()]
    for found in result.subjects:
        word = found.subject.label
        lines += [TallyLine(word, answer.label, count) for answer, count in found.tally]
        lines += _rates(word, {
            "满意率": (found.satisfaction, "up"), "满意率（只计满意）": (found.strict_satisfaction, "up"),
            "不满意率": (found.dissatisfaction, "down"), "综合满意率": (found.composite, "up"),
        })  # fmt: skip
    for item in result.items:
        lines += [TallyLine(item.text, answer.label, count) for answer, count in item.tally]
    return lines + _rates(str(session.union), {"单位综合满意率": (result.unit_composite, "up")})


def _rates(about: str, figures: dict[str, tuple[Figure | None, str]]) -> list[TallyLine]:
    return [
        TallyLine(about, name, None, percent(figure.rate, flattering=way))  # type: ignore[arg-type]
        for name, (figure, way) in figures.items()
        if figure
    ]
