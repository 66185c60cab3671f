"""What members write on the public page of a plan: taken in without a name, read before it stands there, answered."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime
from typing import Final

from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import transaction

from appraisal.box.ballots import LINE_SIGNS, NO_TEXT_CATEGORIES, NO_TEXT_SIGNS
from appraisal.kinds import ObservationState, PlanState
from appraisal.models import AnnualPlan, Observation
from office import events
from office.refusals import Refused
from unions.models import User

TEXT_LENGTH: Final = 500
ANSWER_LENGTH: Final = 1000
# Per plan, never per person: nothing is known of who writes.
MOST_A_MINUTE, MINUTE_SECONDS = 6, 60
MOST_A_DAY, DAY_SECONDS = 100, 24 * 3600


class TooMany(Refused):
    """The plan's page has taken as many observations as it takes for now."""


def leave_observation(*, plan: AnnualPlan, text: str, on: date) -> Observation:
    """Take in what somebody wrote; of the moment only the day is kept.

    Raises:
        TooMany: for this plan just now, or today.
        Refused: nothing written, too long, signs that are no text, or the plan is not public yet.
    """
    if plan.state == PlanState.DRAFT:
        raise Refused("这份计划还没有向会员通报。")
    written = _text(text)
    _refuse_flood(plan)
    return Observation.objects.create(plan=plan, text=written, made_on=on)


def _text(typed: str) -> str:
    text = typed.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not text:
        raise Refused("请写下您的意见。", fields={"text": "请写下您的意见。"})
    if len(text) > TEXT_LENGTH:
        sentence = f"最多 {TEXT_LENGTH} 个字，现有 {len(text)} 个字，请缩短后再提交。"
        raise Refused(sentence, fields={"text": sentence})
    if any(_is_no_text(sign) for sign in text):
        sentence = "有无法显示的字符，请删去后再提交。"
        raise Refused(sentence, fields={"text": sentence})
    return text


def _is_no_text(sign: str) -> bool:
    """As on a ballot: what cannot be printed, or reverses the line."""
    return sign in NO_TEXT_SIGNS or (unicodedata.category(sign) in NO_TEXT_CATEGORIES and sign not in LINE_SIGNS)


def _refuse_flood(plan: AnnualPlan) -> None:
    for span, most, seconds in (("minute", MOST_A_MINUTE, MINUTE_SECONDS), ("day", MOST_A_DAY, DAY_SECONDS)):
        key = f"observations:{span}:{plan.pk}"
        cache.add(key, 0, seconds)
        try:
            count = cache.incr(key)
        except ValueError:  # it ran out between the two lines
            continue
        if count > most:
            raise TooMany("现在提交的人较多，请过一会儿再试；您写的内容仍在本页。")


@transaction.atomic
def answer_observation(
    *, observation: Observation, state: ObservationState, answer: str, user: User, at: datetime
) -> Observation:
    """Decide whether an observation stands on the public page, and answer it; a withheld one needs the reason.

    Raises:
        PermissionDenied: not the unit's own.
        Refused: still undecided, without an answer, or the answer is too long.
    """
    locked = Observation.objects.select_for_update(of=("self",)).select_related("plan__union").get(pk=observation.pk)
    if not user.has_perm("appraisal.moderate_observation", locked.plan):
        raise PermissionDenied
    written = answer.strip()
    if state == ObservationState.WAITING:
        raise Refused("请选择公开或不公开。", fields={"state": "请选择。"})
    if not written:
        what = "答复" if state == ObservationState.SHOWN else "不公开的理由"
        raise Refused(
            f"请写明{what}；每条意见都要有交代（大工发〔2014〕31号 四、1）。", fields={"answer": f"请写明{what}。"}
        )
    if len(written) > ANSWER_LENGTH:
        sentence = f"最多 {ANSWER_LENGTH} 个字，现有 {len(written)} 个字。"
        raise Refused(sentence, fields={"answer": sentence})
    locked.state, locked.answer, locked.answered_at, locked.answered_by = state, written, at, user
    locked.save()
    entry = events.Entry(locked.plan, "answer", f"答复会员意见（{state.label}）", user, at, comment=written)
    events.record(entry)
    return locked
