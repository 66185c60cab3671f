"""运行状况: what the system administrator sees of the service. It names pages and statements, never a person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db.models import Min
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from config.health import answers
from config.operation.metrics import backup_age_seconds, free_bytes
from office import clock
from office.doors import requires
from office.kinds import JobState, Tone
from office.models import Job
from office.service_record import MOST_FAULTS, MOST_SLOW, Budget, service_report
from policy.units import percent

GIGABYTE: Final = 1024**3
LEAST_FREE_GIGABYTES: Final = 5
MOST_BACKUP_AGE: Final = timedelta(hours=30)
MOST_WAITING: Final = timedelta(minutes=10)


@dataclass(frozen=True)
class Part:
    """A part of the installation and how it is."""

    name: str
    state: str
    tone: Tone
    note: str


@require_GET
@requires("office.read_operation")
def operation(request: HttpRequest) -> HttpResponse:
    """Parts, promises, pages, statements."""
    report = service_report(at=clock.real_now())
    page = {
        "page_title": "运行状况",
        "report": report,
        "promises": [
            _promise("正常应答", report.answering, MOST_FAULTS),
            _promise("一秒以内", report.speed, MOST_SLOW),
        ],
        "parts": [look() for look in PARTS],
        "slow_query_milliseconds": round(settings.SLOW_QUERY_SECONDS * 1000),
    }
    return render(request, "config/operation.html", page)


def _promise(label: str, budget: Budget, most: Fraction) -> dict[str, object]:
    used = "—" if budget.used_rate is None else percent(budget.used_rate, flattering="down")
    counts = f"{budget.request_count:,} 次中 {budget.bad_count:,} 次未达，允许 {budget.allowed_count:,} 次"
    return {
        "label": label,
        "value": percent(budget.good_rate),
        "target": f"目标 {percent(1 - most)}",
        "met": budget.is_kept,
        "note": f"{counts}；错误预算已用 {used}",
    }


def _stores() -> Part:
    silent = [word for name, word in (("database", "数据库"), ("cache", "缓存")) if not answers(name)]
    if silent:
        return Part("数据库与缓存", "没有应答", Tone.BAD, "、".join(silent))
    return Part("数据库与缓存", "正常", Tone.GOOD, "均有应答")


def _queue() -> Part:
    waiting = Job.objects.filter(state=JobState.QUEUED)
    oldest: datetime | None = waiting.aggregate(oldest=Min("created_at"))["oldest"]
    count, lost = waiting.count(), Job.objects.filter(state=JobState.LOST).count()
    note = f"排队 {count:,} 项，已中断 {lost:,} 项"
    if oldest and clock.now() - oldest > MOST_WAITING:
        return Part("后台任务", "排队过久", Tone.BAD, f"{note}；最早一项提交于 {oldest.astimezone():%m-%d %H:%M}")
    return Part("后台任务", "正常", Tone.GOOD, note)


def _disk() -> Part:
    free = free_bytes(Path(settings.FILE_STORE_DIR)) / GIGABYTE
    is_enough = free >= LEAST_FREE_GIGABYTES
    note = f"剩余 {free:,.1f} GB，低于 {LEAST_FREE_GIGABYTES} GB 时应扩容"
    return Part("佐证资料所在磁盘", "正常" if is_enough else "空间不足", Tone.GOOD if is_enough else Tone.BAD, note)


def _backup() -> Part:
    age = backup_age_seconds()
    if age is None:
        return Part("最近备份", "还没有备份", Tone.WAITING, "运行 manage.py backup，或启用每晚的定时备份")
    hours = int(age // 3600)
    is_fresh = age <= MOST_BACKUP_AGE.total_seconds()
    state, tone = ("正常", Tone.GOOD) if is_fresh else ("过旧", Tone.BAD)
    return Part("最近备份", state, tone, f"{hours} 小时之前" if hours else "一小时之内")


PARTS: Final[tuple[Callable[[], Part], ...]] = (_stores, _queue, _disk, _backup)
