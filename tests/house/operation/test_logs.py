"""Log lines for machines carry templates, kinds and places; no key, no name, nothing that was typed."""

from __future__ import annotations

import json
import logging
from io import StringIO

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from appraisal.logs import NotAVote
from config.operation.logs import JsonLines
from tests.factories import user_with_post
from unions.kinds import RoleKind


@pytest.fixture
def lines():
    """What the site's loggers write in production, parsed."""
    out = StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(JsonLines())
    handler.addFilter(NotAVote())
    loggers = [logging.getLogger(name) for name in ("site.requests", "django.request", "celery.app.trace")]
    before = [(logger, logger.level, logger.disabled) for logger in loggers]
    for logger in loggers:
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
        logger.disabled = False  # the import linter's own set-up switches off every logger it finds
    yield lambda: [json.loads(line) for line in out.getvalue().splitlines()]
    for logger, level, is_disabled in before:
        logger.removeHandler(handler)
        logger.setLevel(level)
        logger.disabled = is_disabled


@pytest.mark.django_db
def test_a_request_is_one_line_with_its_template(lines, client: Client):
    client.force_login(user_with_post(RoleKind.SYSADMIN), backend=BACKEND)
    client.get(reverse("party_appraisal", args=["secret-key-of-the-party"]) + "?q=王小明")
    client.get("/no/such/page/王小明/")
    written = json.dumps(lines(), ensure_ascii=False)
    assert [line["route"] for line in lines() if line["message"] == "request"] == ["/party/<str:token>/", "(none)"]
    assert "secret-key-of-the-party" not in written
    assert "王小明" not in written
    assert "127.0.0.1" not in written


BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.mark.django_db
def test_voting_leaves_no_line(lines, client: Client):
    client.get("/v/nowhere/")
    client.post("/v/nowhere/", {"code": "123456789012"})
    assert lines() == []


def test_an_error_is_its_kind_and_its_places(lines):
    request = RequestFactory().get("/party/secret-key/")
    try:
        int("王小明的密码")
    except ValueError:
        logging.getLogger("django.request").exception("Internal: %s", request.path, extra={"request": request})
    (line,) = lines()
    assert line["message"] == "Internal: /party/<str:token>/"
    assert line["error"] == "ValueError"
    assert line["at"][0].startswith("tests/house/operation/test_logs.py:")
    assert "王小明" not in json.dumps(line, ensure_ascii=False)


def test_a_failed_task_is_named_without_what_it_said(lines):
    context = {"name": "office.tasks.run_job_later", "description": "raised unexpected", "exc": "ValueError('王小明')"}
    logging.getLogger("celery.app.trace").error("Task %(name)s: %(exc)s", context, extra={"data": context})
    (line,) = lines()
    assert line["message"] == "office.tasks.run_job_later: raised unexpected"
