"""Routes of the vitality project."""

from django.urls import path

from vitality.views import (
    applications,
    archive,
    batches,
    campaign_sheets,
    campaigns,
    candidates,
    coverage,
    decision_sheets,
    decisions,
    duplicates,
    filling,
    guidance,
    history,
    organisation,
    outcomes,
    packages,
    papers,
    prints,
    protection,
    province,
    reviews,
    rounds,
    typicals,
)

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
    path("candidates/<int:pk>/", candidates.candidate_list, name="candidate_list"),
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

# The city: preliminary review, the leading group, the province, typicals.
city = [
    path("reviews/", reviews.review_list, name="review_list"),
    path("reviews.xlsx", reviews.review_workbook, name="review_workbook"),
    path("reviews/<int:pk>/", reviews.review_detail, name="review_detail"),
    path("reviews/<int:pk>/remarks/", reviews.remarks_autosave, name="remarks_autosave"),
    path("reviews/<int:pk>/standing/", reviews.review_standing, name="review_standing"),
    path("reviews/<int:pk>/steps/<slug:step>/", reviews.review_step, name="review_step"),
    path("decisions/", decisions.board_detail, name="decision_board"),
    path("decisions/<int:pk>/", decisions.decision_save, name="decision_save"),
    path("decisions/rounds/<int:pk>/save/", decisions.decision_save_all, name="decision_save_all"),
    path("decisions/rounds/<int:pk>/agree/", decisions.decision_agree_rest, name="decision_agree_rest"),
    path("decisions/rounds/<int:pk>/publish/", decisions.decision_publish, name="decision_publish"),
    path("sheets/", decision_sheets.sheet_list, name="sheet_list"),
    path("sheets/<int:pk>/", decision_sheets.sheet_detail, name="sheet_detail"),
    path("sheets/<int:pk>/decisions.xlsx", decision_sheets.sheet_workbook, name="sheet_workbook"),
    path("sheets/<int:pk>/notice.pdf", decision_sheets.sheet_pdf, name="sheet_pdf"),
    path("province/", province.province_detail, name="province_detail"),
    path("province/answers/<int:pk>/", province.province_answer, name="province_answer"),
    path("province/answers/<int:pk>/scan/", province.province_scan, name="province_scan"),
    path("province/rounds/<int:pk>/record/", province.province_record, name="province_record"),
    path("typicals/", typicals.typical_list, name="typical_list"),
    path("typicals/shares/", typicals.typical_shares, name="typical_shares"),
    path("typicals/shares.xlsx", typicals.typical_shares_workbook, name="typical_shares_workbook"),
    path("typicals.xlsx", typicals.typical_workbook, name="typical_workbook"),
]

# Results of past years by workbook.
history_in = [
    path("history/", history.history_upload, name="history_upload"),
    path("history/blank/", history.history_blank, name="history_blank"),
    path("history/<int:pk>/", history.history_check, name="history_check"),
    path("history/<int:pk>/import/", history.history_import, name="history_import"),
]

# Review, inspection, acceptance, and what a year came to.
judging = [
    path("campaigns/", campaigns.campaign_list, name="campaign_list"),
    path("campaigns/new/", campaigns.campaign_create, name="campaign_create"),
    path("campaigns/<int:pk>/", campaigns.campaign_detail, name="campaign_detail"),
    path("campaigns/<int:pk>/steps/<slug:step>/", campaigns.campaign_step, name="campaign_step"),
    path("campaigns/<int:pk>/sheets.xlsx", campaigns.campaign_workbook, name="campaign_workbook"),
    path("campaigns/typicals/<int:pk>/", campaign_sheets.typical_sheet, name="typical_sheet"),
    path("campaigns/typicals/<int:pk>/visits/", campaign_sheets.typical_visit, name="typical_visit"),
    path("campaigns/typicals/<int:pk>/sheet.pdf", campaign_sheets.typical_sheet_pdf, name="typical_sheet_pdf"),
    path("campaigns/unions/<int:pk>/", campaign_sheets.union_sheet, name="union_sheet"),
    path("campaigns/unions/<int:pk>/visits/", campaign_sheets.union_visit, name="union_visit"),
    path("campaigns/unions/<int:pk>/innovation/", campaign_sheets.innovation_save, name="innovation_save"),
    path("outcomes/", outcomes.outcome_list, name="outcome_list"),
    path("outcomes.xlsx", outcomes.outcome_workbook, name="outcome_workbook"),
    path("typicals/duplicates/", duplicates.duplicate_list, name="duplicate_list"),
    path("typicals/duplicates.xlsx", duplicates.duplicate_workbook, name="duplicate_workbook"),
    path("typicals/duplicates/<int:first>/<int:second>/", duplicates.duplicate_pair, name="duplicate_pair"),
    path("typicals/duplicates/checks/<int:pk>/withdraw/", duplicates.duplicate_withdraw, name="duplicate_withdraw"),
]

# Papers out: forms, summaries, packages.
papers_out = [
    path("applications/<int:pk>/form.pdf", prints.application_pdf, name="application_pdf"),
    path("batches/<int:pk>/summary/", prints.batch_summary_page, name="batch_summary"),
    path("batches/<int:pk>/summary.xlsx", prints.batch_summary_workbook, name="batch_summary_workbook"),
    path("batches/<int:pk>/summary.pdf", prints.batch_summary_pdf, name="batch_summary_pdf"),
    path("batches/<int:pk>/package/", packages.batch_package, name="batch_package"),
    path("province/rounds/<int:pk>/forms/", packages.province_package, name="province_package"),
]

# Around the project: who leads it, guidance, the protection of chairs, archives.
care = [
    path("organisation/", organisation.organisation_list, name="organisation_list"),
    path("organisation.xlsx", organisation.organisations_workbook, name="organisations_workbook"),
    path("organisation/<int:pk>/", organisation.organisation_detail, name="organisation_detail"),
    path("organisation/<int:pk>/members.xlsx", organisation.organisation_workbook, name="organisation_workbook"),
    path("organisation/<int:pk>/members.pdf", organisation.organisation_pdf, name="organisation_pdf"),
    path("organisation/<int:pk>/seats/new/", organisation.seat_add, name="seat_add"),
    path("organisation/<int:pk>/departments/new/", organisation.department_add, name="department_add"),
    path("organisation/seats/<int:pk>/end/", organisation.seat_end, name="seat_end"),
    path("organisation/seats/<int:pk>/correct/", organisation.seat_correct, name="seat_correct"),
    path("organisation/departments/<int:pk>/correct/", organisation.department_correct, name="department_correct"),
    path("organisation/departments/<int:pk>/end/", organisation.department_end, name="department_end"),
    path("guidance/", guidance.visit_list, name="visit_list"),
    path("guidance.xlsx", guidance.visit_workbook, name="visit_workbook"),
    path("guidance/unions/", guidance.guide_list, name="guide_list"),
    path("guidance/unions.xlsx", guidance.guide_workbook, name="guide_workbook"),
    path("guidance/problems/", guidance.problem_list, name="problem_list"),
    path("guidance/problems.xlsx", guidance.problem_workbook, name="problem_workbook"),
    path("guidance/new/", guidance.visit_start, name="visit_start"),
    path("guidance/units/<int:pk>/", guidance.unit_visits, name="unit_visits"),
    path("guidance/units/<int:pk>/new/", guidance.visit_add, name="visit_add"),
    path("guidance/<int:pk>/", guidance.visit_detail, name="visit_detail"),
    path("guidance/<int:pk>/files/", guidance.visit_attach, name="visit_attach"),
    path("guidance/<int:pk>/problems/", guidance.problem_add, name="problem_add"),
    path("guidance/problems/<int:pk>/steps/<slug:step>/", guidance.problem_step, name="problem_step"),
    path("protection/", protection.protection_list, name="protection_list"),
    path("protection.xlsx", protection.protection_workbook, name="protection_workbook"),
    path("protection/new/", protection.protection_start, name="protection_start"),
    path("protection/units/<int:pk>/new/", protection.protection_report, name="protection_report"),
    path("protection/<int:pk>/", protection.protection_detail, name="protection_detail"),
    path("protection/<int:pk>/departments/", protection.protection_involve, name="protection_involve"),
    path("protection/<int:pk>/files/", protection.protection_attach, name="protection_attach"),
    path("protection/<int:pk>/steps/<slug:step>/", protection.protection_step, name="protection_step"),
    path("archives/", archive.archive_list, name="archive_list"),
    path("archives.xlsx", archive.archives_workbook, name="archives_workbook"),
    path("archives/<slug:kind>/<int:pk>/", archive.archive_detail, name="archive_detail"),
    path("archives/<slug:kind>/<int:pk>/documents/", archive.document_add, name="document_add"),
    path("archives/<slug:kind>/<int:pk>/package/", archive.archive_package, name="archive_package"),
    path("archives/documents/<int:pk>/withdraw/", archive.document_withdraw, name="document_withdraw"),
]

# Coverage of a year.
years = [
    path("coverage/", coverage.coverage_heat, name="coverage"),
    path("coverage.xlsx", coverage.coverage_workbook, name="coverage_workbook"),
    path("coverage.pdf", coverage.coverage_pdf, name="coverage_pdf"),
    path("coverage/units/", coverage.coverage_units, name="coverage_units"),
    path("coverage/units.xlsx", coverage.coverage_units_workbook, name="coverage_units_workbook"),
    path("coverage/forecast/", coverage.coverage_forecast, name="coverage_forecast"),
    path("coverage/forecast.xlsx", coverage.coverage_forecast_workbook, name="coverage_forecast_workbook"),
    path("coverage/trend/", coverage.coverage_trend, name="coverage_trend"),
    path("coverage/trend.xlsx", coverage.coverage_trend_workbook, name="coverage_trend_workbook"),
    path("coverage/<int:year>/seal/", coverage.coverage_seal, name="coverage_seal"),
    path("coverage/<int:year>/seal-again/", coverage.coverage_seal_again, name="coverage_seal_again"),
    path("coverage/<int:year>/recount/", coverage.coverage_recount, name="coverage_recount"),
]

urlpatterns = [*filing, *city, *history_in, *judging, *papers_out, *care, *years]
