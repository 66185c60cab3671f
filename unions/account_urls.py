"""Routes of accounts, posts and the rules of signing in."""

from django.urls import URLPattern

app_name = "accounts"

urlpatterns: list[URLPattern] = []
