"""All routes. Each app brings its own; what spans the apps stands here."""

from django.urls import include, path

from appraisal.views import superiors
from config import health, parameters
from config.glance.pages import glance, glance_pdf
from config.guide.pages import guide
from config.home import home
from config.operation.metrics import metrics
from config.operation.pages import operation
from config.search import search
from unions.views import sign_in

handler400 = "config.errors.bad_request"
handler403 = "config.errors.permission_denied"
handler404 = "config.errors.page_not_found"
handler500 = "config.errors.server_error"

urlpatterns = [
    path("", home, name="home"),
    path("glance/", glance, name="glance"),
    path("glance/brief.pdf", glance_pdf, name="glance_pdf"),
    path("help/", guide, name="help"),
    path("help/<slug:role>/", guide, name="help_role"),
    path("search/", search, name="search"),
    path("healthz/", health.alive, name="alive"),
    path("readyz/", health.ready, name="ready"),
    path("metrics/", metrics, name="metrics"),
    path("operation/", operation, name="operation"),
    path("login/", sign_in.login_page, name="login"),
    path("login/code/", sign_in.second_step, name="second_step"),
    path("login/as/", sign_in.step_into, name="step_into"),
    path("logout/", sign_in.logout_page, name="logout"),
    path("post/", sign_in.switch_post, name="switch_post"),
    path("password/", sign_in.password_change, name="password_change"),
    path("totp/", sign_in.totp_setup, name="totp_setup"),
    path("parameters/", parameters.parameter_list, name="parameter_list"),
    path("parameters/readings/<slug:key>/", parameters.reading, name="reading"),
    path("parameters/<slug:document>/<int:year>/", parameters.parameter_list, name="parameter_year"),
    path("parameters/<slug:document>/<int:year>/lock/", parameters.year_lock, name="year_lock"),
    path("parameters/<slug:document>/<int:year>/<slug:key>/", parameters.reading_choose, name="reading_choose"),
    path("accounts/", include("unions.account_urls")),
    path("office/", include("office.urls")),
    path("unions/", include("unions.urls")),
    path("appraisal/", include("appraisal.urls")),
    path("v/", include("appraisal.voting_urls")),
    path("p/", include("appraisal.public_urls")),
    path("party/<str:token>/", superiors.party_appraisal, name="party_appraisal"),
    path("vitality/", include("vitality.urls")),
    path("scoring/", include("scoring.urls")),
    path("api/v1/", include("config.api.urls")),
    path("funding/", include("funding.urls")),
]
