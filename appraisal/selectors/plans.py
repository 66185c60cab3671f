"""Questions about yearly plans: what stands in the way, how far they are, and how they changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Final

from django.db.models import Avg, Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from appraisal.kinds import BasicSystem, ObservationState, PlanState
from appraisal.models import AnnualPlan, Observation, PlanItem, PlanRevision
from appraisal.rules.plan import implemented_verdict, plan_verdict
from appraisal.selectors.sessions import DOCUMENT
from appraisal.selectors.standing import plan_item
from office.years import law_of_year
from policy.citing import Verdict
from unions.kinds import UnionKind, WorkMode
from unions.models import Union, User
from unions.selectors.classification import classification_of

# What a line of a plan says, in the order of the form.
ITEM_LABELS: Final = {
    "name": "名称",
    "target": "目标",
    "measures": "措施",
    "responsible_person": "责任人",
    "due_on": "完成期限",
}


def work_mode_of(union: Union, year: int) -> WorkMode:
    """3+x or 2+x, as the unit stands in the register.

    Raises:
        ValueError: the union is no unit.
    """
    mode = classification_of(union, law_of_year(DOCUMENT, year)).work_mode
    if mode is None:
        raise ValueError(f"{union} has no work mode")
    return mode


def whole_verdict(plan: AnnualPlan) -> Verdict:
    """Whether the plan holds everything a plan must (R-P1)."""
    return plan_verdict(WorkMode(plan.mode), _items(plan), law_of_year(DOCUMENT, plan.year))


def carried_out_verdict(plan: AnnualPlan) -> Verdict:
    """Whether the plan is implemented (R-P3)."""
    return implemented_verdict(WorkMode(plan.mode), _items(plan), law_of_year(DOCUMENT, plan.year))


def _items(plan: AnnualPlan) -> list[Any]:
    return [plan_item(row) for row in plan.items.all()]


def ordered_items(plan: AnnualPlan) -> list[PlanItem]:
    """The basic systems in their own order, then the unit's own items in the order of their making."""
    order = {system.value: place for place, system in enumerate(BasicSystem)}
    return sorted(plan.items.all(), key=lambda item: (order.get(item.system, len(order)), item.pk))


def progress_percent(plan: AnnualPlan) -> int:
    """The mean progress of the lines, cut to a whole percent; 0 without lines."""
    items = list(plan.items.all())
    return int(Fraction(sum(item.progress_percent for item in items), len(items))) if items else 0


def plan_of(union: Union, year: int) -> AnnualPlan | None:
    """The union's plan of a year."""
    return AnnualPlan.objects.filter(union=union, year=year).first()


def units_with_plans(user: User, year: int, on: date) -> QuerySet[Union]:
    """The units of a person's scope with how far their plan of a year is; those without one too.

    Annotated: plan_id, plan_state, item_count, done_count, confirmed_count, mean_progress, and waiting_count, the
    observations nobody has read yet.
    """
    plan = AnnualPlan.objects.filter(union=OuterRef("pk"), year=year)
    items = PlanItem.objects.filter(plan__union=OuterRef("pk"), plan__year=year).order_by().values("plan")
    waiting = Observation.objects.filter(
        plan__union=OuterRef("pk"), plan__year=year, state=ObservationState.WAITING
    ).order_by().values("plan")  # fmt: skip
    units = Union.objects.visible_to(user).open_on(on).filter(kind__in=[kind for kind in UnionKind if kind.is_unit])
    return units.annotate(
        plan_id=Subquery(plan.values("pk")[:1]),
        plan_state=Subquery(plan.values("state")[:1]),
        item_count=_counted(items, Count("pk")),
        done_count=_counted(items, Count("pk", filter=Q(progress_percent=100))),
        confirmed_count=_counted(items, Count("pk", filter=Q(confirmed_at__isnull=False))),
        mean_progress=Subquery(items.annotate(found=Avg("progress_percent")).values("found")),
        waiting_count=_counted(waiting, Count("pk")),
    ).select_related("superior")


def _counted(rows: QuerySet, count: Count) -> Coalesce:
    return Coalesce(Subquery(rows.annotate(found=count).values("found"), output_field=IntegerField()), 0)


# History ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell that a revision changed; rows of `components/compare.html`."""

    label: str
    before: str
    after: str
    is_changed: bool = True


@dataclass(frozen=True, slots=True)
class RevisionChange:
    """A revision and what it changed against the one before."""

    revision: PlanRevision
    differences: tuple[Difference, ...]


def content_of(plan: AnnualPlan) -> dict[str, Any]:
    """What a revision keeps: every line with its words, by the line's key."""
    return {str(item.pk): {"system": item.system, **item_words(item)} for item in ordered_items(plan)}


def item_words(item: PlanItem) -> dict[str, str]:
    """The words of one line."""
    words = {name: getattr(item, name) for name in ITEM_LABELS}
    return {**words, "due_on": item.due_on.isoformat() if item.due_on else ""}


def revision_changes(plan: AnnualPlan) -> list[RevisionChange]:
    """Every revision with its differences, the newest first."""
    revisions = list(plan.revisions.select_related("made_by").order_by("number"))
    before: Mapping[str, Any] = {}
    changes = []
    for revision in revisions:
        changes.append(RevisionChange(revision, tuple(_differences(before, revision.content))))
        before = revision.content
    return changes[::-1]


def _differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    found = []
    for key in dict.fromkeys([*before, *after]):
        old, new = before.get(key, {}), after.get(key, {})
        title = new.get("name") or old.get("name") or "自选项目"
        if not new:
            found.append(Difference(title, "列入计划", "已从计划中删去"))
        found += [
            Difference(f"{title}·{label}", old.get(name, ""), new.get(name, ""))
            for name, label in ITEM_LABELS.items()
            if new and old.get(name, "") != new.get(name, "")
        ]
    return found


def plan_state(plan: AnnualPlan) -> PlanState:
    """The state as a member of its enumeration, with its tone."""
    return PlanState(plan.state)
