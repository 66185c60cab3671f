"""Routes of accounts, posts and the rules of signing in."""

from django.urls import path

from unions.views import accounts, posts, security

app_name = "accounts"

urlpatterns = [
    path("", accounts.account_list, name="account_list"),
    path("accounts.xlsx", accounts.account_workbook, name="account_workbook"),
    path("new/", accounts.account_create, name="account_create"),
    path("<int:pk>/", accounts.account_detail, name="account_detail"),
    path("<int:pk>/disable/", accounts.account_disable, name="account_disable"),
    path("<int:pk>/enable/", accounts.account_enable, name="account_enable"),
    path("<int:pk>/unlock/", accounts.account_unlock, name="account_unlock"),
    path("<int:pk>/password/", accounts.account_password_reset, name="account_password_reset"),
    path("<int:pk>/totp/", accounts.account_totp_reset, name="account_totp_reset"),
    path("<int:pk>/posts/", posts.post_appoint, name="post_appoint"),
    path("posts/", posts.post_list, name="post_list"),
    path("posts.xlsx", posts.post_workbook, name="post_workbook"),
    path("posts/<int:pk>/end/", posts.post_end, name="post_end"),
    path("security/", security.security, name="security"),
]
