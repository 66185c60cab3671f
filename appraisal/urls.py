"""Routes of the accountability year for those with an account; the members' stand in `voting_urls`."""

from __future__ import annotations

from django.urls import path

from appraisal.kinds import SuperiorBody
from appraisal.views import (
    box,
    cases,
    cockpit,
    counting,
    importing,
    observations,
    opinions,
    plan_progress,
    plan_writing,
    plans,
    report_writing,
    reports,
    results,
    sessions,
    superiors,
    years,
)

app_name = "appraisal"

# Sessions: planning, the organiser's page, the sealed box.
organising = [
    path("sessions/", sessions.session_list, name="session_list"),
    path("sessions.xlsx", sessions.sessions_workbook, name="sessions_workbook"),
    path("sessions/new/", sessions.session_create, name="session_create"),
    path("sessions/<int:pk>/", cockpit.session_detail, name="session_detail"),
    path("sessions/<int:pk>/change/", sessions.session_change, name="session_change"),
    path("sessions/<int:pk>/steps/<slug:step>/", cockpit.session_step, name="session_step"),
    path("sessions/<int:pk>/box/", box.box_make, name="box_make"),
    path("sessions/<int:pk>/slips/", box.slips_print, name="slips_print"),
    path("sessions/<int:pk>/zero-check.pdf", box.zero_check_pdf, name="zero_check_pdf"),
    path("sessions/<int:pk>/exchange/", box.slip_exchange, name="slip_exchange"),
    path("sessions/<int:pk>/turnout/", box.turnout_wall, name="turnout_wall"),
    path("sessions/<int:pk>/turnout/figures/", box.turnout_figures, name="turnout_figures"),
]

# The superior bodies.
appraising = [
    path("sessions/<int:pk>/superior/", superiors.superior_appraise, {"body": SuperiorBody.SUPERIOR},
         name="superior_appraise"),
    path("sessions/<int:pk>/party/", superiors.superior_appraise, {"body": SuperiorBody.PARTY}, name="party_appraise"),
    path("sessions/<int:pk>/party/invite/", superiors.party_invite, name="party_invite"),
]  # fmt: skip

# Counting, the result, and what follows within the unit.
counted = [
    path("sessions/<int:pk>/tellers/<int:teller>/", counting.teller_entry, name="teller_entry"),
    path("sessions/<int:pk>/open/", counting.box_open, name="box_open"),
    path("sessions/<int:pk>/open/progress/", counting.opening_progress, name="opening_progress"),
    path("sessions/<int:pk>/recount/", counting.box_recount, name="box_recount"),
    path("sessions/<int:pk>/destroy/", counting.box_destroy, name="box_destroy"),
    path("sessions/<int:pk>/paper/", counting.paper_result, name="paper_result"),
    path("sessions/<int:pk>/result/", results.session_result, name="session_result"),
    path("sessions/<int:pk>/tally.pdf", results.tally_pdf, name="tally_pdf"),
    path("sessions/<int:pk>/tally.xlsx", results.tally_workbook, name="tally_workbook"),
    path("sessions/<int:pk>/notice.pdf", results.notice_pdf, name="notice_pdf"),
    path("sessions/<int:pk>/opinions/", opinions.opinion_list, name="opinion_list"),
    path("sessions/<int:pk>/opinions/review/", opinions.opinions_review, name="opinions_review"),
    path("sessions/<int:pk>/improvements/", opinions.improvement_add, name="improvement_add"),
    path("sessions/<int:pk>/improvements/<int:item>/", opinions.improvement_finish, name="improvement_finish"),
    path("unions/<int:pk>/years/<int:year>/", years.year_detail, name="year_detail"),
]

# Consequence cases.
consequences = [
    path("cases/", cases.case_list, name="case_list"),
    path("cases.xlsx", cases.cases_workbook, name="cases_workbook"),
    path("cases/<int:pk>/", cases.case_detail, name="case_detail"),
    path("cases/<int:pk>/steps/<slug:step>/", cases.case_step, name="case_step"),
    path("cases/<int:pk>/files/", cases.case_attach, name="case_attach"),
    path("cases/<int:pk>/papers/<slug:paper>.pdf", cases.case_paper, name="case_paper"),
]

# The yearly plan: written, told to the members, carried out, confirmed.
planning = [
    path("plans/", plans.plan_list, name="plan_list"),
    path("plans.xlsx", plans.plans_workbook, name="plans_workbook"),
    path("plans/start/", plans.plan_start, name="plan_start"),
    path("plans/<int:pk>/", plans.plan_detail, name="plan_detail"),
    path("plans/<int:pk>/history/", plans.plan_history, name="plan_history"),
    path("plans/<int:pk>/poster.pdf", plans.plan_poster, name="plan_poster"),
    path("plans/<int:pk>/edit/", plan_writing.plan_edit, name="plan_edit"),
    path("plans/<int:pk>/autosave/", plan_writing.plan_autosave, name="plan_autosave"),
    path("plans/<int:pk>/brief/", plan_progress.plan_brief, name="plan_brief"),
    path("plans/<int:pk>/items/<int:key>/", plan_progress.item_progress, name="item_progress"),
    path("plans/<int:pk>/confirm/", plan_progress.plan_confirm, name="plan_confirm"),
    path("plans/<int:pk>/items/<int:key>/confirm/", plan_progress.item_confirm, name="item_confirm"),
    path("plans/<int:pk>/items/<int:key>/withdraw/", plan_progress.item_withdraw, name="item_withdraw"),
    path("plans/<int:pk>/observations/", observations.observation_list, name="observation_list"),
    path("plans/<int:pk>/observations/<int:key>/", observations.observation_answer, name="observation_answer"),
]

# The duty report.
reporting = [
    path("reports/", reports.report_list, name="report_list"),
    path("reports.xlsx", reports.reports_workbook, name="reports_workbook"),
    path("reports/start/", reports.report_start, name="report_start"),
    path("reports/<int:pk>/", reports.report_detail, name="report_detail"),
    path("reports/<int:pk>/report.pdf", reports.report_pdf, name="report_pdf"),
    path("reports/<int:pk>/edit/", report_writing.report_edit, name="report_edit"),
    path("reports/<int:pk>/autosave/", report_writing.report_autosave, name="report_autosave"),
    path("reports/<int:pk>/deliver/<slug:audience>/", reports.report_deliver, name="report_deliver"),
]

# Meetings held on paper, and the record of a box for a recount elsewhere.
importing_and_exporting = [
    path("imports/", importing.appraisals_upload, name="appraisals_upload"),
    path("imports/blank/", importing.appraisals_blank, name="appraisals_blank"),
    path("imports/<int:pk>/", importing.appraisals_check, name="appraisals_check"),
    path("imports/<int:pk>/import/", importing.appraisals_import, name="appraisals_import"),
    path("sessions/<int:pk>/record/", importing.box_export, name="box_export"),
]

urlpatterns = [*importing_and_exporting, *planning, *reporting, *organising, *appraising, *counted, *consequences]
