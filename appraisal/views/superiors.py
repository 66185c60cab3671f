"""What the superior bodies give: the superior union's leader, the party organisation by post or by invitation."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from appraisal.forms.appraisals import SuperiorForm
from appraisal.kinds import SuperiorBody
from appraisal.models import AppraisalSession
from appraisal.selectors.sessions import law_of_session
from appraisal.services.invitations import GONE, VALID_DAYS, appraise_by_invitation, invitation_of, invite_party
from appraisal.services.sessions import BEFORE_OPENING, give_appraisal
from appraisal.views.cockpit import cockpit_page
from appraisal.views.finding import RUN, found, session_frame
from office import clock
from office.doors import lead_to
from office.refusals import Refused
from office.steps import Attempt
from unions.middleware import client_address

PERMISSIONS = {
    SuperiorBody.SUPERIOR: "appraisal.appraise_as_superior",
    SuperiorBody.PARTY: "appraisal.appraise_as_party",
}
TOO_OFTEN = "打开失效链接的次数过多，请十分钟后再试。"
MOST_WRONG_LINKS, WRONG_LINK_SECONDS = 20, 600


@require_http_methods(["GET", "POST"])
def superior_appraise(request: HttpRequest, pk: int, body: SuperiorBody) -> HttpResponse:
    """The form of one body for somebody with a post; given once, signed."""
    session = found(request, pk, PERMISSIONS[body])
    form = SuperiorForm(
        request.POST or None, law=law_of_session(session), initial={"signed_name": request.user.full_name}
    )
    if request.method == "POST" and form.attempt(
        lambda: give_appraisal(
            session=session, body=body, given=form.given, signed_name=form.cleaned_data["signed_name"],
            user=request.user, at=clock.now(),
        )
    ):  # fmt: skip
        messages.success(request, f"{body.label}评价已签署。")
        return lead_to(request, session)
    context = {
        **session_frame(request, session, "session"),
        "form": form,
        "body": body,
        "given": list(session.superior_appraisals.filter(body=body)),
        "is_open": session.state in BEFORE_OPENING,
    }
    return render(request, "appraisal/superior_form.html", context, status=422 if form.errors else 200)


@require_POST
@never_cache
def party_invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the party organisation's link and show it once, with a code to scan."""
    session = found(request, pk, RUN)
    try:
        token = invite_party(session=session, user=request.user, at=clock.now())
    except Refused as refusal:
        return cockpit_page(request, session, Attempt("invite_party", refusal))
    link = request.build_absolute_uri(reverse("party_appraisal", args=[token]))
    context = {"session": session, "link": link, "valid_days": VALID_DAYS}
    return render(request, "appraisal/party_invitation.html", context)


@login_not_required
@csrf_exempt  # the link is the capability, no cookie takes part; under “no-referrer” browsers send no origin to compare
@never_cache
@require_http_methods(["GET", "POST"])
def party_appraisal(request: HttpRequest, token: str) -> HttpResponse:
    """The party organisation's page behind its link: no account, no session, once."""
    answer = _party_answer(request, token)
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _party_answer(request: HttpRequest, token: str) -> HttpResponse:
    if _is_guessing(request):
        return render(request, "appraisal/party_gone.html", {"sentence": TOO_OFTEN}, status=429)
    invitation = invitation_of(token, clock.now())
    if invitation is None:
        _note_wrong_link(request)
        return render(request, "appraisal/party_gone.html", {"sentence": GONE}, status=404)
    session = invitation.session
    form = SuperiorForm(request.POST or None, law=law_of_session(session))
    if request.method == "POST" and form.attempt(
        lambda: appraise_by_invitation(
            token=token, given=form.given, signed_name=form.cleaned_data["signed_name"], at=clock.now()
        )
    ):
        return render(request, "appraisal/party_done.html", {"session": session})
    return _party_page(request, session, form)


def _party_page(request: HttpRequest, session: AppraisalSession, form: SuperiorForm) -> HttpResponse:
    context = {"session": session, "form": form, "body": SuperiorBody.PARTY}
    return render(request, "appraisal/party_form.html", context, status=422 if form.errors else 200)


def _is_guessing(request: HttpRequest) -> bool:
    return cache.get(_wrong_key(request), 0) >= MOST_WRONG_LINKS


def _note_wrong_link(request: HttpRequest) -> None:
    key = _wrong_key(request)
    cache.add(key, 0, WRONG_LINK_SECONDS)
    cache.incr(key)


def _wrong_key(request: HttpRequest) -> str:
    return f"wrong-party-links/{client_address(request)}"
