"""Routes of the register."""

from django.urls import path

from unions.views import bulk, register, roster, tokens, tree, unions

app_name = "unions"

urlpatterns = [
    path("", register.union_list, name="union_list"),
    path("export/", register.union_export, name="union_export"),
    path("filters/", register.saved_filter_create, name="saved_filter_create"),
    path("filters/<int:pk>/delete/", register.saved_filter_delete, name="saved_filter_delete"),
    path("bulk/", bulk.union_bulk, name="union_bulk"),
    path("tree/", tree.union_tree, name="union_tree"),
    path("tree/<int:pk>/", tree.union_branch, name="union_branch"),
    path("new/", unions.union_create, name="union_create"),
    path("roster/", roster.roster_upload, name="roster_upload"),
    path("roster/blank/", roster.roster_blank, name="roster_blank"),
    path("roster/<int:pk>/", roster.roster_check, name="roster_check"),
    path("roster/<int:pk>/import/", roster.roster_import, name="roster_import"),
    path("tokens/", tokens.token_list, name="token_list"),
    path("tokens/<int:pk>/revoke/", tokens.token_revoke, name="token_revoke"),
    path("<int:pk>/", unions.union_detail, name="union_detail"),
    path("<int:pk>/change/", unions.union_change, name="union_change"),
    path("<int:pk>/rename/", unions.union_rename, name="union_rename"),
    path("<int:pk>/move/", unions.union_move, name="union_move"),
    path("<int:pk>/close/", unions.union_close, name="union_close"),
]
