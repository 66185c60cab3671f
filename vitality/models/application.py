"""Annex forms and the batches in which a superior union files them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse

from office.columns import by_whom, states_need
from unions.kinds import OwnershipType, SectorTier
from unions.models import Union
from unions.models.union import within
from vitality.kinds import AnnexForm, ApplicationState, BatchState, TypicalKind
from vitality.models.round import Round


class BatchQuerySet(models.QuerySet):
    """Batches belong to the superior union that files them."""

    def visible_to(self, user) -> BatchQuerySet:
        return self.filter(within(user.scope_path, lookup="superior__path")) if user.scope_path else self.none()


class Batch(models.Model):
    """R-F2: all forms of one sort that a superior union files together in a round."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="+", verbose_name="轮次")
    superior = models.ForeignKey(Union, models.PROTECT, related_name="+", verbose_name="申报工会")
    kind = models.CharField("类型", max_length=10, choices=TypicalKind.choices())
    state = models.CharField("状态", max_length=10, choices=BatchState.choices(), default=BatchState.DRAFT)
    filed_at = models.DateTimeField("申报时间", null=True, blank=True)
    filed_by = by_whom("申报人")
    is_late = models.BooleanField("逾期", default=False)

    objects = BatchQuerySet.as_manager()

    class Meta:
        ordering = ["superior__path", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "superior", "kind"],
                name="batch_once_per_round",
                violation_error_message="本轮次已有这一批次。",
            ),
            models.CheckConstraint(
                condition=states_need([BatchState.FILED], "filed_at", "filed_by"),
                name="batch_filed_has_filer",
                violation_error_message="已申报的批次须有申报人和申报时间。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.superior}{self.round.year}年{TypicalKind(self.kind).label}申报"

    def get_absolute_url(self) -> str:
        return reverse("vitality:batch_detail", args=[self.pk])


class ApplicationQuerySet(models.QuerySet):
    """Forms are seen by the union that files them and from above, and by the unit they are about."""

    def visible_to(self, user) -> ApplicationQuerySet:
        if not user.scope_path:
            return self.none()
        return self.filter(
            within(user.scope_path, lookup="unit__path") | within(user.scope_path, lookup="batch__superior__path")
        )

    def counted(self) -> ApplicationQuerySet:
        """Forms that fill a place of their batch: living, and not the provincial copy of another one."""
        return self.filter(state__in=ApplicationState.counted(), origin=None)


class Application(models.Model):
    """One annex form with the unit's data as filed. `revision` counts saved changes, so that nobody overwrites unseen.

    The provincial form made from a recommended city form points to it by `origin`.
    """

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="applications", verbose_name="批次")
    unit = models.ForeignKey(Union, models.PROTECT, related_name="+", verbose_name="单位")
    form = models.CharField("申报表", max_length=1, choices=AnnexForm.choices())
    origin = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="successor", verbose_name="来自申报表"
    )
    state = models.CharField("状态", max_length=12, choices=ApplicationState.choices(), default=ApplicationState.DRAFT)
    revision = models.PositiveIntegerField("修改次数", default=0)

    head_city = models.CharField("市", max_length=40, blank=True)
    head_place = models.CharField("县（市、区）或产业", max_length=60, blank=True)
    unit_name = models.CharField("单位名称", max_length=120, blank=True)
    chair_name = models.CharField("工会主席", max_length=40, blank=True)
    address = models.CharField("单位地址", max_length=200, blank=True)
    contact = models.CharField("联系方式", max_length=60, blank=True)
    ownership_type = models.CharField("单位性质", max_length=1, choices=OwnershipType.choices(), blank=True)
    is_state_controlled = models.BooleanField("国有控股", default=False)
    is_enterprise_managed = models.BooleanField("企业化管理", default=False)
    sector_tier = models.CharField("行业层级", max_length=10, choices=SectorTier.choices(), blank=True)
    covered_enterprise_count = models.PositiveIntegerField("覆盖企业数量", null=True, blank=True)
    employee_count = models.PositiveIntegerField("职工人数", null=True, blank=True)
    goals = models.TextField("工作目标", blank=True)
    measures = models.TextField("主要措施", blank=True)
    declares_new = models.BooleanField("未在市以上范围介绍过类似经验", default=False)
    is_newness_checked = models.BooleanField("已核对为新典型", default=False)

    submitted_at = models.DateTimeField("基层上报时间", null=True, blank=True)
    submitted_by = by_whom("基层上报人")
    endorsed_at = models.DateTimeField("上级工会同意时间", null=True, blank=True)
    endorsed_by = by_whom("上级工会同意人")
    passed_at = models.DateTimeField("初审通过时间", null=True, blank=True)
    passed_by = by_whom("初审人")
    return_reason = models.TextField("退回理由", blank=True)
    decided_at = models.DateTimeField("领导小组决定时间", null=True, blank=True)
    province_answer = models.ForeignKey(
        "vitality.ProvinceAnswer", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="省总批复"
    )

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["batch", "pk"]
        indexes = [models.Index(fields=["state", "form"], name="application_by_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "unit", "form"],
                condition=Q(state__in=[state.value for state in ApplicationState if state.counts_in_quota]),
                name="application_once_per_batch",
                violation_error_message="该单位在本批次中已有申报表。",
            ),
            models.CheckConstraint(
                condition=states_need(
                    [ApplicationState.ENDORSED, ApplicationState.FILED, ApplicationState.RETURNED,
                     ApplicationState.PASSED, ApplicationState.APPROVED, ApplicationState.RECOMMENDED],
                    "endorsed_at", "endorsed_by",
                ),
                name="application_endorsed_by_superior",
                violation_error_message="申报表须先经上级工会同意。",
            ),
            models.CheckConstraint(
                condition=states_need(
                    [ApplicationState.PASSED, ApplicationState.APPROVED, ApplicationState.RECOMMENDED],
                    "passed_at", "passed_by",
                ),
                name="application_passed_by_reviewer",
                violation_error_message="申报表须先经市总初审通过。",
            ),
            models.CheckConstraint(
                condition=~Q(state=ApplicationState.RETURNED) | ~Q(return_reason=""),
                name="application_returned_with_reason",
                violation_error_message="退回须写明理由。",
            ),
            models.CheckConstraint(
                condition=states_need(
                    [ApplicationState.APPROVED, ApplicationState.RECOMMENDED, ApplicationState.FORWARDED,
                     ApplicationState.DECLINED], "decided_at"
                ),
                name="application_decided_by_group",
                violation_error_message="申报表须先经领导小组决定。",
            ),
            models.CheckConstraint(
                condition=states_need(
                    [ApplicationState.CONFIRMED, ApplicationState.REFUSED], "province_answer"
                ),
                name="application_answered_by_province",
                violation_error_message="须先登记省总批复。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.unit_name or self.unit}（{AnnexForm(self.form).label}）"

    def get_absolute_url(self) -> str:
        return reverse("vitality:application_detail", args=[self.pk])


class ApplicationVersion(models.Model):
    """The answers as they were each time the form reached the city; kept to show what changed since."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="versions", verbose_name="申报表")
    number = models.PositiveSmallIntegerField("次数")
    answers = models.JSONField("内容")
    filed_at = models.DateTimeField("申报时间")
    filed_by = by_whom("申报人")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "number"], name="version_number_once", violation_error_message="版本号重复。"
            )
        ]

    def __str__(self) -> str:
        return f"{self.application} 第 {self.number} 次"


class FieldRemark(models.Model):
    """What a reviewer says to one field; open until the review after the next filing settles it."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="remarks", verbose_name="申报表")
    field = models.CharField("栏目", max_length=40)
    text = models.CharField("意见", max_length=500)
    made_by = by_whom("提出人")
    made_at = models.DateTimeField("提出时间")
    is_sent = models.BooleanField("已随退回发出", default=False)
    is_settled = models.BooleanField("已解决", default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "field"],
                condition=Q(is_settled=False),
                name="remark_once_per_open_field",
                violation_error_message="该栏目已有未解决的意见。",
            ),
            models.CheckConstraint(
                condition=~Q(text=""), name="remark_has_text", violation_error_message="意见不能为空。"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.field}：{self.text}"
