"""The members' addresses, under /v/: short enough to be typed from a slip. The code itself is in no address."""

from __future__ import annotations

from django.urls import path

from appraisal.views import voting

app_name = "voting"

urlpatterns = [
    path("", voting.entrance, name="entrance"),
    path("<slug:slug>", voting.ballot),
    path("<slug:slug>/", voting.ballot, name="ballot"),
    path("<slug:slug>/kiosk/", voting.ballot, {"is_kiosk": True}, name="kiosk"),
]
