"""Routes of jobs, notices, files, the event log and the parameters of a year."""

from django.urls import URLPattern

app_name = "office"

urlpatterns: list[URLPattern] = []
