"""Routes of the vitality project."""

from django.urls import path

from vitality.views import applications, batches, candidates, filling, papers, rounds

app_name = "vitality"

# Filing: rounds, annex forms, batches, plans and measures.
filing = [
    path("", rounds.my_round, name="my_round"),
    path("rounds/", rounds.round_list, name="round_list"),
    path("rounds/new/", rounds.round_create, name="round_create"),
    path("rounds/<int:pk>/", rounds.round_detail, name="round_detail"),
    path("rounds/<int:pk>/change/", rounds.round_change, name="round_change"),
    path("rounds/<int:pk>/steps/<slug:step>/", rounds.round_step, name="round_step"),
    path("rounds/<int:pk>/board.xlsx", rounds.board_workbook, name="board_workbook"),
    path("rounds/<int:pk>/papers.xlsx", rounds.papers_workbook, name="papers_workbook"),
    path("rounds/<int:pk>/candidates/", candidates.candidate_list, name="candidate_list"),
    path("rounds/<int:pk>/applications/", applications.application_list, name="application_list"),
    path("rounds/<int:pk>/applications.xlsx", applications.applications_workbook, name="applications_workbook"),
    path("rounds/<int:pk>/applications/new/", applications.application_start, name="application_start"),
    path("rounds/<int:pk>/papers/<slug:kind>/", papers.paper_open, name="paper_open"),
    path("applications/<int:pk>/", applications.application_detail, name="application_detail"),
    path("applications/<int:pk>/edit/", filling.application_edit, name="application_edit"),
    path("applications/<int:pk>/autosave/", filling.application_autosave, name="application_autosave"),
    path("applications/<int:pk>/standing/", filling.application_standing, name="application_standing"),
    path("applications/<int:pk>/steps/<slug:step>/", applications.application_step, name="application_step"),
    path("batches/<int:pk>/", batches.batch_detail, name="batch_detail"),
    path("batches/<int:pk>/steps/<slug:step>/", batches.batch_step, name="batch_step"),
    path("papers/<int:pk>/", papers.paper_detail, name="paper_detail"),
    path("papers/<int:pk>/edit/", papers.paper_edit, name="paper_edit"),
    path("papers/<int:pk>/autosave/", papers.paper_autosave, name="paper_autosave"),
    path("papers/<int:pk>/steps/<slug:step>/", papers.paper_step, name="paper_step"),
]

urlpatterns = [*filing]
