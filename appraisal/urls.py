"""Routes of the accountability year for those with an account; the members' stand in `voting_urls`."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "appraisal"

urlpatterns: list[URLPattern] = []
