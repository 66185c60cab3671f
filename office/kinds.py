"""The states and tones of office work."""

from __future__ import annotations

from policy.kinds import Kind


class JobState(Kind):
    """The life of one piece of long work."""

    is_final: bool
    may_be_retried: bool

    def set_flags(self, is_final: bool, may_be_retried: bool) -> None:
        self.is_final, self.may_be_retried = is_final, may_be_retried

    QUEUED = "queued", "排队中", False, False
    RUNNING = "running", "进行中", False, False
    DONE = "done", "已完成", True, False
    FAILED = "failed", "未成功", True, True
    CANCELLED = "cancelled", "已取消", True, True
    LOST = "lost", "已中断", True, True


class Queue(Kind):
    """The line a piece of long work waits in; each has workers of its own, so that none waits behind another kind.

    Voting waits in none: a ballot is in the box when the page answers.
    """

    PAPERS = "papers", "排印与导出"
    IMPORTS = "imports", "导入"
    NIGHTLY = "nightly", "定时任务"


class MailPace(Kind):
    """How often a person wants to be written to."""

    AT_ONCE = "at_once", "随时"
    DAILY = "daily", "每日汇总"
    NEVER = "never", "不发邮件"


class Tone(Kind):
    """How a state looks on screen; the word always stands beside the colour."""

    NEUTRAL = "neutral", "一般"
    INFO = "info", "在别处办理"
    WAITING = "waiting", "等待"
    GOOD = "good", "通过"
    BAD = "bad", "未通过"
