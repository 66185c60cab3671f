"""A sample of every object of the accountability year, marked like the district it belongs to."""

from __future__ import annotations

from datetime import date

from appraisal.kinds import Assembly, Audience, Consequence
from appraisal.models import AnnualPlan, Case, DutyReport, ImprovementItem, ReportDelivery
from appraisal.services.observations import leave_observation
from appraisal.services.plan_progress import brief_plan
from appraisal.services.plans import save_plan, start_plan
from appraisal.services.sessions import plan_session
from policy.citing import Basis
from tests.vitality.conftest import NOON
from unions.models import Union, User

YEAR = 2014
BEYOND_THE_LINE = {"reasons": [], "basis": Basis("R-A9", "2014-31/4.2", {}, "30 ÷ 59 > 1/2").as_json()}


def year_samples(mark: str, unit: Union, clerk: User, leader: User) -> dict[str, int | str]:
    """A planned session with a case and an improvement item, and a plan that members have remarked on."""
    plan = _plan(mark, unit, clerk)
    session = plan_session(union=unit, work_year=YEAR, plan=meeting(mark), user=leader, at=NOON)
    report = DutyReport.objects.create(union=unit, work_year=YEAR, chair_name=f"{mark}主席")
    ReportDelivery.objects.create(report=report, audience=Audience.MEMBERS, delivered_on=NOON.date(), form="会员大会")
    case = Case.objects.create(
        session=session,
        consequence=Consequence.ADMONITION,
        reasons=BEYOND_THE_LINE,
        opened_at=NOON,
        order_text=f"{mark}整改",
    )
    improvement = ImprovementItem.objects.create(
        session=session, text=f"{mark}改进", responsible_person=f"{mark}某", due_on=date(2014, 12, 1)
    )
    return {
        "plan": plan.pk,
        "plan_item": plan.items.order_by("pk")[0].pk,
        "plan_key": plan.public_key,
        "observation": leave_observation(plan=plan, text=f"{mark}意见", on=NOON.date()).pk,
        "session": session.pk,
        "report": report.pk,
        "case": case.pk,
        "improvement": improvement.pk,
    }


def _plan(mark: str, unit: Union, clerk: User) -> AnnualPlan:
    plan = start_plan(union=unit, year=YEAR, user=clerk, at=NOON)
    said = {"target": f"{mark}目标", "measures": f"{mark}措施", "responsible_person": f"{mark}某"}
    words = {
        item.pk: {"name": item.name or f"{mark}自选", "due_on": date(2014, 12, 1), **said} for item in plan.items.all()
    }
    plan = save_plan(plan=plan, words=words, revision=plan.revision, user=clerk, at=NOON)
    brief_plan(plan=plan, held_on=NOON.date(), form="会员大会", reached_count=80, user=clerk, at=NOON)
    return AnnualPlan.objects.get(pk=plan.pk)


def meeting(mark: str) -> dict[str, object]:
    return {
        "held_on": date(2014, 9, 25),
        "assembly": Assembly.MEMBER_ASSEMBLY,
        "due_count": 10,
        "chair_name": f"{mark}主席",
        "chief_scrutineer": f"{mark}乙",
        "scrutineer": f"{mark}丙",
    }
