"""Routes of the register, accounts and posts."""

from django.urls import URLPattern

app_name = "unions"

urlpatterns: list[URLPattern] = []
