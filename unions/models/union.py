"""The tree of unions: what each is today, and what it was called and where it hung before."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Case, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Concat, Lower
from django.urls import reverse

from policy.documents import Law
from unions.kinds import OwnershipType, SectorTier, UnionKind
from unions.models import categories
from unions.rules.tree import BATCH_FILERS

# One segment of a path: every union's own number at a fixed width, so that no path is a prefix of a stranger's.
SEGMENT_DIGITS = 8


def path_segment(number: int) -> str:
    """The path segment of the union with this key, `SEGMENT_DIGITS` digits."""
    return str(number).zfill(SEGMENT_DIGITS)


def within(path: str, *, lookup: str = "path") -> Q:
    """The condition that `lookup` lies in the subtree at `path`, the root of it included.

    A range, not LIKE: both databases then use the plain index whatever their collation (digits sort before "z").
    """
    return Q(**{f"{lookup}__gte": path, f"{lookup}__lt": path + "z"})


class UnionQuerySet(models.QuerySet["Union"]):
    """Questions to the register."""

    def visible_to(self, user) -> UnionQuerySet:
        """The unions in the subtree of the post a person acts in; none without a post."""
        return self.filter(within(user.scope_path)) if user.scope_path else self.none()

    def open_on(self, day: date) -> UnionQuerySet:
        """Unions that are not closed on a day."""
        return self.filter(Q(closed_on=None) | Q(closed_on__gt=day))

    def under(self, union: Union) -> UnionQuerySet:
        """Everything below a union, without itself."""
        return self.filter(within(union.path)).exclude(pk=union.pk)

    def as_of(self, day: date) -> UnionQuerySet:
        """Annotate `name_then` and `superior_then_id`: the name and superior of a day, the first known before them.

        Only the few that bore another name or hung elsewhere are looked up one by one.
        """
        names, superiors = (former.objects.filter(until_on__gt=day) for former in (FormerName, FormerSuperior))
        name, superior = (rows.filter(union=OuterRef("pk")).order_by("until_on") for rows in (names, superiors))
        return self.annotate(
            name_then=Case(
                When(pk__in=names.values("union"), then=Subquery(name.values("name")[:1])),
                default="name",
            ),
            superior_then_id=Case(
                When(pk__in=superiors.values("union"), then=Subquery(superior.values("superior_id")[:1])),
                default="superior_id",
                output_field=models.BigIntegerField(),
            ),
        )

    def with_filer_then(self, day: date) -> UnionQuerySet:
        """Annotate units with `filer_then_id` as well: the union above that filed their batches on a day.

        None for a unit right under the city federation.
        """
        moved = FormerSuperior.objects.filter(until_on__gt=day).values("union")
        above = Union.objects.as_of(day).filter(pk=OuterRef("superior_then_id")).order_by()
        files, is_between = Q(kind__in=BATCH_FILERS), Q(kind=UnionKind.TOWNSHIP_UNION)
        filer = above.annotate(filer=Case(When(files, then="pk"), When(is_between, then="superior_then_id")))
        return self.as_of(day).annotate(
            filer_then_id=Case(
                When(Q(pk__in=moved) | Q(superior__in=moved), then=Subquery(filer.values("filer")[:1])),
                When(superior__kind__in=BATCH_FILERS, then="superior_id"),
                When(superior__kind=UnionKind.TOWNSHIP_UNION, then="superior__superior_id"),
                output_field=models.BigIntegerField(),
            )
        )

    def with_classification(self, law: Law) -> UnionQuerySet:
        """Annotate `category`, `size_class` and `work_mode` as the rules derive them; empty where there is none."""
        return self.annotate(
            category=categories.category(law),
            size_class=categories.size_class(law),
            work_mode=categories.work_mode(),
        )


class Union(models.Model):
    """One union as it is today. Former names and superiors stand in their own tables; nothing derived is stored.

    `path` is the tree: the superior's path and the own segment.
    """

    kind = models.CharField("工会类别", max_length=30, choices=UnionKind.choices())
    name = models.CharField("单位名称", max_length=120)
    name_pinyin = models.CharField("拼音", max_length=400, db_index=True, editable=False)
    named_on = models.DateField("启用现名日期", null=True, blank=True)
    superior = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="上级工会"
    )
    placed_on = models.DateField("归现上级日期", null=True, blank=True)
    path = models.CharField("路径", max_length=60, unique=True, editable=False)
    credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    ownership_type = models.CharField("单位性质", max_length=1, choices=OwnershipType.choices(), blank=True)
    is_state_controlled = models.BooleanField("国有控股", default=False)
    is_enterprise_managed = models.BooleanField("企业化管理", default=False)
    sector_tier = models.CharField("行业层级", max_length=10, choices=SectorTier.choices(), blank=True)
    employee_count = models.PositiveIntegerField("职工人数", null=True, blank=True)
    member_count = models.PositiveIntegerField("会员人数", null=True, blank=True)
    covered_enterprise_count = models.PositiveIntegerField("覆盖企业数量", null=True, blank=True)
    chair_name = models.CharField("工会主席", max_length=40, blank=True)
    phone = models.CharField("联系方式", max_length=60, blank=True)
    address = models.CharField("单位地址", max_length=200, blank=True)
    founded_on = models.DateField("建会日期", null=True, blank=True)
    closed_on = models.DateField("撤销日期", null=True, blank=True)
    remark = models.CharField("备注", max_length=500, blank=True)
    # All that a search may hit in one column, in lower case: one comparison a row, one index where there can be one.
    sought = models.GeneratedField(
        expression=Lower(Concat("name", Value(" "), "name_pinyin", Value(" "), "credit_code")),
        output_field=models.TextField(),
        db_persist=True,
        verbose_name="搜索用文字",
    )

    objects = UnionQuerySet.as_manager()

    class Meta:
        ordering = ["path"]
        indexes = [models.Index(fields=["kind", "name_pinyin"], name="union_by_kind")]
        constraints = [
            models.UniqueConstraint(
                fields=["superior", "name"],
                condition=Q(closed_on=None),
                name="union_name_once_under_superior",
                violation_error_message="同一上级工会下已有同名单位。",
            ),
            models.UniqueConstraint(
                fields=["credit_code"],
                condition=~Q(credit_code=""),
                name="union_credit_code_once",
                violation_error_message="统一社会信用代码已被另一单位使用。",
            ),
            models.CheckConstraint(
                condition=Q(kind=UnionKind.PROVINCIAL_FEDERATION, superior=None)
                | ~Q(kind=UnionKind.PROVINCIAL_FEDERATION) & Q(superior__isnull=False),
                name="union_has_superior",
                violation_error_message="除省总工会外，每个工会须有上级工会。",
            ),
            models.CheckConstraint(
                condition=~Q(kind=UnionKind.GRASSROOTS_UNION) | ~Q(ownership_type=""),
                name="union_grassroots_has_ownership",
                violation_error_message="基层工会须填单位性质。",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=[kind for kind in UnionKind if kind.is_unit]) | Q(employee_count__isnull=False),
                name="union_unit_has_employee_count",
                violation_error_message="基层工会、联合基层工会、行业工会须填职工人数。",
            ),
            models.CheckConstraint(
                condition=Q(sector_tier="") | Q(kind=UnionKind.SECTOR_UNION),
                name="union_tier_only_for_sector",
                violation_error_message="只有行业工会有行业层级。",
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(founded_on=None) | Q(closed_on__gte=models.F("founded_on")),
                name="union_closed_after_founded",
                violation_error_message="撤销日期不能早于建会日期。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("unions:union_detail", args=[self.pk])

    @property
    def depth(self) -> int:
        """0 for the provincial federation, 1 for the city, and so on."""
        return len(self.path) // SEGMENT_DIGITS - 1


class FormerName(models.Model):
    """A name a union bore before; `until_on` is the first day of the next name."""

    union = models.ForeignKey(Union, models.CASCADE, related_name="former_names", verbose_name="工会")
    name = models.CharField("名称", max_length=120)
    from_on = models.DateField("自", null=True)
    until_on = models.DateField("至")

    class Meta:
        ordering = ["until_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(from_on=None) | Q(from_on__lt=models.F("until_on")),
                name="former_name_has_duration",
                violation_error_message="名称的起始日期须早于终止日期。",
            )
        ]

    def __str__(self) -> str:
        return self.name


class FormerSuperior(models.Model):
    """A union another one hung under before; `until_on` is the first day under the next."""

    union = models.ForeignKey(Union, models.CASCADE, related_name="former_superiors", verbose_name="工会")
    superior = models.ForeignKey(Union, models.PROTECT, related_name="+", verbose_name="上级工会")
    from_on = models.DateField("自", null=True)
    until_on = models.DateField("至")

    class Meta:
        ordering = ["until_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(from_on=None) | Q(from_on__lt=models.F("until_on")),
                name="former_superior_has_duration",
                violation_error_message="隶属关系的起始日期须早于终止日期。",
            )
        ]

    def __str__(self) -> str:
        return str(self.superior)


class SavedFilter(models.Model):
    """A person's named filter of the register: the query string it stands for."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="保存人")
    name = models.CharField("名称", max_length=40)
    query = models.CharField("条件", max_length=1000)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"], name="saved_filter_name_once", violation_error_message="已有同名的常用筛选。"
            )
        ]

    def __str__(self) -> str:
        return self.name
