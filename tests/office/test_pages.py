"""Jobs and notices on their pages."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from office import clock, jobs, notices
from office.kinds import JobState
from office.models import Job, Notice
from office.selectors import job_card
from office.tasks import EXPORT_EVENTS
from tests.factories import CityFactory, user_with_post
from unions.kinds import RoleKind
from unions.models import User

pytestmark = pytest.mark.django_db

NOW = clock.now()


@pytest.fixture
def auditor() -> User:
    return user_with_post(RoleKind.AUDITOR, CityFactory())


@pytest.fixture
def job(auditor: User) -> Job:
    return jobs.submit(EXPORT_EVENTS, {}, user=auditor, at=NOW)


def running(job: Job, done: int, total: int, seconds: int) -> Job:
    Job.objects.filter(pk=job.pk).update(
        state=JobState.RUNNING,
        started_at=NOW - timedelta(seconds=seconds),
        attempts=1,
        done_count=done,
        total_count=total,
    )
    job.refresh_from_db()
    return job


# Jobs --------------------------------------------------------------------------------------------------------------


def test_a_running_job_asks_for_its_progress_until_it_is_over(client, auditor, job):
    client.force_login(auditor)
    running(job, 30, 100, 10)
    fragment = client.get(reverse("office:job_progress", args=[job.pk]))
    assert "hx-get" in fragment.content.decode()
    assert "<html" not in fragment.content.decode()
    jobs.run(job.pk, clock=clock.now)
    Job.objects.filter(pk=job.pk).update(state=JobState.DONE, finished_at=NOW)
    last = client.get(reverse("office:job_progress", args=[job.pk]))
    assert "hx-get" not in last.content.decode()
    assert last.headers["HX-Refresh"] == "true"


@pytest.mark.parametrize(
    ("done", "total", "seconds", "words"),
    [
        (50, 100, 10, "约还需 10 秒"),
        (10, 100, 60, "约还需 9 分钟"),
        (0, 100, 60, ""),
        (100, 100, 60, ""),
        (0, 0, 60, ""),
        (999, 1000, 60, "即将完成"),
    ],
)
def test_the_time_still_needed_is_said_where_it_can_be(job, done, total, seconds, words):
    assert job_card(running(job, done, total, seconds), now=NOW).remaining == words


def test_a_job_that_fell_silent_says_so_and_promises_no_time(client, auditor, job):
    client.force_login(auditor)
    silent = running(job, 50, 100, 60)
    Job.objects.filter(pk=job.pk).update(heartbeat_at=NOW - timedelta(seconds=40))
    silent.refresh_from_db()
    card = job_card(silent, now=NOW)
    assert (card.remaining, card.note) == ("", "已有 40 秒没有进展，如果处理中断，五分钟后自动重新处理")
    jobs.sweep(at=NOW + timedelta(minutes=6))
    assert "等待重新处理" in client.get(reverse("office:job_list")).content.decode()
    jobs._claim(job.pk, NOW)
    card = job_card(Job.objects.get(pk=job.pk), now=NOW)
    assert (card.job.done_count, card.note) == (0, "上次处理中断，第 2 次处理")


def test_a_running_job_shows_its_progress_in_the_list_too(client, auditor, job):
    client.force_login(auditor)
    running(job, 3000, 10000, 10)
    page = client.get(reverse("office:job_list")).content.decode()
    assert "3,000 / 10,000" in page
    assert "取消任务" in page
    fragment = client.get(re.search(r'hx-get="([^"]+)"', page).group(1)).content.decode()
    assert "?line=1" in fragment
    assert reverse("office:job_detail", args=[job.pk]) in fragment


def test_a_waiting_job_is_cancelled_at_once_and_a_running_one_is_asked_to_stop(client, auditor, job):
    client.force_login(auditor)
    client.post(reverse("office:job_cancel", args=[job.pk]))
    assert Job.objects.get(pk=job.pk).state == JobState.CANCELLED
    second = running(jobs.submit(EXPORT_EVENTS, {}, user=auditor, at=NOW), 1, 2, 1)
    client.post(reverse("office:job_cancel", args=[second.pk]))
    assert "正在停止" in client.get(reverse("office:job_detail", args=[second.pk])).content.decode()


def test_what_was_stopped_is_tried_again_once_in_the_post_it_was_asked_for_in(client, auditor, job):
    client.force_login(auditor)
    address = reverse("office:job_retry", args=[job.pk])
    assert "不需要再试" in client.post(address, follow=True).content.decode()
    jobs.cancel(job, at=NOW)
    for _ in range(2):
        client.post(address)
    again = Job.objects.exclude(pk=job.pk).get()
    assert (again.kind, again.params, again.owner_post) == (job.kind, job.params, job.owner_post)
    assert "再试一次" in client.get(reverse("office:job_list")).content.decode()
    client.force_login(user_with_post(RoleKind.AUDITOR, CityFactory()))
    assert client.post(address).status_code == 404


def test_a_result_is_kept_for_its_time(client, auditor, job):
    client.force_login(auditor)
    jobs.run(job.pk, clock=clock.now)
    address = reverse("office:job_result", args=[job.pk])
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    Job.objects.update(expires_at=clock.now())
    assert client.get(address).status_code == 404
    assert "下载" not in client.get(reverse("office:job_list")).content.decode()


def test_nobody_elses_job_is_there(client, job):
    client.force_login(user_with_post(RoleKind.AUDITOR, CityFactory()))
    for name in ("job_detail", "job_progress", "job_result"):
        assert client.get(reverse(f"office:{name}", args=[job.pk])).status_code == 404
    assert client.post(reverse("office:job_cancel", args=[job.pk])).status_code == 404


def test_an_empty_list_says_what_will_be_there(client, auditor):
    client.force_login(auditor)
    assert "还没有任务" in client.get(reverse("office:job_list")).content.decode()
    assert "还没有通知" in client.get(reverse("office:notice_list")).content.decode()


# Notices -----------------------------------------------------------------------------------------------------------


def test_opening_a_notice_marks_it_as_read_and_leads_on(client, auditor):
    notices.send([notices.Message((auditor.pk,), "有一件事", "/office/jobs/")], at=NOW)
    client.force_login(auditor)
    assert "未读 1 条" in client.get("/").content.decode()
    notice = Notice.objects.get()
    assert client.post(reverse("office:notice_open", args=[notice.pk])).headers["Location"] == "/office/jobs/"
    assert "未读 0 条" in client.get("/").content.decode()


def test_all_own_notices_are_marked_at_once_and_nobody_elses(client, auditor):
    other = user_with_post()
    notices.send([notices.Message((auditor.pk, other.pk), "有一件事", "/")], at=NOW)
    client.force_login(auditor)
    client.post(reverse("office:notices_read"))
    assert list(Notice.objects.filter(read_at=None).values_list("recipient_id", flat=True)) == [other.pk]


# What the frame costs -----------------------------------------------------------------------------------------------


def test_a_fragment_asks_for_nothing_the_frame_shows(client, auditor, job, django_assert_max_num_queries):
    client.force_login(auditor)
    client.get("/")
    with django_assert_max_num_queries(5):  # session, person, posts, rules of signing in, job
        client.get(reverse("office:job_progress", args=[job.pk]))
