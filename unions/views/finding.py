"""What the register's views share: the union asked for, within the person's scope and with the verb."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from office.typed import number
from unions.models import Union


def found(request: HttpRequest, pk: int, permission: str = "unions.read_register") -> Union:
    """The union if it lies in the person's scope, else 404; in scope without the verb 403."""
    union = get_object_or_404(Union.objects.visible_to(request.user).select_related("superior"), pk=pk)
    asked = None if permission == "unions.read_register" else union
    if not request.user.has_perm("unions.read_register") or (asked and not request.user.has_perm(permission, asked)):
        raise PermissionDenied
    return union


def chosen(request: HttpRequest) -> QuerySet[Union]:
    """The ticked unions, as far as they lie in the person's scope."""
    keys = [number(key) for key in request.POST.getlist("selected")]
    return Union.objects.visible_to(request.user).filter(pk__in=keys).select_related("superior").order_by("path")
