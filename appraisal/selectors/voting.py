"""What a member sees of a poll: one query, and nothing of anybody's vote."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from uuid import UUID

from appraisal.kinds import Answer, SessionState, Subject
from appraisal.models import Poll

ANSWERS = frozenset(Answer)
FACE_COLUMNS = (
    "pk", "slug", "public_key", "extra_items", "is_open",
    "session__state", "session__work_year", "session__chair_name", "session__union__name",
)  # fmt: skip


class Stage(Enum):
    """Where a poll stands for those who came to vote."""

    WAITING = "waiting"
    OPEN = "open"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Question:
    """One line of the ballot: its key in the sealed ballot, and what the member reads."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class PollFace:
    """A poll as its page shows it. Equal faces make equal pages, so a page may be kept under its face."""

    pk: UUID
    slug: str
    public_key: bytes
    union_name: str
    work_year: int
    stage: Stage
    questions: tuple[Question, ...]

    @property
    def asked(self) -> dict[str, frozenset[str]]:
        """Every question by key with the answers it allows."""
        return dict.fromkeys((question.key for question in self.questions), ANSWERS)


def poll_face(slug: str) -> PollFace | None:
    """The poll at an address, or None; capital and small letters are the same."""
    rows = Poll.objects.filter(slug=slug.upper()).values_list(*FACE_COLUMNS)
    return next((_face(*row) for row in rows), None)


def _face(
    pk: UUID,
    slug: str,
    public_key: bytes,
    items: list[dict[str, str]],
    is_open: bool,
    state: str,
    work_year: int,
    chair_name: str,
    union_name: str,
) -> PollFace:
    chair, committee = Question(Subject.CHAIR, f"工会主席 {chair_name}"), Question(Subject.COMMITTEE, "工会委员会")
    additional = (Question(item["key"], item["text"]) for item in items)
    stage = Stage.OPEN if is_open else Stage.WAITING if state == SessionState.PREPARED else Stage.ENDED
    return PollFace(pk, slug, bytes(public_key), union_name, work_year, stage, (chair, committee, *additional))
