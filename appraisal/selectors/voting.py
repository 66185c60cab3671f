"""What a member sees of a poll: at most one query, and nothing of anybody's vote."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from uuid import UUID

from django.db import connection

from appraisal.kinds import Answer, SessionState, Subject
from appraisal.models import Poll

ANSWERS = frozenset(Answer)
FACE_COLUMNS = (
    "pk", "slug", "public_key", "extra_items", "is_open",
    "session__state", "session__work_year", "session__chair_name", "session__union__name",
)  # fmt: skip
IS_OPEN_SQL = "SELECT 1 FROM appraisal_poll WHERE slug = %s AND is_open"
MOST_OPEN_FACES = 1000


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


# What stands on a ballot is frozen when the voting starts, so each process reads it once and keeps it until the end.
open_faces: dict[str, PollFace] = {}


def poll_face(slug: str) -> PollFace | None:
    """The poll at an address, or None; capital and small letters are the same."""
    slug = slug.upper()
    known = open_faces.get(slug)
    if known:
        return known if is_still_open(known) else replace(known, stage=Stage.ENDED)
    rows = Poll.objects.filter(slug=slug).values_list(*FACE_COLUMNS)
    face = next((_face(*row) for row in rows), None)
    if face and face.stage is Stage.OPEN:
        if len(open_faces) >= MOST_OPEN_FACES:
            open_faces.clear()
        open_faces[slug] = face
    return face


def face_for_casting(slug: str) -> PollFace | None:
    """The same for somebody who casts: that the poll is still open is found out by the casting itself."""
    return open_faces.get(slug.upper()) or poll_face(slug)


def is_still_open(face: PollFace) -> bool:
    """Whether an open poll has not ended meanwhile; it never opens again."""
    # Plain SQL that any database understands: through the ORM it is four times as dear, and a hall asks at once.
    with connection.cursor() as cursor:
        cursor.execute(IS_OPEN_SQL, [face.slug])
        is_open = cursor.fetchone() is not None
    if not is_open:
        open_faces.pop(face.slug, None)
    return is_open


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
