"""The routes of the site and one more: the bare view that the register's table is compared with."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from config.urls import handler400, handler403, handler404, handler500
from config.urls import urlpatterns as site
from unions.models import Union

TEMPLATE = engines["django"].from_string(
    """<!doctype html><table>{% for union in page %}<tr><td><a href="{{ union.get_absolute_url }}">{{ union.name }}</a>
<td>{{ union.superior.name }}<td>{{ union.get_kind_display }}<td>{{ union.get_ownership_type_display }}
<td>{{ union.employee_count }}<td>{{ union.is_state_controlled|yesno }}<td>{{ union.chair_name }}{% endfor %}</table>
{{ page.number }} / {{ page.paginator.num_pages }}, {{ page.paginator.count }}"""
)


def bare_list(request: HttpRequest) -> HttpResponse:
    """The first 50 unions of the scope by name, one page of as many, without frame, filters or what they count as."""
    rows = Union.objects.visible_to(request.user).filter(closed_on=None).select_related("superior")
    page = Paginator(rows.order_by("name_pinyin", "pk"), 50).get_page(request.GET.get("page"))
    return HttpResponse(TEMPLATE.render({"page": page}, request))


urlpatterns = [path("bare/", bare_list), *site]
__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]
