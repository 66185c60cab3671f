"""The organiser's page of a session: what is ready, what is next, and the steps that are taken there."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from appraisal.forms.closing import CertifyForm, PublishForm
from appraisal.forms.counting import ExchangeForm, StopForm
from appraisal.kinds import SessionState, VotingMode
from appraisal.models import AppraisalSession, Poll
from appraisal.selectors.cockpit import path, preparation, reconciliation, turnout
from appraisal.selectors.polls import ledger, slip_counts
from appraisal.selectors.sessions import law_of_session, missing_superiors
from appraisal.services.box_ledger import is_whole
from appraisal.services.counting import objection_ends_at
from appraisal.services.session_flow import SESSION_FLOW
from appraisal.services.sessions import MOVES, move_session
from appraisal.services.tellers import papers_agree
from appraisal.services.wrong_codes import MOST_WRONG_CODES, wrong_code_count
from appraisal.views.finding import RUN, found, poll_of, session_frame
from appraisal.views.step_words import DONE, SESSION_STEPS
from office import clock, events
from office.doors import lead_to
from office.evidence_panels import evidence_panel
from office.forms import RefusableForm
from office.refusals import Refused
from office.steps import Attempt, StepWords, is_done_already, obstacle_rows, step_buttons
from office.workflow import Act
from policy.documents import clause

STEP_FORMS: Final[dict[str, type[RefusableForm]]] = {
    "stop_voting": StopForm,
    "certify": CertifyForm,
    "publish": PublishForm,
}
AFTER_OPENING: Final = (
    SessionState.COUNTED,
    SessionState.CERTIFIED,
    SessionState.PUBLISHED,
    SessionState.FINISHED,
    SessionState.FAILED,
)


NO_BOX: Final = ["票箱尚未设立"]


@require_GET
def session_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One session, as the person's post meets it."""
    return cockpit_page(request, found(request, pk))


@require_POST
def session_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Take a step; refused, the page comes back with the reasons and everything as typed."""
    session = found(request, pk)
    if step not in MOVES:
        raise Http404
    form = STEP_FORMS[step](request.POST) if step in STEP_FORMS else None
    if form is not None and not form.is_valid():
        return cockpit_page(request, session, **{step: form})
    comment, inputs = request.POST.get("comment", ""), form.cleaned_data if form else {}
    try:
        move_session(session=session, transition=step, user=request.user, at=clock.now(), comment=comment, **inputs)
    except Refused as refusal:
        return _not_done(request, session, Attempt(step, refusal, comment), form)
    messages.success(request, DONE[step])
    return lead_to(request, session)


def _not_done(
    request: HttpRequest, session: AppraisalSession, attempt: Attempt, form: RefusableForm | None
) -> HttpResponse:
    if is_done_already(SESSION_FLOW, session, attempt.step):
        messages.info(request, f"“{SESSION_FLOW.transitions[attempt.step].label}”已经办理过了。")
        return redirect(session)
    session = found(request, session.pk)
    if form is None or not attempt.refusal.fields:
        return cockpit_page(request, session, attempt, **({attempt.step: form} if form else {}))
    form.take(attempt.refusal)
    return cockpit_page(request, session, **{attempt.step: form})


def cockpit_page(
    request: HttpRequest, session: AppraisalSession, attempt: Attempt | None = None, **forms: RefusableForm
) -> HttpResponse:
    """The page, with forms that were just refused in the place of fresh ones."""
    poll, user = poll_of(session), request.user
    may_run = user.has_perm(RUN, session)
    context = {
        **session_frame(request, session, "session"),
        "path": path(session),
        "poll": poll,
        "is_box": session.mode == VotingMode.BOX,
        "may": _may(request, session),
        "offers": _offers(request, session),
        "forms": {name: forms.get(name) or form() for name, form in STEP_FORMS.items()},
        "exchange": forms.get("exchange") or ExchangeForm(),
        "error_form": next((form for form in forms.values() if form.errors), None),
        "attempt": attempt,
        "steps": step_buttons(request, SESSION_FLOW, session, "appraisal:session_step", _words_of(session), attempt),
        "missing_superiors": missing_superiors(session),
        "appraised": list(session.superior_appraisals.select_related("given_by")) if may_run else [],
        "events": events.timeline(session),
        "evidence": evidence_panel(session, is_open=False),
        "law": law_of_session(session),
        **_state_part(session, poll, may_run=may_run),
    }
    context["opening_obstacles"] = _opening_obstacles(context)
    status = 422 if context["error_form"] else 409 if attempt else 200
    return render(request, "appraisal/session_detail.html", context, status=status)


def _words_of(session: AppraisalSession) -> dict[str, StepWords]:
    """The steps the page offers; at a meeting on paper nobody starts a voting here."""
    is_box = session.mode == VotingMode.BOX
    return {name: words for name, words in SESSION_STEPS.items() if is_box or name != "start_voting"}


def _opening_obstacles(context: dict[str, Any]) -> list[dict[str, str]]:
    """Why the box cannot be opened now: what the flow says, and papers that are not counted alike."""
    told = list(context["offers"].get("count_box", {}).get("obstacles", []))
    slips = context.get("slips")
    if slips and slips.paper and not context.get("papers_agree"):
        told.append({"text": "两名计票人尚未一致录入纸质票", "clause": ""})
    return told


def _may(request: HttpRequest, session: AppraisalSession) -> dict[str, bool]:
    """What this person may ever do here, for the template."""
    names = ("run_session", "appraise_as_superior", "appraise_as_party", "certify_session", "publish_session")
    return {name: request.user.has_perm(f"appraisal.{name}", session) for name in names}


def _offers(request: HttpRequest, session: AppraisalSession) -> dict[str, dict[str, Any]]:
    """The steps that have a form: whether they are open, and what stands in the way."""
    offers = SESSION_FLOW.offers(session, Act(request.user, clock.now()))
    return {offer.transition.name: {"is_open": offer.is_open, "obstacles": obstacle_rows(offer)} for offer in offers}


def _state_part(session: AppraisalSession, poll: Poll | None, *, may_run: bool) -> dict[str, Any]:
    """What the state asks for, and nothing beyond it: while the box is closed nobody learns more than the turnout."""
    state = SessionState(session.state)
    if state == SessionState.PREPARED:
        checks = [{**asdict(check), "clause": _cited(check.clause)} for check in preparation(session, poll)]
        return {"check_rows": checks, "slips": slip_counts(poll) if poll else None, "no_box_obstacle": NO_BOX}
    if poll is None:
        return {}
    part: dict[str, Any] = {"turnout": turnout(session, poll)}
    if state == SessionState.VOTING:
        wrong = wrong_code_count(poll.pk, clock.now())
        return {**part, "slips": slip_counts(poll), "wrong_codes": wrong, "is_attacked": wrong > MOST_WRONG_CODES}
    if may_run:
        entries = ledger(poll)
        slips = slip_counts(poll)
        part |= {"reconciled": reconciliation(session, slips), "slips": slips, "ledger": entries,
                 "is_ledger_whole": is_whole(entries), "papers_agree": papers_agree(poll)}  # fmt: skip
    if state in AFTER_OPENING:
        ends_at = objection_ends_at(session)
        told = f"异议期到 {timezone.localtime(ends_at):%Y-%m-%d %H:%M} 为止，期满后才能销毁" if ends_at else "尚未计票"
        days_left = (timezone.localtime(ends_at).date() - clock.today()).days if ends_at else 0
        part |= {"objection_ends_at": ends_at, "objection_obstacle": [told], "objection_days_left": days_left,
                 "now": clock.now()}  # fmt: skip
    return part


def _cited(ref: str) -> str:
    return clause(ref).cited if ref else ""
