"""Routes of the vitality project."""

from django.urls import URLPattern

app_name = "vitality"

urlpatterns: list[URLPattern] = []
