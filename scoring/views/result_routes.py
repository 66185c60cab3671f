"""Routes of what a year came to: ranking, items, nominations, papers."""

from __future__ import annotations

from typing import Final

from django.urls import path

from scoring.views import item_results, nominations, papers, standings

RESULT_ROUTES: Final = [
    path("assessments/<int:pk>/ranking/", standings.standing_detail, name="standing_detail"),
    path("assessments/<int:pk>/ranking/pdf/", standings.standing_pdf, name="standing_pdf"),
    path("assessments/<int:pk>/ranking/xlsx/", standings.standing_workbook, name="standing_workbook"),
    path("cards/<int:pk>/honour/", standings.honour_decide, name="honour_decide"),
    path("assessments/<int:pk>/items/", item_results.item_result_list, name="item_result_list"),
    path("assessments/<int:pk>/items/xlsx/", item_results.item_result_workbook, name="item_result_workbook"),
    path("assessments/<int:pk>/items/<int:number>/", item_results.item_result_detail, name="item_result_detail"),
    path("cards/<int:pk>/years/", item_results.card_years, name="card_years"),
    path("assessments/<int:pk>/nominations/", nominations.nomination_list, name="nomination_list"),
    path("assessments/<int:pk>/nominations/new/", nominations.nomination_create, name="nomination_create"),
    path("assessments/<int:pk>/nominations/pdf/", nominations.nomination_pdf, name="nomination_pdf"),
    path("nominations/<int:pk>/steps/<slug:step>/", nominations.nomination_step, name="nomination_step"),
    path("cards/<int:pk>/pdf/", papers.card_pdf, name="card_pdf"),
    path("cards/<int:pk>/xlsx/", papers.card_workbook, name="card_workbook"),
    path(
        "assessments/<int:pk>/departments/<slug:reviewer>/xlsx/", papers.department_workbook, name="department_workbook"
    ),
]
