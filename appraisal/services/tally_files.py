"""The scanned tally sheet of a meeting on paper: comes and goes until the counts are sealed."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from appraisal.kinds import SessionState
from appraisal.models import AppraisalSession
from office import files
from office.models import EvidenceFile
from office.refusals import Refused
from unions.models import User

CAPTION = "计票单"


@transaction.atomic
def attach_tally_sheet(*, session: AppraisalSession, upload: UploadedFile, user: User, at: datetime) -> EvidenceFile:
    """Keep a scan with its session.

    Raises:
        PermissionDenied: not of the union above.
        Refused: the counts are sealed, or the file is not taken.
    """
    return files.attach(_open(session, user), upload, user=user, at=at, caption=CAPTION)


@transaction.atomic
def remove_tally_sheet(*, session: AppraisalSession, key: int, user: User, at: datetime) -> None:
    """Take a scan off again; one that is gone already is no error.

    Raises:
        PermissionDenied, Refused: see `attach_tally_sheet`.
    """
    locked = _open(session, user)
    found = files.evidence_of(locked).filter(pk=key).first()
    if found:
        files.detach(locked, found, user=user, at=at)


def _open(session: AppraisalSession, user: User) -> AppraisalSession:
    locked = AppraisalSession.objects.select_for_update(of=("self",)).select_related("union").get(pk=session.pk)
    if not user.has_perm("appraisal.run_session", locked):
        raise PermissionDenied
    if locked.state != SessionState.PREPARED:
        raise Refused(f"评议会现为“{SessionState(locked.state).label}”，计票单不能再变动。")
    return locked
