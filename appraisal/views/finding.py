"""What the session's pages share: the session in the person's scope and with the verb, and its tabs."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from appraisal.kinds import SessionState
from appraisal.models import AppraisalSession, Comment, Poll

RUN = "appraisal.run_session"


def found(request: HttpRequest, pk: int, permission: str = "") -> AppraisalSession:
    """The session if it lies in the person's scope, else 404; in scope without the verb 403."""
    sessions = AppraisalSession.objects.visible_to(request.user).select_related("union__superior", "certified_by")
    session = get_object_or_404(sessions, pk=pk)
    if permission and not request.user.has_perm(permission, session):
        raise PermissionDenied
    return session


def poll_of(session: AppraisalSession) -> Poll | None:
    """The session's box, if one is made."""
    return Poll.objects.filter(session=session).first()


def session_frame(request: HttpRequest, session: AppraisalSession, active: str) -> dict[str, Any]:
    """What every page of a session shows around its content."""
    tabs = [
        {"key": "session", "label": "会议", "url": session.get_absolute_url()},
        {"key": "result", "label": "结果", "url": reverse("appraisal:session_result", args=[session.pk])},
    ]
    if session.sealed and session.state != SessionState.FAILED:
        url = reverse("appraisal:opinion_list", args=[session.pk])
        tabs.append({"key": "opinions", "label": "意见与改进", "url": url})
    for tab in tabs:
        tab["active"] = tab["key"] == active
    return {"session": session, "state": SessionState(session.state), "tabs": tabs}


def comments_of(poll: Poll | None) -> Any:
    """The opinions of a box, in the order of their random keys."""
    return Comment.objects.filter(poll=poll.pk).order_by("pk") if poll else Comment.objects.none()
