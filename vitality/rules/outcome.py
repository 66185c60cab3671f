"""What a year came to: a typical's acceptance, and the facts of a superior union's year that decide its money (六4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from policy.citing import Reason, Verdict, cites
from vitality.kinds import PaperKind

ACCEPTANCE, FUNDING, TYPICALS, COVERAGE = "2014-31/6.4", "2014-31/6.5", "2014-31/5.1", "2014-31/5.2"


@cites(ACCEPTANCE, TYPICALS, rule="R-S2")
def acceptance_verdict(condition: Verdict, is_judged_good: bool | None, judgement_reason: str = "") -> Verdict:
    """Whether a typical passes: the condition of a typical holds, and the reviewers judge it good.

    Args:
        condition: of R-S2, as the appraisal of the year gives it; a judgement cannot stand in for it.
        is_judged_good: None while the reviewers have not judged.
    """
    word = {True: "合格", False: "不合格", None: "尚未作出"}[is_judged_good]
    shown = f"考评判断{word}" + (f"：{judgement_reason}" if judgement_reason else "")
    return Verdict((*condition.reasons, Reason("judgement", is_judged_good, shown, ACCEPTANCE)), condition.bases)


@dataclass(frozen=True, slots=True)
class PaperFact:
    """A union's plan or measures in a year.

    Attributes:
        is_approved: None while no answer is there.
        state_word: where the paper stands; empty where there is none.
        waits_for_city: whether the city has to act next.
    """

    is_approved: bool | None
    state_word: str = ""
    waits_for_city: bool = False


@dataclass(frozen=True, slots=True)
class Ground:
    """Why a fact of a year is as it is, and who can change it; `who` is empty where nobody need."""

    reason: Reason
    who: str = ""

    @property
    def met(self) -> bool | None:
        """The fact itself."""
        return self.reason.met


@cites(FUNDING)
def paper_ground(kind: PaperKind, fact: PaperFact) -> Ground:
    """Whether the year's plan or measures are approved."""
    code = "plan_approved" if kind == PaperKind.IMPLEMENTATION_PLAN else "safeguards_approved"
    word = {True: "已批准", False: "未获批准", None: fact.state_word or "尚未报送"}[fact.is_approved]
    who = "" if fact.is_approved else "市总民主管理部" if fact.waits_for_city else "报送工会"
    return Ground(Reason(code, fact.is_approved, f"{kind.label}{word}", FUNDING), who)


@cites(FUNDING)
def approved_typicals_ground(won_count: int) -> Ground:
    """Whether units of the union became enterprise typicals in the year; unknown while none did."""
    if won_count:
        return Ground(Reason("approved_typicals", True, f"当年批准企事业典型 {won_count} 个", FUNDING))
    return Ground(Reason("approved_typicals", None, "当年还没有批准的企事业典型", FUNDING), "市总领导小组")


@cites(FUNDING, ACCEPTANCE)
def all_typicals_pass_ground(results: Sequence[bool | None]) -> Ground:
    """Whether all enterprise typicals that the union won in the year passed that year's acceptance.

    Args:
        results: one for each of them; None where the acceptance has no result yet.
    """
    passed, failed = results.count(True), results.count(False)
    open_count = len(results) - passed - failed
    if not results:
        return Ground(Reason("all_typicals_pass", None, "当年没有企事业典型可供验收", FUNDING), "市总领导小组")
    shown = f"{len(results)} 个典型中 {passed} 个验收合格"
    if failed:
        return Ground(Reason("all_typicals_pass", False, f"{shown}，{failed} 个不合格", FUNDING))
    if open_count:
        return Ground(Reason("all_typicals_pass", None, f"{shown}，{open_count} 个尚无结果", FUNDING), "市总考评人员")
    return Ground(Reason("all_typicals_pass", True, shown, FUNDING))


@cites(FUNDING, COVERAGE)
def coverage_ground(is_met: bool | None, reasons: Sequence[Reason]) -> Ground:
    """Whether the year's coverage is met; None where it does not apply."""
    told = "；".join(each.shown for each in reasons)
    shown = told if is_met is not None else f"覆盖面不适用：{told}" if told else "覆盖面不适用"
    return Ground(Reason("coverage_met", is_met, shown, FUNDING), "" if is_met is not False else "报送工会")


@cites(FUNDING)
def innovation_ground(is_innovative: bool | None, reason: str = "") -> Ground:
    """Whether the leading group found the year's work innovative."""
    word = {True: "领导小组认定工作有创新", False: "领导小组认定工作没有创新", None: "领导小组尚未作创新认定"}[
        is_innovative
    ]
    shown = f"{word}：{reason}" if reason else word
    return Ground(
        Reason("innovative", is_innovative, shown, FUNDING), "" if is_innovative is not None else "市总领导小组"
    )


@cites(FUNDING, ACCEPTANCE)
def is_accepted_in(first_year: int, year: int, years_count: int) -> bool:
    """Whether a sector typical of a first year is accepted for a year: in each of the years its money runs."""
    return first_year <= year < first_year + years_count
