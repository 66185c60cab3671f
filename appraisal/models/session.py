"""The yearly session, what the superior bodies say, and the poll whose box is sealed (R-A2 to R-A8)."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, NullIf, StrIndex, Substr
from django.urls import reverse

from appraisal.kinds import Answer, Assembly, SessionState, SessionVerdict, Subject, SuperiorBody, VotingMode
from appraisal.models.scope import OfUnionQuerySet
from office.columns import by_whom
from unions.models import Union

SEALED_STATES = [SessionState.COUNTED, SessionState.CERTIFIED, SessionState.PUBLISHED, SessionState.FINISHED]


def count_column(verbose_name: str) -> models.PositiveIntegerField:
    return models.PositiveIntegerField(verbose_name, null=True, blank=True)


def weight_column(verbose_name: str) -> models.DecimalField:
    """A share of 1 with four places, exact."""
    return models.DecimalField(verbose_name, max_digits=5, decimal_places=4)


def _composite_part(verbose_name: str, *, is_numerator: bool) -> models.GeneratedField:
    """One number of the sealed composite "a/b", so that lists of any length are judged exactly in the database."""
    slash = NullIf(StrIndex(KT("sealed__unit_composite"), Value("/")), 0)  # SQLite reads a JSON null as "null"
    part = (
        Substr(KT("sealed__unit_composite"), 1, slash - 1)
        if is_numerator
        else Substr(KT("sealed__unit_composite"), slash + 1)
    )
    column = models.BigIntegerField(null=True)
    return models.GeneratedField(
        verbose_name=verbose_name, expression=Cast(part, column), output_field=column, db_persist=True
    )


class AppraisalSession(models.Model):
    """One meeting at which the chair reports and both subjects are appraised, for a work year.

    Counts are filled in as they become known and fixed when the session is counted. `sealed` keeps the result with
    the facts and the law it was made with. A failed session may be held again: then the year has another row.
    """

    union = models.ForeignKey(Union, models.PROTECT, related_name="+", verbose_name="工会")
    work_year = models.PositiveSmallIntegerField("工作年度")
    held_on = models.DateField("召开日期")
    assembly = models.CharField("会议", max_length=20, choices=Assembly.choices())
    mode = models.CharField("评议方式", max_length=10, choices=VotingMode.choices(), default=VotingMode.BOX)
    state = models.CharField("状态", max_length=10, choices=SessionState.choices(), default=SessionState.PREPARED)
    chair_name = models.CharField("工会主席", max_length=40)
    is_cadre_managed = models.BooleanField("主席由干部管理权限单位管理", default=False)
    has_party = models.BooleanField("有同级党组织", default=True)
    member_weight = weight_column("会员权重")
    party_weight = weight_column("同级党组织权重")
    superior_weight = weight_column("上级工会权重")
    committee_members = models.JSONField("工会委员会委员", default=list, blank=True)
    chief_scrutineer = models.CharField("总监票人", max_length=40, blank=True)
    scrutineer = models.CharField("监票人", max_length=40, blank=True)
    first_teller = models.CharField("计票人一", max_length=40, blank=True)
    second_teller = models.CharField("计票人二", max_length=40, blank=True)
    extra_items = models.JSONField("附加评议项目", default=list, blank=True)

    due_count = models.PositiveIntegerField("应到")
    present_count = count_column("实到")
    issued_count = count_column("发出票")
    returned_count = count_column("收回票")
    invalid_count = count_column("无效票")
    verdict = models.CharField("结论", max_length=10, choices=SessionVerdict.choices(), blank=True)
    sealed = models.JSONField("结果与依据", null=True, blank=True)
    composite_numerator = _composite_part("综合满意率分子", is_numerator=True)
    composite_denominator = _composite_part("综合满意率分母", is_numerator=False)

    counted_at = models.DateTimeField("计票时间", null=True, blank=True)
    certified_at = models.DateTimeField("认定时间", null=True, blank=True)
    certified_by = by_whom("认定人")
    party_certifier = models.CharField("同级党组织认定人", max_length=40, blank=True)
    told_members_on = models.DateField("通报会员日期", null=True, blank=True)
    told_management_on = models.DateField("通报单位行政日期", null=True, blank=True)
    finished_at = models.DateTimeField("办结时间", null=True, blank=True)

    objects = OfUnionQuerySet.as_manager()

    class Meta:
        ordering = ["-work_year", "union__path", "-pk"]
        indexes = [models.Index(fields=["work_year", "state"], name="session_by_year")]
        constraints = [
            models.UniqueConstraint(
                fields=["union", "work_year"],
                condition=~Q(state__in=[SessionState.FAILED, SessionState.CANCELLED]),
                name="session_once_a_year",
                violation_error_message="该年度已有一次评议会；不成立、无效或取消后才能再开。",
            ),
            models.CheckConstraint(
                condition=Q(due_count__gt=0), name="session_due_positive", violation_error_message="应到人数须大于 0。"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=SEALED_STATES) | Q(counted_at__isnull=False, sealed__isnull=False),
                name="session_counted_is_sealed",
                violation_error_message="已计票的评议须有封存的结果。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=SEALED_STATES[1:]) | Q(certified_at__isnull=False),
                name="session_certified_has_day",
                violation_error_message="已认定的评议须有认定时间。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=SEALED_STATES[2:])
                | Q(told_members_on__isnull=False, told_management_on__isnull=False),
                name="session_published_to_both",
                violation_error_message="结果须向会员和单位行政两方通报。",
            ),
            models.CheckConstraint(
                condition=Q(member_weight__gte="0.8", member_weight__lt=1, party_weight__gte=0, superior_weight__gte=0),
                name="session_weights_in_range",
                violation_error_message="会员权重须不低于 80% 且小于 100%，其他权重不能为负。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.union} {self.work_year} 年度双述双评"

    def get_absolute_url(self) -> str:
        return reverse("appraisal:session_detail", args=[self.pk])


class Poll(models.Model):
    """The box of one session: public key, the private key wrapped for each pair of holders, and what is asked.

    `is_open` is the only thing a cast ballot looks at. `box_hash` is set at closing; the wrapped keys are emptied
    when they are destroyed after the objection period.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.CharField("投票地址", max_length=8, unique=True, editable=False)
    session = models.OneToOneField(AppraisalSession, models.PROTECT, related_name="poll", verbose_name="评议会")
    public_key = models.BinaryField("公钥")
    wrapped_keys = models.JSONField("封存的私钥")
    extra_items = models.JSONField("附加评议项目", default=list)
    is_open = models.BooleanField("投票中", default=False)
    failed_opening_count = models.PositiveSmallIntegerField("开箱码输错次数", default=0)
    box_hash = models.CharField("票箱摘要", max_length=64, blank=True)
    paper_found_count = count_column("箱中纸质票")
    opened_at = models.DateTimeField("开箱时间", null=True, blank=True)
    destroyed_at = models.DateTimeField("销毁时间", null=True, blank=True)

    def __str__(self) -> str:
        return str(self.session)


class SuperiorAppraisal(models.Model):
    """What one superior body gives one subject: a grade or a score, signed, with a reason, before the box opens."""

    session = models.ForeignKey(
        AppraisalSession, models.PROTECT, related_name="superior_appraisals", verbose_name="评议会"
    )
    body = models.CharField("评价方", max_length=10, choices=SuperiorBody.choices())
    subject = models.CharField("评议对象", max_length=10, choices=Subject.choices())
    grade = models.CharField("等级", max_length=20, choices=Answer.choices(), blank=True)
    score = models.DecimalField("分数", max_digits=5, decimal_places=2, null=True, blank=True)
    reason = models.TextField("理由")
    signed_name = models.CharField("签名", max_length=40)
    given_at = models.DateTimeField("评价时间")
    given_by = by_whom("评价人")

    class Meta:
        ordering = ["body", "subject"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "body", "subject"],
                name="superior_appraisal_once",
                violation_error_message="该评价方对这一对象已评价。",
            ),
            models.CheckConstraint(
                condition=~Q(grade="") & Q(score=None) | Q(grade="", score__gte=0, score__lte=100),
                name="superior_appraisal_grade_or_score",
                violation_error_message="上级评价为等级，或 0–100 分。",
            ),
        ]

    def __str__(self) -> str:
        return f"{SuperiorBody(self.body).label}对{Subject(self.subject).label}"


class PartyInvitation(models.Model):
    """A link by which the party organisation appraises once without an account; only the hash of its token is kept."""

    session = models.ForeignKey(AppraisalSession, models.CASCADE, related_name="invitations", verbose_name="评议会")
    token_hash = models.CharField("链接摘要", max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField("有效期至")
    made_at = models.DateTimeField("生成时间")
    made_by = by_whom("生成人")
    used_at = models.DateTimeField("使用时间", null=True, blank=True)

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return f"{self.session}：同级党组织评价邀请"


class YearConfirmation(models.Model):
    """The superior union's two qualitative confirmations of a unit's year (R-S1): 权益维护, 受欢迎."""

    union = models.ForeignKey(Union, models.PROTECT, related_name="+", verbose_name="工会")
    year = models.PositiveSmallIntegerField("年度")
    plan_implemented = models.BooleanField("年度计划已落实（往年导入）", null=True, blank=True)
    is_rights_kept = models.BooleanField("权益维护", null=True, blank=True)
    is_welcomed = models.BooleanField("受欢迎", null=True, blank=True)
    reason = models.TextField("说明", blank=True)
    confirmed_at = models.DateTimeField("确认时间")
    confirmed_by = by_whom("确认人")

    objects = OfUnionQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "union__path"]
        constraints = [
            models.UniqueConstraint(
                fields=["union", "year"], name="confirmation_once_a_year", violation_error_message="该年度已有确认。"
            )
        ]

    def __str__(self) -> str:
        return f"{self.union} {self.year} 年确认"
