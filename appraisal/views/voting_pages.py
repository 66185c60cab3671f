"""The pages of the members' side: rendered once and kept, because hundreds ask for the same one at the same moment."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache
from http import HTTPStatus
from typing import Any, Final

from django.http import HttpResponse
from django.template.loader import render_to_string

from appraisal.box.ballots import COMMENT_MOST_CHARACTERS
from appraisal.kinds import Answer
from appraisal.selectors.voting import PollFace

KIOSK_RESET_SECONDS: Final = 15
KIOSK_IDLE_SECONDS: Final = 60
WAITING_SECONDS: Final = 15
MOST_KEPT_CHARACTERS: Final = 5000
NONCE_PLACE: Final = "nonce-goes-here"


class Outcome(Enum):
    """What a member is told instead of a ballot: status, tone, headline, and what to do now."""

    def __init__(self, status: HTTPStatus, tone: str, headline: str, advice: str) -> None:
        self.status, self.tone, self.headline, self.advice = status, tone, headline, advice

    RECORDED = HTTPStatus.OK, "good", "您的选票已投入票箱", "现在可以关闭本页。"
    USED = HTTPStatus.CONFLICT, "bad", "此票码已使用，如非本人操作请举手联系监票人", "这次填写的内容没有投入票箱。"
    PAPER = HTTPStatus.CONFLICT, "bad", "此票码已换成纸质票", "请填写纸质票，投入会场的票箱。"
    VOID = HTTPStatus.CONFLICT, "bad", "此票码已作废", "请举手联系监票人，领取有效的票。"
    CLOSED = HTTPStatus.CONFLICT, "bad", "投票已结束", "这次填写的内容没有投入票箱。"
    TOO_EARLY = HTTPStatus.CONFLICT, "calm", "投票尚未开始", "这次填写的内容没有投入票箱；请等监票人宣布开始。"
    WAITING = HTTPStatus.OK, "calm", "投票尚未开始", "监票人宣布开始后，本页会自动出现选票，请不要关闭。"
    ENDED = HTTPStatus.OK, "calm", "投票已结束", "感谢您的参与。结果认定后向全体会员通报。"
    NO_POLL = HTTPStatus.NOT_FOUND, "bad", "没有这个投票地址", "请对照票面核对；仍打不开请举手联系监票人。"
    BUSY = (
        HTTPStatus.SERVICE_UNAVAILABLE, "bad", "暂时没有收到票箱的回答",
        "请稍等片刻后刷新本页；浏览器询问是否重新提交时请选“是”，不会重复计票。",
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Filled:
    """A ballot that came back: what was typed and chosen, and what is wrong with it, by field."""

    code: str = ""
    nonce: str = ""
    chosen: Mapping[str, str] = field(default_factory=dict)
    comment: str = ""
    faults: Mapping[str, str] = field(default_factory=dict)


def blank_response(face: PollFace, *, is_kiosk: bool) -> HttpResponse:
    """The empty ballot, with a nonce of its own in every copy."""
    head, tail = _blank_parts(face, is_kiosk)
    return HttpResponse(head + secrets.token_hex(16).encode() + tail)


@lru_cache(maxsize=256)
def _blank_parts(face: PollFace, is_kiosk: bool) -> tuple[bytes, bytes]:
    head, tail = _ballot_page(face, Filled(nonce=NONCE_PLACE), is_kiosk=is_kiosk).encode().split(NONCE_PLACE.encode())
    return head, tail


def refilled_response(face: PollFace, filled: Filled, *, is_kiosk: bool, status: HTTPStatus) -> HttpResponse:
    """The ballot once more with everything that was chosen and typed, and a sentence at each field that is wrong."""
    return HttpResponse(_ballot_page(face, filled, is_kiosk=is_kiosk), status=status)


def _ballot_page(face: PollFace, filled: Filled, *, is_kiosk: bool) -> str:
    context = {
        "face": face,
        "questions": [_question_context(question.key, question.text, filled) for question in face.questions],
        "filled": filled,
        "faults": _fault_lines(face, filled),
        "comment": filled.comment[:MOST_KEPT_CHARACTERS],
        "comment_most": COMMENT_MOST_CHARACTERS,
        "is_kiosk": is_kiosk,
        "idle_seconds": KIOSK_IDLE_SECONDS,
    }
    return render_to_string("appraisal/ballot_form.html", context)


def _question_context(key: str, text: str, filled: Filled) -> dict[str, Any]:
    chosen = filled.chosen.get(key)
    options = [(answer.value, answer.label, answer.value == chosen) for answer in Answer]
    return {"key": key, "text": text, "options": options, "fault": filled.faults.get(key, "")}


def _fault_lines(face: PollFace, filled: Filled) -> list[tuple[str, str]]:
    """Every fault in the order of the page: the anchor of its field, and where and what."""
    places = [("", "", ""), ("code", "code", "票码")]
    places += [(question.key, f"q-{question.key}", question.text) for question in face.questions]
    places.append(("comment", "comment", "意见"))
    return [
        (anchor, f"{label}：{filled.faults[name]}" if label else filled.faults[name])
        for name, anchor, label in places
        if name in filled.faults
    ]


def outcome_response(outcome: Outcome, slug: str = "", *, is_kiosk: bool = False) -> HttpResponse:
    """What became of it, and nothing of what was on the ballot."""
    return HttpResponse(_outcome_page(outcome, slug, is_kiosk), status=outcome.status)


@lru_cache(maxsize=1024)
def _outcome_page(outcome: Outcome, slug: str, is_kiosk: bool) -> bytes:
    reloads_after = KIOSK_RESET_SECONDS if is_kiosk else WAITING_SECONDS if outcome is Outcome.WAITING else 0
    context = {
        "outcome": outcome,
        "slug": slug,
        "is_kiosk": is_kiosk,
        "reloads_after": reloads_after,
        "may_try_again": bool(slug) and outcome in (Outcome.USED, Outcome.PAPER, Outcome.VOID),
    }
    return render_to_string("appraisal/ballot_outcome.html", context).encode()


def entrance_response(typed: str = "") -> HttpResponse:
    """Where the address on the slip is typed by those who have typed only its beginning."""
    return HttpResponse(render_to_string("appraisal/ballot_entrance.html", {"typed": typed}))
