"""What every app leaves behind: events, files, jobs, notices and the law chosen for a year.

A subject is named by its model's label and its key as text, so that nothing here knows the apps above.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from office.kinds import JobState, MailPace
from office.subjects import confidential_kinds

SUBJECT_KIND_LENGTH = 60


class SubjectQuerySet(models.QuerySet):
    """Rows that hang on a subject of any app."""

    def about(self, subject: models.Model) -> SubjectQuerySet:
        """The rows that belong to one subject."""
        return self.filter(subject_kind=subject._meta.label_lower, subject_id=str(subject.pk))


class EventQuerySet(SubjectQuerySet):
    """The event log."""

    def visible_to(self, user) -> EventQuerySet:
        """All of it for the city's auditors; for those of a union, what the posts in its subtree did; else none.

        Never what happened to confidential subjects.
        """
        if not user.has_perm("office.read_events"):
            return self.none()
        shown = self.exclude(subject_kind__in=confidential_kinds())
        if user.has_perm("office.read_all_events"):
            return shown
        path = user.scope_path
        return shown.filter(actor_path__gte=path, actor_path__lt=path + "z") if path else self.none()


class ChainHead(models.Model):
    """The end of the event chain; locking this one row gives events their order."""

    number = models.BigIntegerField("最后序号", default=0)
    hash = models.CharField("最后摘要", max_length=64, default="")

    def __str__(self) -> str:
        return f"第 {self.number} 条"


class Event(models.Model):
    """One thing that happened, or was refused. Append-only: a trigger and the hash chain guard it."""

    number = models.BigIntegerField("序号", unique=True)
    at = models.DateTimeField("时间", db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="操作人"
    )
    actor_name = models.CharField("姓名", max_length=60)
    actor_post = models.CharField("岗位", max_length=200, blank=True)
    actor_path = models.CharField("岗位所在工会路径", max_length=60, blank=True)
    address = models.CharField("来源地址", max_length=45, blank=True)
    verb = models.CharField("动作", max_length=60)
    label = models.CharField("动作名称", max_length=60)
    subject_kind = models.CharField("对象类别", max_length=SUBJECT_KIND_LENGTH)
    subject_id = models.CharField("对象编号", max_length=40)
    subject_label = models.CharField("对象", max_length=200)
    comment = models.TextField("意见", blank=True)
    changes = models.JSONField("变更", default=dict)
    is_accepted = models.BooleanField("已执行", default=True)
    previous_hash = models.CharField("前一摘要", max_length=64, blank=True)
    hash = models.CharField("摘要", max_length=64)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        indexes = [models.Index(fields=["subject_kind", "subject_id", "number"], name="event_by_subject")]

    def __str__(self) -> str:
        return f"{self.label}：{self.subject_label}"


class StoredFile(models.Model):
    """A file's bytes, once, named by their hash outside the web root."""

    sha256 = models.CharField("摘要", max_length=64, unique=True)
    size_bytes = models.BigIntegerField("字节数")
    media_type = models.CharField("类型", max_length=100)

    def __str__(self) -> str:
        return self.sha256[:12]


class EvidenceFile(models.Model):
    """佐证资料: a stored file that somebody attached to a subject under a name."""

    subject_kind = models.CharField("对象类别", max_length=SUBJECT_KIND_LENGTH)
    subject_id = models.CharField("对象编号", max_length=40)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="文件")
    name = models.CharField("文件名", max_length=200)
    caption = models.CharField("说明", max_length=200, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="上传人")
    added_at = models.DateTimeField("上传时间")

    objects = SubjectQuerySet.as_manager()

    class Meta:
        ordering = ["added_at", "pk"]
        indexes = [models.Index(fields=["subject_kind", "subject_id"], name="evidence_by_subject")]

    def __str__(self) -> str:
        return self.name


class JobQuerySet(models.QuerySet):
    """Long work."""

    def visible_to(self, user) -> JobQuerySet:
        """What the person started, in posts still held: with a post its results go too."""
        return self.filter(owner_id=user.pk, owner_post__in=["", *(str(post.pk) for post in user.posts)])


class Job(models.Model):
    """One piece of long work with its progress. Redelivery is harmless: `claim` moves it out of the queue once."""

    kind = models.CharField("类别", max_length=60)
    label = models.CharField("名称", max_length=120)
    params = models.JSONField("参数", default=dict)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="发起人")
    owner_post = models.CharField("发起岗位", max_length=20, blank=True)
    state = models.CharField("状态", max_length=10, choices=JobState.choices(), default=JobState.QUEUED)
    done_count = models.PositiveIntegerField("已完成", default=0)
    total_count = models.PositiveIntegerField("总数", default=0)
    message = models.CharField("进展", max_length=300, blank=True)
    outcome = models.JSONField("结果", default=dict)
    result = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+", verbose_name="结果文件")
    result_name = models.CharField("结果文件名", max_length=200, blank=True)
    attempts = models.PositiveSmallIntegerField("尝试次数", default=0)
    is_cancel_requested = models.BooleanField("要求取消", default=False)
    created_at = models.DateTimeField("提交时间")
    started_at = models.DateTimeField("开始时间", null=True)
    heartbeat_at = models.DateTimeField("最近进展时间", null=True)
    finished_at = models.DateTimeField("结束时间", null=True)
    expires_at = models.DateTimeField("保留至")

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["state", "heartbeat_at"], name="job_by_state")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["queued", "running"], finished_at__isnull=True)
                | models.Q(state__in=["done", "failed", "cancelled", "lost"], finished_at__isnull=False),
                name="job_finished_when_final",
                violation_error_message="任务结束时须记录结束时间。",
            )
        ]

    def __str__(self) -> str:
        return self.label


class NoticeQuerySet(models.QuerySet):
    """Notices; a person sees only the own ones."""

    def visible_to(self, user) -> NoticeQuerySet:
        return self.filter(recipient_id=user.pk)


class Notice(models.Model):
    """A line to one person that something waits or has happened."""

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="收件人")
    text = models.CharField("内容", max_length=300)
    url = models.CharField("链接", max_length=200)
    created_at = models.DateTimeField("时间")
    read_at = models.DateTimeField("已读时间", null=True)
    mailed_at = models.DateTimeField("发邮件时间", null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["recipient", "read_at"], name="notice_by_recipient")]

    def __str__(self) -> str:
        return self.text


class MailChoice(models.Model):
    """Where and how often a person wants to be written to that notices wait; without a row, never."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="人员")
    address = models.EmailField("邮箱", blank=True)
    pace = models.CharField("邮件提醒", max_length=10, choices=MailPace.choices(), default=MailPace.NEVER)
    since = models.DateTimeField("自")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(pace=MailPace.NEVER) | ~models.Q(address=""),
                name="mail_choice_has_address",
                violation_error_message="要发邮件须填邮箱。",
            )
        ]

    def __str__(self) -> str:
        return self.address


class AnsweredRequest(models.Model):
    """What a program was answered to a request it named by a key of its own, so that asking again does nothing twice.

    `asked` is the digest of method, address and body: the same key for something else is a mistake of the program.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="请求人")
    key = models.CharField("幂等键", max_length=80)
    asked = models.CharField("请求摘要", max_length=64)
    status = models.PositiveSmallIntegerField("状态码", default=0)
    answer = models.JSONField("应答", null=True)
    asked_at = models.DateTimeField("请求时间")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "key"], name="request_answered_once", violation_error_message="幂等键已用过。"
            )
        ]

    def __str__(self) -> str:
        return self.key


class YearChoice(models.Model):
    """One decision on a reading for a year. Later rows supersede earlier ones; none is edited."""

    document = models.CharField("文件", max_length=20)
    year = models.PositiveSmallIntegerField("年度")
    key = models.CharField("参数", max_length=80)
    value = models.JSONField("取值")
    reason = models.TextField("理由")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="决定人")
    decided_at = models.DateTimeField("决定时间")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(reason=""),
                name="year_choice_has_reason",
                violation_error_message="改变口径须写明理由。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.key}"


class YearLock(models.Model):
    """A year whose parameters are frozen, with the parameters as they stood."""

    document = models.CharField("文件", max_length=20)
    year = models.PositiveSmallIntegerField("年度")
    parameters = models.JSONField("锁定时的参数")
    locked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="锁定人")
    locked_at = models.DateTimeField("锁定时间")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["document", "year"],
                name="year_locked_once",
                violation_error_message="该年度的参数已经锁定。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.document} {self.year}"


class ServiceHour(models.Model):
    """How one page was served in one hour, all processes together. No person and no vote is in it."""

    hour = models.DateTimeField("小时")
    route = models.CharField("页面", max_length=200)
    count = models.PositiveIntegerField("次数")
    fault_count = models.PositiveIntegerField("出错次数")
    slow_count = models.PositiveIntegerField("超过一秒的次数")
    milliseconds = models.PositiveBigIntegerField("合计毫秒")
    longest_milliseconds = models.PositiveIntegerField("最长毫秒")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hour", "route"], name="service_hour_once")]

    def __str__(self) -> str:
        return f"{self.hour:%Y-%m-%d %H}:00 {self.route}"


class SlowQuery(models.Model):
    """A statement that took too long on one day, without its values."""

    day = models.DateField("日期")
    digest = models.CharField("摘要", max_length=64)
    statement = models.TextField("语句")
    route = models.CharField("页面", max_length=200)
    count = models.PositiveIntegerField("次数")
    milliseconds = models.PositiveBigIntegerField("合计毫秒")
    longest_milliseconds = models.PositiveIntegerField("最长毫秒")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "digest"], name="slow_query_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.digest[:12]}"

    @property
    def mean_milliseconds(self) -> int:
        """Rounded up."""
        return -(-self.milliseconds // self.count)
