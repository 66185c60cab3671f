"""Files attached to annex forms and papers while these are open to the person (佐证资料)."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from office import files
from office.models import EvidenceFile
from office.refusals import Refused
from unions.models import User
from vitality.kinds import ApplicationState, PaperState
from vitality.models import Application, UnionPaper
from vitality.selectors.applications import open_fields
from vitality.selectors.papers import is_writable

Subject = Application | UnionPaper


def add_evidence(
    *, subject: Subject, upload: UploadedFile, user: User, at: datetime, caption: str = ""
) -> EvidenceFile:
    """Attach a file to a form or paper that is open to this person.

    Raises:
        PermissionDenied: this person never writes it.
        Refused: it is not open now, or the file is too large, too many, or not what its name says.
    """
    with transaction.atomic():
        return files.attach(_open(subject, user), upload, user=user, at=at, caption=caption)


def remove_evidence(*, subject: Subject, key: int, user: User, at: datetime) -> None:
    """Take a file off a form or paper that is open to this person; one that is gone already is no error.

    Raises:
        PermissionDenied: this person never writes it.
        Refused: it is not open now.
    """
    with transaction.atomic():
        locked = _open(subject, user)
        found = files.evidence_of(locked).filter(pk=key).first()
        if found:
            files.detach(locked, found, user=user, at=at)


def _open(subject: Subject, user: User) -> Subject:
    """The locked subject, so that it cannot be handed on while a file comes or goes."""
    locked = type(subject)._default_manager.select_for_update(of=("self",)).get(pk=subject.pk)
    permission = "vitality.write_application" if isinstance(locked, Application) else "vitality.write_paper"
    if not user.has_perm(permission, locked):
        raise PermissionDenied
    if not _is_open(locked, user):
        states = ApplicationState if isinstance(locked, Application) else PaperState
        raise Refused(f"{locked}现为“{states(locked.state).label}”，不能增减附件。")
    return locked


def _is_open(subject: Subject, user: User) -> bool:
    return bool(open_fields(subject, user)) if isinstance(subject, Application) else is_writable(subject, user)
