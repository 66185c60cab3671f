"""A form's state in the words of whoever reads it: what waits for me, and what I wait for."""

from __future__ import annotations

from typing import Final

from policy.kinds import Kind
from vitality.kinds import ApplicationState, PaperState


class Reader(Kind):
    """From which side a person looks at a form."""

    UNIT = "unit", "填报单位"
    FILER = "filer", "上级工会"
    REVIEWER = "reviewer", "民主管理部"
    GROUP = "group", "领导小组"
    OTHER = "other", "其他"


# A state whose words are the same for everybody is not listed: its own label says it.
APPLICATION_WORDS: Final[dict[ApplicationState, dict[Reader, str]]] = {
    ApplicationState.DRAFT: {
        Reader.UNIT: "等待您填报",
        Reader.FILER: "填报中",
        Reader.OTHER: "填报中",
    },
    ApplicationState.SUBMITTED: {
        Reader.UNIT: "上级工会审核中",
        Reader.FILER: "等待您审核",
        Reader.OTHER: "上级工会审核中",
    },
    ApplicationState.ENDORSED: {
        Reader.UNIT: "上级工会已同意，汇总中",
        Reader.FILER: "已同意，等待您汇总申报",
        Reader.OTHER: "上级工会已同意，尚未申报",
    },
    ApplicationState.FILED: {
        Reader.REVIEWER: "等待您初审",
        Reader.OTHER: "市总初审中",
    },
    ApplicationState.RETURNED: {
        Reader.UNIT: "已退回，等待您修改",
        Reader.FILER: "已退回，等待您修改再报",
        Reader.OTHER: "已退回，等待修改再报",
    },
    ApplicationState.PASSED: {
        Reader.GROUP: "等待您决定",
        Reader.OTHER: "初审通过，待领导小组决定",
    },
    ApplicationState.RECOMMENDED: {Reader.OTHER: "已推荐荐省，待省总批复"},
    ApplicationState.FORWARDED: {
        Reader.REVIEWER: "已报省总，等待您登记批复",
        Reader.OTHER: "已报省总，待批复",
    },
}

PAPER_WORDS: Final[dict[PaperState, dict[Reader, str]]] = {
    PaperState.DRAFT: {Reader.FILER: "等待您撰写报送", Reader.OTHER: "撰写中"},
    PaperState.FILED: {Reader.REVIEWER: "等待您审核", Reader.OTHER: "市总审核中"},
    PaperState.RETURNED: {Reader.FILER: "已退回，等待您修改再报", Reader.OTHER: "已退回，等待修改再报"},
}


def application_words(state: ApplicationState, reader: Reader) -> str:
    """What an annex form's state means to this reader."""
    return _words(APPLICATION_WORDS.get(state, {}), reader) or state.label


def paper_words(state: PaperState, reader: Reader) -> str:
    """What the state of a plan or of measures means to this reader."""
    return _words(PAPER_WORDS.get(state, {}), reader) or state.label


def _words(by_reader: dict[Reader, str], reader: Reader) -> str:
    return by_reader.get(reader) or by_reader.get(Reader.OTHER, "")
