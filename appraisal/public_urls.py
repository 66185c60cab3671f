"""What stands open to members without an account, under /p/: the code on the notice board leads here."""

from __future__ import annotations

from django.urls import path

from appraisal.views import public_plan

app_name = "public"

urlpatterns = [
    path("<str:key>/", public_plan.plan, name="plan"),
    path("<str:key>/thanks/", public_plan.thanks, name="thanks"),
    path("<str:key>/report/", public_plan.report, name="report"),
]
