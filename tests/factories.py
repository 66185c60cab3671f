"""Rows for tests. A union made here hangs in a whole tree: province, city, district, unit."""

from __future__ import annotations

from datetime import date
from typing import Any

import factory
from factory.django import DjangoModelFactory

from office import clock
from unions.kinds import Department, OwnershipType, RoleKind, UnionKind
from unions.models import Post, Union, User
from unions.models.union import path_segment
from unions.rules.naming import pinyin_of

A_DAY = date(2014, 1, 1)


class UnionFactory(DjangoModelFactory[Union]):
    """A grass-roots union of a private enterprise with 120 employees; `superior=` decides where it hangs."""

    class Meta:
        model = Union
        skip_postgeneration_save = True

    kind = UnionKind.GRASSROOTS_UNION
    name = factory.Sequence(lambda number: f"第{number}机械公司工会")
    name_pinyin = factory.LazyAttribute(lambda union: pinyin_of(union.name))
    superior = factory.SubFactory("tests.factories.DistrictFactory")
    ownership_type = factory.LazyAttribute(
        lambda union: OwnershipType.PRIVATE if union.kind == UnionKind.GRASSROOTS_UNION else ""
    )
    employee_count = factory.LazyAttribute(lambda union: 120 if UnionKind(union.kind).is_unit else None)
    # The path holds the own key, known only once the row is there.
    path = factory.Sequence(lambda number: f"~{number}")

    @factory.post_generation
    def _place(self: Union, create: bool, extracted: Any, **_: Any) -> None:
        self.path = (self.superior.path if self.superior else "") + path_segment(self.pk)
        if create:
            Union.objects.filter(pk=self.pk).update(path=self.path)


class ProvinceFactory(UnionFactory):
    """The provincial federation, once."""

    class Meta:
        django_get_or_create = ("kind",)

    kind = UnionKind.PROVINCIAL_FEDERATION
    name = "辽宁省总工会"
    superior = None


class CityFactory(UnionFactory):
    """The city federation, once."""

    class Meta:
        django_get_or_create = ("kind",)

    kind = UnionKind.CITY_FEDERATION
    name = "大连市总工会"
    superior = factory.SubFactory(ProvinceFactory)


class DistrictFactory(UnionFactory):
    """A district union under the city federation."""

    kind = UnionKind.DISTRICT_UNION
    name = factory.Sequence(lambda number: f"第{number}区总工会")
    superior = factory.SubFactory(CityFactory)


class IndustrialFactory(DistrictFactory):
    """A resident industrial union under the city federation."""

    kind = UnionKind.RESIDENT_INDUSTRIAL_UNION
    name = factory.Sequence(lambda number: f"第{number}产业工会")


class SectorFactory(UnionFactory):
    """A sector union at county level."""

    kind = UnionKind.SECTOR_UNION
    name = factory.Sequence(lambda number: f"第{number}行业工会")
    sector_tier = "county"
    covered_enterprise_count = 20


class UserFactory(DjangoModelFactory[User]):
    """A person who has changed the first password; without `post=` the account holds none."""

    class Meta:
        model = User

    username = factory.Sequence(lambda number: f"user{number}")
    full_name = factory.Sequence(lambda number: f"职员{number}")
    must_change_password = False
    password_changed_at = factory.LazyFunction(clock.now)


class PostFactory(DjangoModelFactory[Post]):
    """An officer's post at a district union, held since 2014-01-01 without end."""

    class Meta:
        model = Post

    user = factory.SubFactory(UserFactory)
    union = factory.SubFactory(DistrictFactory)
    role = RoleKind.OFFICER
    department = factory.LazyAttribute(
        lambda post: Department.DEMOCRATIC_MANAGEMENT if post.role == RoleKind.DEPARTMENT_REVIEWER else ""
    )
    from_on = A_DAY


def user_with_post(role: RoleKind = RoleKind.OFFICER, union: Union | None = None, **post: Any) -> User:
    """A person who holds this one post and acts in it; `union` defaults to a new district."""
    held = PostFactory(role=role, **({"union": union} if union else {}), **post)
    held.user.post, held.user.posts = held, (held,)
    return held.user
