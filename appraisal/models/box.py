"""The ballot box. No column here holds a time, a person, an address or a link; `poll` is a bare number, no key.

A test reads this module's tables from the database and fails on any column that could.
"""

from __future__ import annotations

import uuid

from django.db import models

from appraisal.kinds import CommentState, SlipState


class Slip(models.Model):
    """What is known of a paper slip: the MAC of its code, and whether it was used.

    `nonce_hash` lets the very phone that cast repeat its request after a lost answer; nothing else matches it.
    """

    mac = models.BinaryField("票码摘要", primary_key=True, max_length=32)
    poll = models.UUIDField("评议", db_index=True)
    state = models.CharField("状态", max_length=6, choices=SlipState.choices(), default=SlipState.ISSUED)
    nonce_hash = models.BinaryField("回执摘要", max_length=32, null=True)

    def __str__(self) -> str:
        return SlipState(self.state).label


class BoxItem(models.Model):
    """A sealed ballot of fixed length under a random key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    poll = models.UUIDField("评议", db_index=True)
    sealed = models.BinaryField("封存的选票")

    def __str__(self) -> str:
        return "选票"


class PaperCount(models.Model):
    """One teller's count of the paper ballots, sealed like a ballot until the box is opened.

    `mac` lets two blind counts be compared without reading them; its key is the installation's secret.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    poll = models.UUIDField("评议")
    teller = models.PositiveSmallIntegerField("计票人")
    mac = models.BinaryField("比对摘要", max_length=32)
    sealed = models.BinaryField("封存的纸质票计数")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["poll", "teller"], name="paper_count_once", violation_error_message="该计票人已录入。"
            )
        ]

    def __str__(self) -> str:
        return "纸质票计数"


class Result(models.Model):
    """How many ballots gave one answer to one question; written once at the opening."""

    poll = models.UUIDField("评议", db_index=True)
    question = models.CharField("项目", max_length=40)
    option = models.CharField("选项", max_length=20)
    ballot_count = models.PositiveIntegerField("票数")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["poll", "question", "option"], name="result_once", violation_error_message="结果已写入。"
            )
        ]

    def __str__(self) -> str:
        return f"{self.question} {self.option} {self.ballot_count}"


class Comment(models.Model):
    """A member's opinion, shuffled under a random key; read before it is published."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    poll = models.UUIDField("评议", db_index=True)
    text = models.TextField("意见")
    state = models.CharField("状态", max_length=10, choices=CommentState.choices(), default=CommentState.WAITING)

    def __str__(self) -> str:
        return self.text[:30]


class BoxLedger(models.Model):
    """What managers did with the box, as a hash chain: made, printed, opened for voting, closed, opened, destroyed."""

    poll = models.UUIDField("评议")
    number = models.PositiveIntegerField("序号")
    event = models.CharField("事项", max_length=40)
    payload = models.JSONField("内容", default=dict)
    previous_hash = models.CharField("前一摘要", max_length=64, blank=True)
    hash = models.CharField("摘要", max_length=64)

    class Meta:
        ordering = ["poll", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["poll", "number"], name="box_ledger_once", violation_error_message="序号重复。"
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.event}"
