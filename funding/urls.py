"""Routes of the project's money."""

from django.urls import path

from funding.views import accounts, audits, ledger, plan, recipients, releases

app_name = "funding"

urlpatterns = [
    path("", plan.plan_home, name="plan_home"),
    path("plan/<int:year>/", plan.plan_detail, name="year_plan"),
    path("plan/<int:year>/workbook/", plan.plan_workbook, name="plan_workbook"),
    path("plan/<int:year>/pdf/", plan.plan_pdf, name="plan_pdf"),
    path("summary/<int:year>/", plan.summary_detail, name="summary"),
    path("summary/<int:year>/workbook/", plan.summary_workbook, name="summary_workbook"),
    path("summary/<int:year>/pdf/", plan.summary_pdf, name="summary_pdf"),
    path("recipients/<int:pk>/<int:year>/", recipients.recipient_year, name="recipient_year"),
    path(
        "recipients/<int:pk>/<int:year>/<slug:scheme>/<slug:kind>/ruling/",
        recipients.ruling_record,
        name="ruling_record",
    ),
    path("releases/", releases.release_list, name="release_list"),
    path("releases/workbook/", releases.release_workbook, name="release_workbook"),
    path("releases/compute/", releases.compute_start, name="compute_start"),
    path("releases/batch/<slug:step>/", releases.release_batch, name="release_batch"),
    path("releases/<int:pk>/", releases.tranche_detail, name="tranche_detail"),
    path("releases/<int:pk>/pay/", releases.tranche_pay, name="tranche_pay"),
    path("releases/<int:pk>/notice/", releases.tranche_notice, name="tranche_notice"),
    path("releases/<int:pk>/<slug:step>/", releases.tranche_step, name="tranche_step"),
    path("accounts/", accounts.account_list, name="account_list"),
    path("accounts/<int:pk>/", accounts.account_detail, name="account_detail"),
    path("accounts/<int:pk>/<int:year>/workbook/", accounts.account_workbook, name="account_workbook"),
    path("accounts/<int:pk>/<int:year>/pdf/", accounts.account_pdf, name="account_pdf"),
    path("accounts/<int:pk>/<int:year>/statement/workbook/", accounts.statement_workbook, name="statement_workbook"),
    path("accounts/<int:pk>/<int:year>/statement/pdf/", accounts.statement_pdf, name="statement_pdf"),
    path("accounts/<int:pk>/<slug:what>/", accounts.booking_create, name="booking_create"),
    path("ledger/<int:pk>/", accounts.entry_detail, name="entry_detail"),
    path("ledger/<int:pk>/reverse/", accounts.entry_reverse, name="entry_reverse"),
    path("ledger/", ledger.ledger_list, name="ledger_list"),
    path("ledger/workbook/", ledger.ledger_workbook, name="ledger_workbook"),
    path("ledger/verify/", ledger.ledger_verify, name="ledger_verify"),
    path("audits/", audits.audit_list, name="audit_list"),
    path("audits/<int:pk>/", audits.audit_detail, name="audit_detail"),
    path("audits/<int:pk>/<int:year>/sign/", audits.audit_sign, name="audit_sign"),
    path("findings/<int:pk>/<slug:step>/", audits.finding_step, name="finding_step"),
]
