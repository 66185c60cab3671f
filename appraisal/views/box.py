"""The sealed box before the voting ends: made with its opening codes, slips printed and exchanged, the turnout."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from appraisal.box.codes import grouped
from appraisal.forms.counting import ExchangeForm
from appraisal.kinds import SessionState
from appraisal.models import AppraisalSession, Poll
from appraisal.selectors.cockpit import turnout
from appraisal.selectors.polls import is_box_empty, slip_counts
from appraisal.services.polls import HOLDERS, exchange_slip, make_box, print_slips
from appraisal.slips import slips_pdf
from appraisal.views.cockpit import cockpit_page
from appraisal.views.finding import RUN, found, poll_of
from office import clock
from office.documents import render_pdf
from office.doors import is_background, pdf
from office.refusals import Refused
from office.steps import Attempt
from office.typed import number

MAKE, PRINT = "make_box", "print_slips"


@require_POST
@never_cache
def box_make(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the box and show the three opening codes: here, now, and never again."""
    session = found(request, pk, RUN)
    try:
        over = request.GET.get("over", "")
        poll, codes = make_box(session=session, user=request.user, at=clock.now(), over=over)
    except Refused as refusal:
        return cockpit_page(request, session, Attempt(MAKE, refusal))
    names = (session.chief_scrutineer, session.scrutineer, str(request.user.post.union))
    envelopes = [
        {"holder": holder, "name": name, "code": grouped(code)}
        for holder, name, code in zip(HOLDERS, names, codes, strict=True)
    ]
    context = {"session": session, "poll": poll, "envelopes": envelopes, "made_at": clock.now()}
    return render(request, "appraisal/opening_codes.html", context)


@require_POST
@never_cache
def slips_print(request: HttpRequest, pk: int) -> HttpResponse:
    """New slips as a PDF, sent once; slips printed before are void from now on."""
    session = found(request, pk, RUN)
    try:
        over = number(request.GET.get("over"))
        codes = print_slips(session=session, user=request.user, at=clock.now(), over=over)
    except Refused as refusal:
        return cockpit_page(request, session, Attempt(PRINT, refusal))
    poll = Poll.objects.get(session=session)
    content = slips_pdf(
        codes, union_name=str(session.union), work_year=session.work_year, address=ballot_address(request, poll)
    )
    return pdf(content, title=f"{session.union}{session.work_year}年票码", as_attachment=True)


@require_GET
def zero_check_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet on which the scrutineers sign that the box is empty."""
    session, poll = _with_box(request, pk)
    if session.state != SessionState.PREPARED:
        messages.info(request, "零票检查在开始投票之前进行，现在不能再打印检查单。")
        return redirect(session)
    context = {
        "session": session,
        "poll": poll,
        "slips": slip_counts(poll),
        "is_empty": is_box_empty(poll),
        "key": bytes(poll.public_key).hex(),
        "at": clock.now(),
    }
    content = render_pdf("appraisal/print/zero_check.html", context)
    return pdf(content, title=f"{session.union}{session.work_year}年零票检查单")


@require_POST
def slip_exchange(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a slip at the table for a paper ballot."""
    session, form = found(request, pk, RUN), ExchangeForm(request.POST)
    if form.attempt(
        lambda: exchange_slip(session=session, typed_code=form.cleaned_data["code"], user=request.user, at=clock.now())
    ):
        messages.success(request, "票码已收回，请发给一张纸质票。")
        return redirect(f"{session.get_absolute_url()}#exchange")
    return cockpit_page(request, session, exchange=form)


@require_GET
def turnout_wall(request: HttpRequest, pk: int) -> HttpResponse:
    """The turnout in large figures, for the wall of the hall."""
    session, poll = _with_box(request, pk)
    context = {
        "session": session,
        "state": SessionState(session.state),
        "poll": poll,
        "turnout": turnout(session, poll),
        "address": ballot_address(request, poll),
    }
    return render(request, "appraisal/turnout_wall.html", context)


@require_GET
@is_background
def turnout_figures(request: HttpRequest, pk: int) -> HttpResponse:
    """The figures alone, asked for every two seconds; once the state is not `?state=`, the whole page comes anew."""
    session, poll = _with_box(request, pk)
    is_wall = "wall" in request.GET
    context = {
        "session": session,
        "state": SessionState(session.state),
        "turnout": turnout(session, poll),
        "is_wall": is_wall,
    }
    answer = render(request, "appraisal/_turnout.html", context)
    if session.state != request.GET.get("state"):
        # Not a refresh: a page that came back from a form with its faults would send that form again.
        answer["HX-Redirect"] = reverse("appraisal:turnout_wall", args=[pk]) if is_wall else session.get_absolute_url()
    return answer


def ballot_address(request: HttpRequest, poll: Poll) -> str:
    """The whole address of the voting page."""
    return request.build_absolute_uri(reverse("voting:ballot", args=[poll.slug]))


def _with_box(request: HttpRequest, pk: int) -> tuple[AppraisalSession, Poll]:
    """The session and its box.

    Raises:
        Http404: no such session in scope, or it has no box.
    """
    session = found(request, pk)
    poll = poll_of(session)
    if poll is None:
        raise Http404
    return session, poll
