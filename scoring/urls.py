"""Routes of the hundred-point card."""

from django.urls import path

from scoring.views import assessments, cards

app_name = "scoring"

urlpatterns = [
    path("", assessments.assessment_list, name="assessment_list"),
    path("assessments/<int:pk>/", assessments.assessment_detail, name="assessment_detail"),
    path("schemes/<int:pk>/", assessments.scheme_detail, name="scheme_detail"),
    path("cards/<int:pk>/", cards.card_detail, name="card_detail"),
]
