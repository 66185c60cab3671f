"""Routes of the hundred-point card."""

from django.urls import path

from scoring.kinds import Stage
from scoring.views import assessments, cards, items, plans, reviewing, scheme_items, schemes, self_assessing, what_if
from scoring.views.importing import import_routes
from scoring.views.result_routes import RESULT_ROUTES

app_name = "scoring"

season = [
    path("", assessments.assessment_list, name="assessment_list"),
    path("assessments/new/", assessments.assessment_create, name="assessment_create"),
    path("assessments/<int:pk>/", assessments.assessment_detail, name="assessment_detail"),
    path("assessments/<int:pk>/steps/<slug:step>/", assessments.assessment_step, name="assessment_step"),
    path("assessments/<int:pk>/review/", reviewing.review_list, name="review_list"),
    path("assessments/<int:pk>/review/accept/", reviewing.review_accept, name="review_accept"),
    path("schemes/<int:pk>/", schemes.scheme_detail, name="scheme_detail"),
    path("schemes/<int:pk>/further/", schemes.scheme_further, name="scheme_further"),
    path("schemes/<int:pk>/compare/", schemes.scheme_compare, name="scheme_compare"),
    path("schemes/<int:pk>/items/new/", scheme_items.scheme_item_add, name="scheme_item_add"),
    path("schemes/<int:pk>/items/check/", scheme_items.scheme_item_check, name="scheme_item_check"),
    path("schemes/<int:pk>/items/<int:number>/", scheme_items.scheme_item_edit, name="scheme_item_edit"),
    path("schemes/<int:pk>/items/<int:number>/remove/", scheme_items.scheme_item_remove, name="scheme_item_remove"),
    path("schemes/<int:pk>/sums/", scheme_items.scheme_sums_edit, name="scheme_sums_edit"),
    path("schemes/<int:pk>/scheme.xlsx", schemes.scheme_workbook, name="scheme_workbook"),
    path("schemes/<int:pk>/load/", schemes.scheme_load, name="scheme_load"),
    path("schemes/<int:pk>/steps/<slug:step>/", schemes.scheme_step, name="scheme_step"),
]

one_card = [
    path("cards/<int:pk>/", cards.card_detail, name="card_detail"),
    path("cards/<int:pk>/edit/", self_assessing.card_edit, name="card_edit"),
    path("cards/<int:pk>/autosave/", self_assessing.card_autosave, name="card_autosave"),
    path("cards/<int:pk>/score/", self_assessing.card_score, name="card_score"),
    path("cards/<int:pk>/steps/<slug:step>/", cards.card_step, name="card_step"),
    path("cards/<int:pk>/visits/", cards.visit_record, name="visit_record"),
    path("cards/<int:pk>/what-if/", what_if.card_what_if, name="card_what_if"),
    path("cards/<int:pk>/items/<int:number>/", items.item_detail, name="item_detail"),
    path("cards/<int:pk>/items/<int:number>/review/", items.item_review, name="item_review"),
    path("cards/<int:pk>/items/<int:number>/ask/", items.item_ask, name="item_ask"),
    path("cards/<int:pk>/items/<int:number>/evidence/", items.item_evidence, name="item_evidence"),
    path("cards/<int:pk>/items/<int:number>/object/", items.item_object, name="item_object"),
    path("objections/<int:pk>/answer/", items.objection_answer, name="objection_answer"),
]

work_plans = [
    path("plans/", plans.plan_list, name="plan_list"),
    path("plans/open/", plans.plan_open, name="plan_open"),
    path("plans/<int:pk>/", plans.plan_detail, name="plan_detail"),
    path("plans/<int:pk>/edit/", plans.plan_edit, name="plan_edit"),
    path("plans/<int:pk>/autosave/", plans.plan_autosave, name="plan_autosave"),
]

urlpatterns = [
    *season,
    *one_card,
    *RESULT_ROUTES,
    *work_plans,
    *(each for stage in Stage for each in import_routes(stage)),
]
