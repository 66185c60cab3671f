"""The figures of a unit's own desk: its plan, its latest appraisal, and how far its year is from the standard."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from appraisal.models.session import SEALED_STATES, AppraisalSession
from appraisal.rules.small_numbers import Detail
from appraisal.selectors.sessions import DOCUMENT
from appraisal.selectors.shown_results import detail_for
from appraisal.selectors.standing import YearStanding, standing
from appraisal.selectors.years import exact_rate
from office.desk import Figure
from office.years import law_of_year
from policy.units import exact, percent
from unions.kinds import UnionKind
from unions.models import Union, User


def unit_figures(user: User, on: date) -> tuple[Figure, ...]:
    """For those who work at a unit or appraise it; nothing elsewhere."""
    if user.post is None or not UnionKind(user.post.union.kind).is_unit:
        return ()
    found = standing(user.post.union, on.year)
    return (*_plan(found), _conditions(found), *_latest(user, user.post.union))


def _plan(found: YearStanding) -> tuple[Figure, ...]:
    done, total = found.facts.plan_done_count, found.facts.plan_item_count
    if not total:
        return ()
    label, url = f"{found.year} 年计划已落实", reverse("appraisal:plan_list")
    return (Figure(label, str(done), f"/ {total} 项", url, percent=100 * (done or 0) // total, target_percent=100),)


def _conditions(found: YearStanding) -> Figure:
    """How many of the conditions of the standard are met; the page says which."""
    reasons = found.standard.reasons
    met = sum(each.met is True for each in reasons)
    return Figure(
        f"{found.year} 年达标条件", str(met), f"/ {len(reasons)} 条",
        reverse("appraisal:year_detail", args=[found.union_id, found.year]),
        note="已达标" if found.is_standard else "全部具备即达标",
        percent=100 * met // len(reasons), target_percent=100,
    )  # fmt: skip


def _latest(user: User, union: Union) -> tuple[Figure, ...]:
    """The latest certified composite, unless so few voted that those within the unit are not told it."""
    certified = AppraisalSession.objects.visible_to(user).filter(
        union=union, state__in=SEALED_STATES, certified_at__isnull=False, verdict="valid"
    )
    session = certified.order_by("-work_year", "-pk").first()
    if session is None or not session.sealed:
        return ()
    rate = exact_rate(session.sealed["unit_composite"])
    if rate is None or detail_for(session, user) <= Detail.NOTHING:
        return ()
    line = law_of_year(DOCUMENT, session.work_year).threshold("standard_line")
    return (
        Figure(
            f"{session.work_year} 年双评综合满意率", percent(rate), url=session.get_absolute_url(),
            target=f"达标线{line.sentence()}", met=line.is_met_by(rate),
            percent=int(rate * 100), target_percent=int(exact(line.value) * 100),
        ),
    )  # fmt: skip
