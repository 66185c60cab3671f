"""Where members vote: no account, no session, no cookie. The slip alone admits; `appraisal.middleware` opens the door.

Nothing here may ask who the person is, or write a line when somebody comes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from appraisal.box.ballots import COMMENT_MOST_CHARACTERS, Ballot
from appraisal.box.codes import MOST_TYPED_SIGNS, CodeRefused, slip_digits
from appraisal.selectors.voting import PollFace, Stage, face_for_casting, is_still_open, poll_face
from appraisal.services.ballots import BallotMalformed, Cast, cast, checked_ballot
from appraisal.services.wrong_codes import MOST_WRONG_CODES, note_wrong_code
from appraisal.views.voting_pages import (
    Filled,
    Outcome,
    blank_response,
    entrance_response,
    outcome_response,
    refilled_response,
)
from office import clock

FORM_TYPE: Final = "application/x-www-form-urlencoded"
QUESTION: Final = "q-"
NONCE: Final = re.compile(r"[0-9a-f]{32}")
SLUG: Final = re.compile(r"[A-Za-z0-9]{4,8}")
OUTCOMES: Final = {
    Cast.RECORDED: Outcome.RECORDED,
    Cast.USED: Outcome.USED,
    Cast.PAPER: Outcome.PAPER,
    Cast.VOID: Outcome.VOID,
    Cast.CLOSED: Outcome.CLOSED,
}
NOT_OUR_FORM: Final = f"提交的内容过多或无法识别；意见最多 {COMMENT_MOST_CHARACTERS} 个字，请重新填写。"
UNKNOWN_CODE: Final = "本场没有这个票码，请对照票面核对；仍不对请举手联系监票人。"
TOO_MANY_WRONG: Final = (
    "本场连续输错票码的次数太多，请等一分钟再试（票码正确的不受影响）；请对照票面核对，或举手联系监票人。"
)
WAIT_SECONDS: Final = "60"


@login_not_required
@require_safe
def entrance(request: HttpRequest) -> HttpResponse:
    """The bare address: leads to the poll whose signs are typed."""
    typed = request.GET.get("p", "").strip()
    if SLUG.fullmatch(typed):
        return HttpResponseRedirect(reverse("voting:ballot", args=[typed.upper()]))
    return entrance_response(typed[:20])


@csrf_exempt  # there is no cookie that another site could use; the slip is the capability
@login_not_required
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def ballot(request: HttpRequest, slug: str, *, is_kiosk: bool = False) -> HttpResponse:
    """The ballot of a poll, and the slot of its box."""
    is_casting = request.method == "POST"
    face = face_for_casting(slug) if is_casting else poll_face(slug)
    if face is None:
        return outcome_response(Outcome.NO_POLL)
    if is_casting:
        return _drop_in(request, face, is_kiosk=is_kiosk)
    if face.stage is Stage.OPEN:
        return blank_response(face, is_kiosk=is_kiosk)
    outcome = Outcome.WAITING if face.stage is Stage.WAITING else Outcome.ENDED
    return outcome_response(outcome, face.slug, is_kiosk=is_kiosk)


@dataclass(frozen=True, slots=True)
class Sent:
    """What a phone sent, unjudged: every value of every question, one code, one opinion."""

    code: str = ""
    nonce: str = ""
    answers: Mapping[str, list[str]] | None = None
    comment: str = ""

    def filled(self, faults: Mapping[str, str]) -> Filled:
        """The same for the page that asks again; of two answers to one question neither is kept."""
        chosen = {name: values[0] for name, values in (self.answers or {}).items() if len(values) == 1}
        return Filled(self.code[:MOST_TYPED_SIGNS], self.nonce, chosen, self.comment, faults)


def _drop_in(request: HttpRequest, face: PollFace, *, is_kiosk: bool) -> HttpResponse:
    if face.stage is Stage.WAITING:
        return outcome_response(Outcome.TOO_EARLY, face.slug, is_kiosk=is_kiosk)
    sent = Sent()
    try:
        sent = _sent(request)
        code, checked = _checked(face, sent)
    except BallotMalformed as refusal:
        return _asked_again(face, sent, refusal.faults, HTTPStatus.BAD_REQUEST, is_kiosk=is_kiosk)
    found = cast(poll=face, code=code, nonce=sent.nonce, ballot=checked)
    if found is Cast.UNKNOWN:
        return _unknown_code(face, sent, is_kiosk=is_kiosk)
    return outcome_response(OUTCOMES[found], face.slug, is_kiosk=is_kiosk)


def _sent(request: HttpRequest) -> Sent:
    """What was sent.

    Raises:
        BallotMalformed: no form of ours, in another character set, of megabytes or thousands of fields.
    """
    if request.content_type != FORM_TYPE:
        raise BallotMalformed({"": NOT_OUR_FORM})
    try:
        posted = request.POST
    except (BadRequest, SuspiciousOperation) as refusal:
        raise BallotMalformed({"": NOT_OUR_FORM}) from refusal
    answers = {name.removeprefix(QUESTION): values for name, values in posted.lists() if name.startswith(QUESTION)}
    codes, comments = posted.getlist("code"), posted.getlist("comment")
    nonce = posted.get("nonce", "")
    return Sent(
        code=codes[0] if len(codes) == 1 else "",
        nonce=nonce if NONCE.fullmatch(nonce) else "",
        answers=answers,
        comment="\n".join(comments),
    )


def _checked(face: PollFace, sent: Sent) -> tuple[str, Ballot]:
    """The slip's digits and the ballot.

    Raises:
        BallotMalformed: with all that is wrong at once, the code included.
    """
    faults: dict[str, str] = {}
    try:
        digits = slip_digits(sent.code)
    except CodeRefused as refusal:
        faults["code"] = str(refusal) if sent.code.strip() else "请输入票面上的 12 位票码。"
    try:
        checked = checked_ballot(face.asked, sent.answers or {}, sent.comment)
    except BallotMalformed as refusal:
        faults |= refusal.faults
    if faults:
        raise BallotMalformed(faults)
    return digits, checked


def _unknown_code(face: PollFace, sent: Sent, *, is_kiosk: bool) -> HttpResponse:
    if note_wrong_code(face.pk, clock.now()) <= MOST_WRONG_CODES:
        return _asked_again(face, sent, {"code": UNKNOWN_CODE}, HTTPStatus.FORBIDDEN, is_kiosk=is_kiosk)
    faults = {"code": TOO_MANY_WRONG}
    response = _asked_again(face, sent, faults, HTTPStatus.TOO_MANY_REQUESTS, is_kiosk=is_kiosk)
    response.headers["Retry-After"] = WAIT_SECONDS
    return response


def _asked_again(
    face: PollFace, sent: Sent, faults: Mapping[str, str], status: HTTPStatus, *, is_kiosk: bool
) -> HttpResponse:
    if face.stage is Stage.ENDED or not is_still_open(face):
        return outcome_response(Outcome.CLOSED, face.slug, is_kiosk=is_kiosk)
    return refilled_response(face, sent.filled(faults), is_kiosk=is_kiosk, status=status)
