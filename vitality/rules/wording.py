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


Calls = dict[Kind, dict[Reader, str]]
Words = dict[Kind, str]

# What a state asks of whom.
APPLICATION_CALLS: Final[Calls] = {
    ApplicationState.DRAFT: {Reader.UNIT: "等待您填报"},
    ApplicationState.SUBMITTED: {Reader.FILER: "等待您审核"},
    ApplicationState.ENDORSED: {Reader.FILER: "等待您汇总申报"},
    ApplicationState.FILED: {Reader.REVIEWER: "等待您初审"},
    ApplicationState.RETURNED: {Reader.UNIT: "已退回，等待您修改", Reader.FILER: "已退回，等待您修改再报"},
    ApplicationState.PASSED: {Reader.GROUP: "等待您决定"},
    ApplicationState.FORWARDED: {Reader.REVIEWER: "等待您登记省总批复"},
}
PAPER_CALLS: Final[Calls] = {
    PaperState.DRAFT: {Reader.FILER: "等待您撰写报送"},
    PaperState.FILED: {Reader.REVIEWER: "等待您审核"},
    PaperState.RETURNED: {Reader.FILER: "已退回，等待您修改再报"},
}
# What everybody else reads; a state that is not listed is told by its own label.
APPLICATION_ELSEWHERE: Final[Words] = {
    ApplicationState.DRAFT: "填报中",
    ApplicationState.SUBMITTED: "上级工会审核中",
    ApplicationState.ENDORSED: "上级工会已同意，尚未申报",
    ApplicationState.RETURNED: "已退回，等待修改再报",
    ApplicationState.PASSED: "初审通过，待领导小组决定",
    ApplicationState.RECOMMENDED: "已推荐荐省，待省总批复",
    ApplicationState.FORWARDED: "已报省总，待批复",
}
PAPER_ELSEWHERE: Final[Words] = {
    PaperState.DRAFT: "撰写中",
    PaperState.RETURNED: "已退回，等待修改再报",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """A state as a badge worded for one reader."""

    label: str
    tone: Tone
    is_yours: bool = False


def application_standing(state: ApplicationState, reader: Reader) -> Standing:
    """What an annex form's state means to this reader."""
    return _standing(
        state, state.tone, state.is_final, APPLICATION_CALLS.get(state, {}).get(reader), APPLICATION_ELSEWHERE
    )


def paper_standing(state: PaperState, reader: Reader) -> Standing:
    """What the state of a plan or of measures means to this reader."""
    is_final = state == PaperState.APPROVED
    return _standing(state, state.tone, is_final, PAPER_CALLS.get(state, {}).get(reader), PAPER_ELSEWHERE)


def _standing(state: Kind, tone: Tone, is_final: bool, call: str | None, elsewhere: Words) -> Standing:
    """What others have in hand looks neither like a call nor like a fault."""
    if call:
        return Standing(call, Tone.BAD if tone == Tone.BAD else Tone.WAITING, is_yours=True)
    is_in_hand = not is_final and tone != Tone.NEUTRAL
    return Standing(elsewhere.get(state, state.label), Tone.INFO if is_in_hand else tone)
