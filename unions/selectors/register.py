"""Questions about single unions: what is noted of them, where they stand."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.db.models import QuerySet

from unions.kinds import UnionKind
from unions.models import Union
from unions.models.union import SEGMENT_DIGITS
from unions.rules.particulars import PARTICULARS, shown
from unions.rules.tree import superior_kinds


def particulars_of(union: Union) -> dict[str, Any]:
    """What is noted of a union besides its name and place, by field."""
    return {field: getattr(union, field) for field in PARTICULARS}


def version_of(union: Union) -> str:
    """A short mark of what is noted of a union now; it changes when any of it does."""
    noted = [union.name, union.path, *(shown(field, value) for field, value in particulars_of(union).items())]
    return hashlib.sha256(json.dumps(noted, ensure_ascii=False).encode()).hexdigest()[:16]


def ancestor_keys(union: Union) -> list[int]:
    """The keys of the unions above, the provincial federation first; read off the path without a query."""
    path = union.path[:-SEGMENT_DIGITS]
    return [int(path[start : start + SEGMENT_DIGITS]) for start in range(0, len(path), SEGMENT_DIGITS)]


def ancestors(union: Union) -> QuerySet[Union]:
    """The unions above, the provincial federation first."""
    return Union.objects.filter(pk__in=ancestor_keys(union)).order_by("path")


def batch_filer_of(union: Union) -> Union | None:
    """The district, pilot zone or industrial union that files for this one, itself if it is such; None above them."""
    keys = [*ancestor_keys(union), union.pk]
    return Union.objects.filter(pk__in=keys, kind__in=[kind for kind in UnionKind if kind.files_batches]).first()


def possible_superiors(kind: UnionKind, user: Any) -> QuerySet[Union]:
    """The open unions in a person's scope under which one of this kind may hang, for a choice."""
    kinds = superior_kinds(kind)
    return Union.objects.visible_to(user).filter(kind__in=kinds, closed_on=None).order_by("path")
