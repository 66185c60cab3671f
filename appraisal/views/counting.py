"""After the voting: tellers, the opening with two codes, the recount, the destruction; and the meeting on paper."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from appraisal.forms.counting import OpeningForm, PaperResultForm, TallyForm
from appraisal.kinds import SessionState, VotingMode
from appraisal.models import AppraisalSession, Poll
from appraisal.selectors.polls import cast_count, slip_counts
from appraisal.services.counting import destroy_box, open_box, recount
from appraisal.services.sessions import record_paper_result
from appraisal.services.tally_files import attach_tally_sheet, remove_tally_sheet
from appraisal.services.tellers import enter_paper_count, papers_agree
from appraisal.views.cockpit import cockpit_page
from appraisal.views.finding import RUN, found, poll_of, session_frame
from office import clock
from office.doors import is_background, lead_to
from office.evidence_panels import evidence_panel
from office.refusals import Refused
from office.steps import Attempt
from office.typed import number

TELLERS: Final = (1, 2)
# Boxes that are opened within a second or two need no bar; longer ones are counted in the same request all the same,
# because a job would have to keep the opening codes. The bar asks for two numbers in the cache, nothing else.
WATCHED_FROM: Final = 2_000
PROGRESS_KEPT: Final = int(timedelta(minutes=10).total_seconds())


@require_http_methods(["GET", "POST"])
def teller_entry(request: HttpRequest, pk: int, teller: int) -> HttpResponse:
    """One teller's count of the papers; nothing of the other's stands here, not even whether it is in."""
    session = found(request, pk, RUN)
    if teller not in TELLERS or session.mode != VotingMode.BOX:
        raise Http404
    form, outcome = TallyForm(request.POST or None), []
    if request.method == "POST" and form.attempt(
        lambda: outcome.append(
            enter_paper_count(session=session, teller=teller, tally=form.tally, user=request.user, at=clock.now())
        )
    ):
        _tell_outcome(request, outcome[0])
        return lead_to(request, session)
    context = {
        **session_frame(request, session, "session"),
        "form": form,
        "teller": teller,
        "name": session.first_teller if teller == 1 else session.second_teller,
        "is_closed": session.state == SessionState.CLOSED,
    }
    return render(request, "appraisal/teller_form.html", context, status=422 if form.errors else 200)


def _tell_outcome(request: HttpRequest, agree: bool | None) -> None:
    if agree is None:
        messages.success(request, "已封存这一份计数，等待另一名计票人。")
    elif agree:
        messages.success(request, "两名计票人的计数一致，已封存，可以开箱。")
    else:
        messages.error(request, "两名计票人的计数不一致，两份都已作废；请重新清点，再各自录入。")


@require_http_methods(["GET", "POST"])
@never_cache
def box_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the box. The codes live in this request only: not in a session, a job, the cache, a file or a log."""
    session = found(request, pk, RUN)
    poll = _poll(session)
    form = OpeningForm(request.POST or None)

    def act() -> None:
        open_box(
            session=session, given_codes=form.codes, user=request.user, at=clock.now(), progress=_progress_of(poll)
        )

    if request.method == "POST" and form.attempt(act):
        messages.success(request, "已开箱计票，结果已封存。")
        return lead_to(request, "appraisal:session_result", session.pk)
    return _opening_page(request, session, poll, form, is_recount=False)


@require_http_methods(["GET", "POST"])
@never_cache
def box_recount(request: HttpRequest, pk: int) -> HttpResponse:
    """Count the kept box once more within the objection period; the result itself stays as it is."""
    session = found(request, pk, RUN)
    poll = _poll(session)
    form, same = OpeningForm(request.POST or None), []
    if request.method == "POST" and form.attempt(
        lambda: same.append(recount(session=session, given_codes=form.codes, user=request.user, at=clock.now()))
    ):
        if same[0]:
            messages.success(request, "复核计票与原结果一致，已记入票箱台账。")
        else:
            messages.error(request, "复核计票与原结果不一致，已记入票箱台账；请保留票箱文件并报告上级工会。")
        return lead_to(request, "appraisal:session_result", session.pk)
    return _opening_page(request, session, poll, form, is_recount=True)


def _opening_page(
    request: HttpRequest, session: AppraisalSession, poll: Poll, form: OpeningForm, *, is_recount: bool
) -> HttpResponse:
    # What was typed is never sent back.
    shown = OpeningForm()
    context = {
        **session_frame(request, session, "session"),
        "poll": poll,
        "form": shown,
        "error_form": form if form.errors else None,
        "cast_count": cast_count(poll),
        "is_recount": is_recount,
        "is_watched": cast_count(poll) >= WATCHED_FROM,
        "papers": slip_counts(poll).paper,
        "papers_agree": papers_agree(poll),
    }
    return render(request, "appraisal/opening_form.html", context, status=422 if form.errors else 200)


@require_GET
@is_background
def opening_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the counting is, for the page that waits for it."""
    session = found(request, pk, RUN)
    done = cache.get(_progress_key(_poll(session).pk))
    if done is None:
        return HttpResponse(status=204)
    return render(request, "appraisal/_opening_progress.html", {"done": done[0], "total": done[1]})


def _progress_of(poll: Poll) -> Callable[[int, int], None]:
    """Leaves two numbers where the waiting page finds them; they say nothing about any ballot."""
    key, is_watched = _progress_key(poll.pk), cast_count(poll) >= WATCHED_FROM

    def note(done_count: int, total_count: int) -> None:
        if is_watched:
            cache.set(key, (done_count, total_count), PROGRESS_KEPT)

    return note


def _progress_key(poll: UUID) -> str:
    return f"opening/{poll}"


@require_POST
def box_destroy(request: HttpRequest, pk: int) -> HttpResponse:
    """After the objection period keys and box file go, by a person's hand."""
    session = found(request, pk, RUN)
    try:
        destroy_box(session=session, user=request.user, at=clock.now())
    except Refused as refusal:
        return cockpit_page(request, session, Attempt("destroy_box", refusal))
    messages.success(request, "票箱文件和钥匙已销毁，已记入票箱台账。")
    return redirect(session)


@require_http_methods(["GET", "POST"])
def paper_result(request: HttpRequest, pk: int) -> HttpResponse:
    """A meeting wholly on paper: all counts at once, with the scanned tally sheet."""
    session = found(request, pk, RUN)
    if session.mode != VotingMode.PAPER:
        raise Http404
    is_removal = "remove" in request.POST
    form = _without_scan(request, session) if is_removal else PaperResultForm(request.POST or None)

    def act() -> None:
        for upload in request.FILES.getlist("evidence"):
            attach_tally_sheet(session=session, upload=upload, user=request.user, at=clock.now())
        record_paper_result(session=session, counts=form.counts(session), user=request.user, at=clock.now())

    if request.method == "POST" and not is_removal and form.attempt(act):
        messages.success(request, "计票结果已登记并封存。")
        return lead_to(request, "appraisal:session_result", session.pk)
    context = {
        **session_frame(request, session, "session"),
        "form": form,
        "evidence": evidence_panel(session, is_open=session.state == SessionState.PREPARED),
    }
    return render(request, "appraisal/paper_form.html", context, status=422 if form.errors else 200)


def _without_scan(request: HttpRequest, session: AppraisalSession) -> PaperResultForm:
    """Take a scan off; whoever does that has not finished counting: what is typed stays, and nothing is judged yet."""
    try:
        key = number(request.POST["remove"])
        remove_tally_sheet(session=session, key=key, user=request.user, at=clock.now())
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return PaperResultForm(initial=request.POST.dict())


def _poll(session: AppraisalSession) -> Poll:
    poll = poll_of(session)
    if poll is None:
        raise Http404
    return poll
