"""The result of a session as far as the person may see it: page, tally report, workbook, notice."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from appraisal.kinds import Answer, SessionState
from appraisal.models import AppraisalSession, Case
from appraisal.selectors.papers import tally_paper
from appraisal.selectors.sessions import signing_superior, weights_of
from appraisal.selectors.shown_results import ShownResult, shown_result
from appraisal.services.counting import objection_ends_at
from appraisal.views.finding import RUN, found, poll_of, session_frame
from appraisal.views.tally_sheets import TALLY, tally_lines
from office import clock
from office.documents import render_pdf
from office.doors import pdf, workbook
from office.evidence_panels import evidence_panel


@require_GET
def session_result(request: HttpRequest, pk: int) -> HttpResponse:
    """Both subjects with every figure's basis, or that nothing is counted yet."""
    session = found(request, pk)
    poll, result = poll_of(session), shown_result(session, request.user)
    context = {
        **session_frame(request, session, "result"),
        "result": result,
        "answers": list(Answer),
        "weights": weights_of(session),
        "poll": poll,
        "may_run": request.user.has_perm(RUN, session),
        "case": _case(request, session),
        "objection_ends_at": objection_ends_at(session),
        "objection_is_over": _objection_is_over(session),
        "appraisals": list(session.superior_appraisals.all()) if result and result.detail else [],
        "evidence": evidence_panel(session, is_open=False),
    }
    return render(request, "appraisal/session_result.html", context)


@require_GET
def tally_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """计票报告单: counts, reconciliation, hash of the box, lines for the scrutineers' signatures."""
    session = found(request, pk)
    paper = tally_paper(session, request.user)
    if paper is None:
        raise Http404
    return pdf(render_pdf(*paper), title=f"{session.union}{session.work_year}年计票报告单")


@require_GET
def tally_workbook(request: HttpRequest, pk: int) -> HttpResponse:
    """The same numbers as a workbook."""
    session = found(request, pk)
    lines = tally_lines(session, _told(session, request))
    return workbook(TALLY, lines, title=f"{session.work_year}年计票报告单", note=f"{session}，{session.held_on}")


@require_GET
def notice_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """通报: what is told to the members and to the management, no more than the unit itself may see."""
    session = found(request, pk)
    if session.state not in (SessionState.CERTIFIED, SessionState.PUBLISHED, SessionState.FINISHED):
        raise Http404
    context = {
        "session": session,
        "result": shown_result(session, None),
        "improvements": list(session.improvements.all()),
        "on": session.told_members_on or clock.today(),
        "superior": signing_superior(session.union),
    }
    content = render_pdf("appraisal/print/notice.html", context)
    return pdf(content, title=f"{session.union}{session.work_year}年双评结果通报")


def _told(session: AppraisalSession, request: HttpRequest) -> ShownResult:
    result = shown_result(session, request.user)
    if result is None:
        raise Http404
    return result


def _case(request: HttpRequest, session: AppraisalSession) -> Case | None:
    return Case.objects.visible_to(request.user).filter(session=session).first()


def _objection_is_over(session: AppraisalSession) -> bool:
    ends_at = objection_ends_at(session)
    return ends_at is not None and clock.now() >= ends_at
