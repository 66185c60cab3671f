"""All routes. Each app brings its own; what spans the apps stands here."""

from django.urls import include, path

urlpatterns = [
    path("unions/", include("unions.urls")),
    path("vitality/", include("vitality.urls")),
]
