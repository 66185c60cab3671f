"""The years of units judged in the database: facts and both verdicts as columns, for any number of units at once.

`tests/appraisal/test_standing_rows.py` proves over random facts that these columns say what the rules say.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final

from django.db.models import BooleanField, Case, Count, F, Q, QuerySet, Value, When
from django.db.models.lookups import Exact, GreaterThan, GreaterThanOrEqual, LessThanOrEqual
from django.db.models.sql.constants import LOUTER
from django_cte import CTE, with_cte

from appraisal.kinds import BasicSystem, SessionVerdict
from appraisal.models import AnnualPlan, AppraisalSession, YearConfirmation
from appraisal.models.session import SEALED_STATES
from policy.documents import Law
from policy.units import Boundary, Threshold, exact
from unions.kinds import WorkMode
from unions.models import UnionQuerySet

COMPARISONS: Final = {
    Boundary.AT_LEAST: GreaterThanOrEqual,
    Boundary.MORE_THAN: GreaterThan,
    Boundary.EXACTLY: Exact,
    Boundary.AT_MOST: LessThanOrEqual,
}
FACTS: Final = (
    "plan_done_count", "plan_item_count", "is_plan_implemented", "has_valid_appraisal",
    "composite_numerator", "composite_denominator", "is_rights_confirmed", "is_welcomed_confirmed",
)  # fmt: skip
VERDICTS: Final = ("is_standard", "meets_typical_line")
LACKS: Final = ("lacks_plan", "lacks_appraisal", "lacks_composite", "lacks_rights", "lacks_welcome")


def with_standing(units: UnionQuerySet, year: int, law: Law) -> UnionQuerySet:
    """The units with their year's facts (`FACTS`) and verdicts (`VERDICTS`) as columns: R-S1, R-S2."""
    plan, session = CTE(_plans(year, law), name="year_plan"), CTE(_sessions(year), name="year_session")
    confirmation = CTE(_confirmations(year), name="year_confirmation")
    joined: Any = units
    for rows in (plan, session, confirmation):
        joined = rows.join(joined, pk=rows.col.union_id, _join_type=LOUTER)
    facts = with_cte(plan, session, confirmation, select=joined).annotate(
        plan_done_count=plan.col.done_count,
        plan_item_count=plan.col.item_count,
        composite_numerator=session.col.composite_numerator,
        composite_denominator=session.col.composite_denominator,
        is_rights_confirmed=confirmation.col.is_rights_kept,
        is_welcomed_confirmed=confirmation.col.is_welcomed,
        session_union_id=session.col.union_id,
        confirmed_plan=confirmation.col.plan_implemented,
        own_plan=plan.col.is_implemented,
    )
    facts = facts.annotate(
        is_plan_implemented=_first((Q(plan_item_count__isnull=False), "own_plan"), otherwise="confirmed_plan"),
        has_valid_appraisal=_is(Q(session_union_id__isnull=False)),
    )
    return facts.annotate(
        is_standard=_is(_conditions(law.threshold("standard_line"))),
        meets_typical_line=_is(_conditions(law.threshold("typical_line"))),
    )


def with_lacks(rows: Any, law: Law) -> Any:
    """Rows that have the columns of `FACTS`, with a column for each of `LACKS` and their number, `lack_count`.

    Without a valid appraisal there is no composite to be lacking: that is one step, not two.
    """
    composite = Q(_meets(law.threshold("standard_line"), F("composite_numerator"), F("composite_denominator")))
    lacking = {
        "lacks_plan": _is(Q(is_plan_implemented=True), then=False),
        "lacks_appraisal": _is(Q(has_valid_appraisal=True), then=False),
        "lacks_composite": _is(Q(has_valid_appraisal=False) | composite, then=False),
        "lacks_rights": _is(Q(is_rights_confirmed=True), then=False),
        "lacks_welcome": _is(Q(is_welcomed_confirmed=True), then=False),
    }
    ones = [Case(When(Q(**{name: True}), then=1), default=0) for name in LACKS]
    return rows.annotate(**lacking).annotate(lack_count=sum(ones[1:], start=ones[0]))


def _conditions(line: Threshold) -> Q:
    composite = _meets(line, F("composite_numerator"), F("composite_denominator"))
    return Q(
        Q(composite), is_plan_implemented=True, has_valid_appraisal=True, is_rights_confirmed=True,
        is_welcomed_confirmed=True,
    )  # fmt: skip


def _plans(year: int, law: Law) -> QuerySet:
    """Per union with a plan: its lines, those done and confirmed, and whether all of it is (R-P1, R-P3)."""
    is_done = _meets(law.threshold("implemented_progress"), F("items__progress_percent"), Value(100))
    is_filled = Q(items__due_on__isnull=False)
    for name in ("target", "measures", "responsible_person"):
        is_filled &= ~Q(**{f"items__{name}": ""})
    # By the key first: PostgreSQL then groups by nothing else, and a number is hashed sooner than a number and a word.
    rows = AnnualPlan.objects.filter(year=year).order_by().values("pk", "union_id", "mode")
    counted = rows.annotate(
        item_count=Count("items"),
        done_count=Count("items", filter=Q(is_done) & Q(items__confirmed_at__isnull=False)),
        filled_count=Count("items", filter=is_filled),
        own_count=Count("items", filter=Q(items__system="")),
        **{
            f"system_{system.name.lower()}": Count("items", filter=Q(items__system=system.value))
            for system in BasicSystem
        },
    )
    floor = _meets(law.threshold("optional_item_floor"), F("own_count"))
    whole = Q(floor) & Q(item_count__gt=0, done_count=F("item_count"), filled_count=F("item_count"))
    return counted.annotate(is_implemented=_is(whole & _has_systems())).values(
        "union_id", "item_count", "done_count", "is_implemented"
    )


def _has_systems() -> Q:
    """Every basic system of the plan's own mode is there."""
    by_mode = Q()
    for mode in WorkMode:
        needed = {f"system_{system.name.lower()}__gt": 0 for system in BasicSystem.of_mode(mode)}
        by_mode |= Q(mode=mode, **needed)
    return by_mode


def _sessions(year: int) -> QuerySet:
    """The session that counts: at most one a union."""
    counted = AppraisalSession.objects.filter(
        work_year=year, state__in=SEALED_STATES, certified_at__isnull=False, verdict=SessionVerdict.VALID
    )
    return counted.order_by().values("union_id", "composite_numerator", "composite_denominator")


def _confirmations(year: int) -> QuerySet:
    rows = YearConfirmation.objects.filter(year=year).order_by()
    return rows.values("union_id", "plan_implemented", "is_rights_kept", "is_welcomed")


def _meets(line: Threshold, part: Any, whole: Any = None) -> Any:
    """Whether part ÷ whole (or part itself) meets the line, in whole numbers; unknown where either is."""
    value: Fraction = exact(line.value)
    right = Value(value.numerator) if whole is None else whole * value.numerator
    return COMPARISONS[line.boundary](part * value.denominator if value.denominator > 1 else part, right)


def _is(condition: Q, *, then: bool = True) -> Case:
    """Whether the condition holds as a column; unknown counts as not."""
    return _first((condition, Value(then)), otherwise=Value(not then))


def _first(*cases: tuple[Q, Any], otherwise: Any) -> Case:
    whens = [When(condition, then=then) for condition, then in cases]
    return Case(*whens, default=otherwise, output_field=BooleanField(null=True))
