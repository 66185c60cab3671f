"""The floor of the voting bench: a bare Django view with the ORM that serves the same form and takes the same fields.

It renders the form for each visitor, and does SELECT, UPDATE and INSERT in one transaction. It seals nothing, checks
nothing and stands behind no middleware but the one that measures the answer's length.
"""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

from appraisal.box.codes import slip_mac
from appraisal.models import BoxItem, Poll, Slip
from appraisal.selectors.polls import installation_secret
from appraisal.selectors.voting import poll_face
from appraisal.views.voting_pages import Filled, Outcome, _question_context


def vote(request: HttpRequest, slug: str) -> HttpResponse:
    """The form, and what a first draft of any voting site does with it."""
    if request.method == "GET":
        face = poll_face(slug)
        questions = [_question_context(question.key, question.text, Filled()) for question in face.questions]
        context = {"face": face, "questions": questions, "filled": Filled(nonce="0" * 32), "comment_most": 500}
        return render(request, "appraisal/ballot_form.html", context)
    with transaction.atomic():
        poll = Poll.objects.get(slug=slug, is_open=True)
        mac = slip_mac(request.POST["code"], installation_secret(), str(poll.pk))
        if not Slip.objects.filter(mac=mac, poll=poll.pk, state="issued").update(state="used"):
            return HttpResponse(status=409)
        BoxItem.objects.create(poll=poll.pk, sealed=request.body.ljust(2608))
    return render(request, "appraisal/ballot_outcome.html", {"outcome": Outcome.RECORDED, "slug": slug})


urlpatterns = [
    path("v/<slug:slug>/", vote),
    path("v/", include("appraisal.voting_urls")),  # for the addresses that the form names
]
