"""What holds when somebody says nothing until the last day: stated on the pages, and what the flows do."""

from __future__ import annotations

from typing import Final

from policy.citing import cites
from scoring.kinds import AssessmentState

SENTENCES: Final[dict[AssessmentState, str]] = {
    AssessmentState.SELF_ASSESSING: "截止日后未报送的，按已保存的内容进入市总考核；没有填或没有填好的指标视为未达到。",
    AssessmentState.REVIEWING: ("截止日后部门没有审核的项目，视为认可自评；自报的“不适用”和创新项目未经认定的不算。"),
    AssessmentState.DECIDING: "领导小组没有另填的，以部门审核为准。",
    AssessmentState.OBJECTING: "异议期内没有提出异议的，视为没有异议；提出的异议全部答复后才能定分。",
}


@cites("2012-55/3.2", "2012-55/3.3")
def when_silent(state: AssessmentState) -> str:
    """What silence in this state means; empty where nobody is asked for anything."""
    return SENTENCES.get(state, "")
