"""A form's state in the words of whoever reads it: what waits for me, and what I wait for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from office.kinds import Tone
from policy.kinds import Kind
from vitality.kinds import ApplicationState, PaperState


class Reader(Kind):
    """From which side a person looks at a form."""

    UNIT = "unit", "填报单位"
    FILER = "filer", "上级工会"
    REVIEWER = "reviewer", "民主管理部"
    GROUP = "group", "领导小组"
    OTHER = "other", "其他"


# What a state asks of whom.
WAITS_FOR: Final[dict[Kind, dict[Reader, str]]] = {
    ApplicationState.DRAFT: {Reader.UNIT: "等待您填报"},
    ApplicationState.SUBMITTED: {Reader.FILER: "等待您审核"},
    ApplicationState.ENDORSED: {Reader.FILER: "等待您汇总申报"},
    ApplicationState.FILED: {Reader.REVIEWER: "等待您初审"},
    ApplicationState.RETURNED: {Reader.UNIT: "已退回，等待您修改", Reader.FILER: "已退回，等待您修改再报"},
    ApplicationState.PASSED: {Reader.GROUP: "等待您决定"},
    ApplicationState.FORWARDED: {Reader.REVIEWER: "等待您登记省总批复"},
    PaperState.DRAFT: {Reader.FILER: "等待您撰写报送"},
    PaperState.FILED: {Reader.REVIEWER: "等待您审核"},
    PaperState.RETURNED: {Reader.FILER: "已退回，等待您修改再报"},
}
# What everybody else reads; a state that is not listed is told by its own label.
ELSEWHERE: Final[dict[Kind, str]] = {
    ApplicationState.DRAFT: "填报中",
    ApplicationState.SUBMITTED: "上级工会审核中",
    ApplicationState.ENDORSED: "上级工会已同意，尚未申报",
    ApplicationState.RETURNED: "已退回，等待修改再报",
    ApplicationState.PASSED: "初审通过，待领导小组决定",
    ApplicationState.RECOMMENDED: "已推荐荐省，待省总批复",
    ApplicationState.FORWARDED: "已报省总，待批复",
    PaperState.DRAFT: "撰写中",
    PaperState.RETURNED: "已退回，等待修改再报",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """A state as a badge worded for one reader."""

    label: str
    tone: Tone
    is_yours: bool = False


def standing(state: ApplicationState | PaperState, reader: Reader) -> Standing:
    """What a state means to this reader; what others have in hand looks like neither a call nor a fault."""
    call = WAITS_FOR.get(state, {}).get(reader)
    if call:
        return Standing(call, Tone.BAD if state.tone == Tone.BAD else Tone.WAITING, is_yours=True)
    is_elsewhere = state in WAITS_FOR and state.tone != Tone.NEUTRAL
    return Standing(ELSEWHERE.get(state, state.label), Tone.INFO if is_elsewhere else state.tone)
