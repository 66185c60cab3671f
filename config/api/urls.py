"""Routes for programs. DRF takes its views out of the sign-in for people and answers 401 itself."""

from __future__ import annotations

from django.urls import path
from drf_spectacular.views import SpectacularAPIView

from config.api import reports
from config.api.description import description
from scoring import api as scoring
from unions.api import register
from vitality import api as vitality

app_name = "api"


urlpatterns = [
    path("reports/", reports.ReportList.as_view(), name="report_list"),
    path("reports/<slug:kind>/", reports.YearReport.as_view(), name="report"),
    path("unions/", register.UnionList.as_view(), name="union_list"),
    path("unions/<int:pk>/", register.UnionDetail.as_view(), name="union_detail"),
    path("rounds/", vitality.RoundList.as_view(), name="round_list"),
    path("applications/", vitality.ApplicationList.as_view(), name="application_list"),
    path("applications/<int:pk>/", vitality.ApplicationDetail.as_view(), name="application_detail"),
    path("applications/<int:pk>/steps/", vitality.ApplicationStep.as_view(), name="application_step"),
    path("batches/<int:pk>/filing/", vitality.BatchFiling.as_view(), name="batch_filing"),
    path("assessments/", scoring.AssessmentList.as_view(), name="assessment_list"),
    path("cards/", scoring.CardList.as_view(), name="card_list"),
    path("cards/<int:pk>/", scoring.CardDetail.as_view(), name="card_detail"),
    path("cards/<int:pk>/steps/", scoring.CardStep.as_view(), name="card_step"),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", description, name="docs"),
]
