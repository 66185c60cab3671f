"""Whether units reached the standard and the typical line in a year: facts of plan, session and confirmation (R-S1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from appraisal.kinds import BasicSystem
from appraisal.models import AnnualPlan, AppraisalSession, YearConfirmation
from appraisal.models import PlanItem as PlanItemRow
from appraisal.models.session import SEALED_STATES
from appraisal.rules.plan import PlanItem, implemented_verdict
from appraisal.rules.small_numbers import Detail
from appraisal.rules.standing import YearFacts, standard_verdict, typical_line_verdict
from appraisal.selectors.sessions import DOCUMENT
from appraisal.selectors.shown_results import detail_for
from appraisal.selectors.years import exact_rate
from office.years import law_of_year
from policy.citing import Reason, Verdict
from policy.documents import Law
from unions.kinds import WorkMode
from unions.models import Union, User

NOTHING_KNOWN = YearFacts(None, False, None, None, None)


@dataclass(frozen=True, slots=True)
class YearStanding:
    """A unit's year judged, with the session and confirmation it rests on."""

    union_id: int
    year: int
    facts: YearFacts
    standard: Verdict
    typical: Verdict
    session: AppraisalSession | None = None
    confirmation: YearConfirmation | None = None

    @property
    def is_standard(self) -> bool:
        """达标: every condition is met; what is not known yet is not."""
        return self.standard.met is True

    @property
    def meets_typical_line(self) -> bool:
        """The condition of a typical unit at its acceptance."""
        return self.typical.met is True


def standing(union: Union, year: int) -> YearStanding:
    """One unit's year."""
    return standings([union.pk], year)[union.pk]


def standings(union_ids: Iterable[int], year: int) -> dict[int, YearStanding]:
    """The years of many units, in five queries whatever their number; every unit asked for is there."""
    wanted, law = list(dict.fromkeys(union_ids)), law_of_year(DOCUMENT, year)
    sessions, confirmations = certified_sessions(wanted, year), _confirmations(wanted, year)
    plans = _plan_facts(wanted, year, law)
    return {
        key: _standing(key, year, law, plans.get(key, NOTHING_KNOWN), sessions.get(key), confirmations.get(key))
        for key in wanted
    }


def certified_sessions(union_ids: list[int], year: int) -> dict[int, AppraisalSession]:
    """The session that counts for each unit's year, where there is one: valid and certified."""
    rows = AppraisalSession.objects.filter(
        union_id__in=union_ids, work_year=year, state__in=SEALED_STATES, certified_at__isnull=False, verdict="valid"
    )
    return {row.union_id: row for row in rows}


def shown_standing(found: YearStanding, user: User | None) -> YearStanding:
    """The standing as this person may see it: within a unit of few voters the composite is not told."""
    session = found.session
    if session is None or not session.sealed:
        return found
    if detail_for(session, user) > Detail.NOTHING:
        return found
    return replace(
        found, standard=Verdict(veiled(found.standard.reasons)), typical=Verdict(veiled(found.typical.reasons))
    )


def veiled(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """The reasons without the composite of a session of few ballots."""
    told = "综合满意率因有效票过少不在单位内公布"
    return tuple(replace(each, shown=told) if each.code == "composite" else each for each in reasons)


def _standing(
    key: int,
    year: int,
    law: Law,
    plan: YearFacts,
    session: AppraisalSession | None,
    confirmation: YearConfirmation | None,
) -> YearStanding:
    facts = replace(
        plan,
        has_valid_appraisal=session is not None,
        unit_composite_rate=exact_rate(session.sealed["unit_composite"]) if session and session.sealed else None,
        is_rights_confirmed=confirmation.is_rights_kept if confirmation else None,
        is_welcomed_confirmed=confirmation.is_welcomed if confirmation else None,
    )
    if plan is NOTHING_KNOWN and confirmation:
        facts = replace(facts, is_plan_implemented=confirmation.plan_implemented)
    standard, typical = standard_verdict(facts, law), typical_line_verdict(facts, law)
    return YearStanding(key, year, facts, standard, typical, session, confirmation)


def _confirmations(union_ids: list[int], year: int) -> dict[int, YearConfirmation]:
    rows = YearConfirmation.objects.filter(union_id__in=union_ids, year=year).select_related("confirmed_by")
    return {row.union_id: row for row in rows}


def _plan_facts(union_ids: list[int], year: int, law: Law) -> Mapping[int, YearFacts]:
    plans = AnnualPlan.objects.filter(union_id__in=union_ids, year=year).prefetch_related("items")
    return {plan.union_id: _facts_of(plan, law) for plan in plans}


def _facts_of(plan: AnnualPlan, law: Law) -> YearFacts:
    items = [plan_item(row) for row in plan.items.all()]
    line = law.threshold("implemented_progress")
    done = sum(line.is_met_by(item.progress_rate) and item.is_confirmed for item in items)
    verdict = implemented_verdict(WorkMode(plan.mode), items, law)
    return replace(
        NOTHING_KNOWN, is_plan_implemented=verdict.met is True, plan_done_count=done, plan_item_count=len(items)
    )


def plan_item(row: PlanItemRow) -> PlanItem:
    """A line of a plan as the rules take it."""
    return PlanItem(
        name=row.name,
        system=BasicSystem(row.system) if row.system else None,
        is_filled=bool(row.target and row.measures and row.responsible_person and row.due_on),
        progress_rate=Fraction(row.progress_percent, 100),
        is_confirmed=row.confirmed_at is not None,
    )
