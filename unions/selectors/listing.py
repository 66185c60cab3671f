"""Lists of the register: rows of the table, lines of the tree, counts under one union."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from policy.documents import Law
from unions.kinds import Category, UnionKind
from unions.models import Union, User
from unions.rules.classification import UNIT_KINDS


def register_rows(user: User, law: Law) -> QuerySet[Union]:
    """What the person sees of the register, closed unions too, with what each counts as by this law."""
    return Union.objects.visible_to(user).with_classification(law).select_related("superior")


def superior_unions(user: User) -> QuerySet[Union]:
    """The unions in scope that others can hang under, below the person's own, in the order of the tree."""
    return superiors_from(user).exclude(path=user.scope_path).order_by("path")


def superiors_from(user: User) -> QuerySet[Union]:
    """The open unions in scope that others can hang under, from the person's own on."""
    return Union.objects.visible_to(user).exclude(kind__in=UNIT_KINDS).filter(closed_on=None)


def repeated_superior_names(user: User) -> frozenset[str]:
    """Names that several superior unions in scope bear, so that the name alone does not tell which."""
    names = superior_unions(user).values("name").annotate(times=Count("pk")).filter(times__gt=1)
    return frozenset(names.order_by().values_list("name", flat=True))


def unions_named(user: User, words: str) -> QuerySet[Union]:
    """The unions in scope whose name, pinyin, initials or credit code holds these words."""
    return Union.objects.visible_to(user).filter(named_like(words)).select_related("superior").order_by("name_pinyin")


def named_like(words: str) -> Q:
    """The condition that a name, its pinyin, its initials or the credit code holds these words."""
    found = Q(sought__contains=words.strip().lower())
    compact = "".join(words.split())
    return found | Q(sought__contains=compact.lower()) if compact != words.strip() else found


def sub_unions(union: Union, *, on: date) -> QuerySet[Union]:
    """The open unions right under one, superiors first, each with the number of those right under it."""
    below = Union.objects.open_on(on).filter(superior=OuterRef("pk")).order_by().values("superior")
    count = Subquery(below.annotate(count=Count("pk")).values("count"), output_field=IntegerField())
    return (
        Union.objects.open_on(on)
        .filter(superior=union)
        .annotate(sub_count=Coalesce(count, 0), is_unit=Q(kind__in=UNIT_KINDS))
        .order_by("is_unit", "name_pinyin", "pk")
    )


@dataclass(frozen=True)
class Census:
    """How many open unions hang under one, at any depth."""

    by_kind: tuple[tuple[UnionKind, int], ...]
    by_category: tuple[tuple[Category, int], ...]

    @property
    def total_count(self) -> int:
        """All of them."""
        return sum(count for _, count in self.by_kind)


def census(union: Union, law: Law, *, on: date) -> Census:
    """The open unions below one, counted by kind and, as far as they are counted at all, by category."""
    below = Union.objects.open_on(on).under(union).with_classification(law)
    # The stubs do not know the column that with_classification adds.
    groups = below.values_list("kind", "category").annotate(count=Count("pk")).order_by()  # type: ignore[misc]
    rows = [(UnionKind(kind), Category(category), count) for kind, category, count in groups]
    return Census(
        tuple((kind, count) for kind in UnionKind if (count := _sum(rows, kind=kind))),
        tuple((each, _sum(rows, category=each)) for each in Category if each is not Category.NOT_COUNTED),
    )


def _sum(
    rows: Iterable[tuple[UnionKind, Category, int]], kind: UnionKind | None = None, category: Category | None = None
) -> int:
    return sum(count for found, counted, count in rows if kind in (None, found) and category in (None, counted))
