"""An implementation plan's or safeguard measures' way: written, filed, approved or returned."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from config.demo.accounts import Staff
from config.demo.evidence import Attachment
from config.demo.script import Script
from config.demo.wording import WORDS, paper_text
from unions.kinds import RoleKind
from unions.models import Union, User
from vitality.kinds import PaperKind
from vitality.models import Round, UnionPaper
from vitality.services.evidence import add_evidence
from vitality.services.papers import move_paper, open_paper, save_paper

FILED_AFTER: Final = timedelta(minutes=20)
REVIEWED_AFTER: Final = timedelta(hours=1, minutes=30)
REVIEW_STEPS: Final = {"approved": "approve", "returned": "return_for_revision"}


@dataclass
class Paper:
    """The paper of one union; `state` is how far it comes: draft, filed, approved, returned."""

    kind: PaperKind
    state: str
    union: Union
    staff: Staff
    round: Round
    original: Attachment
    paper: UnionPaper = field(init=False)

    def schedule(self, script: Script, writes: datetime, reviews: datetime | None) -> None:
        """Note its writing, its filing and the city's answer."""
        script.at(writes, self.write)
        if self.state != "draft":
            script.at(writes + FILED_AFTER, self.file)
        if self.state in REVIEW_STEPS and reviews:
            script.at(reviews + REVIEWED_AFTER, self.review)

    def write(self, at: datetime) -> None:
        """The union writes it; a draft is half a text, a filed one has its sealed original attached."""
        text = paper_text(self.kind, self.union)
        if self.state == "draft":
            text = "\n".join(text.splitlines()[:2])
        paper = open_paper(round=self.round, union=self.union, kind=self.kind)
        self.paper = save_paper(paper=paper, text=text, revision=paper.revision, user=self._officer())
        if self.state != "draft":
            upload = self.original.as_upload()
            upload.name = f"{self.kind.label}.pdf"
            add_evidence(subject=self.paper, upload=upload, user=self._officer(), at=at, caption="盖章扫描件")

    def file(self, at: datetime) -> None:
        """The union hands it in."""
        self._move("file", self._officer(), at)

    def review(self, at: datetime) -> None:
        """The city approves it, or returns it with a reason."""
        comment = WORDS["returns"]["paper"] if self.state == "returned" else ""
        self._move(REVIEW_STEPS[self.state], self.staff.reviewer(), at, comment)

    def _move(self, step: str, user: User, at: datetime, comment: str = "") -> None:
        self.paper = move_paper(paper=self.paper, transition=step, user=user, at=at, comment=comment)

    def _officer(self) -> User:
        return self.staff.at(self.union, RoleKind.OFFICER)
