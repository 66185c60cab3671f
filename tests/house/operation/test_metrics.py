"""Figures for Prometheus: for the site's own monitoring alone, all processes together, nothing about votes."""

from __future__ import annotations

import urllib.request
from pathlib import Path

import pytest
from django.test import Client, override_settings

from tests.appraisal.conftest import Hall, make_hall
from tests.serving import served

TOKEN = "0123456789abcdef" * 2


@pytest.fixture
def open_hall(db) -> Hall:
    hall = make_hall(due=10).prepare_box()
    hall.step("start_voting")
    return hall


@pytest.mark.django_db
@override_settings(METRICS_TOKEN=TOKEN, METRICS_ADDRESSES=["127.0.0.1"], TRUSTED_PROXY_COUNT=1)
def test_metrics_are_for_the_token_and_for_the_sites_own_addresses(client: Client):
    from_outside = {"HTTP_X_FORWARDED_FOR": "203.0.113.9"}
    forged = {"HTTP_X_FORWARDED_FOR": "127.0.0.1, 203.0.113.9"}
    assert client.get("/metrics/", **from_outside).status_code == 404
    assert client.get("/metrics/", **forged).status_code == 404
    assert client.get("/metrics/", HTTP_AUTHORIZATION=f"Bearer {TOKEN[:-1]}", **from_outside).status_code == 404
    assert client.get("/metrics/", HTTP_AUTHORIZATION=f"Bearer {TOKEN}", **from_outside).status_code == 200
    assert client.get("/metrics/", HTTP_X_FORWARDED_FOR="127.0.0.1").status_code == 200


@pytest.mark.django_db
@override_settings(METRICS_TOKEN="", METRICS_ADDRESSES=[])
def test_no_token_opens_nothing(client: Client):
    assert client.get("/metrics/", HTTP_AUTHORIZATION="Bearer ").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_all_processes_count_together_and_no_vote_is_counted(open_hall: Hall, tmp_path: Path):
    folder = tmp_path / "metrics"
    folder.mkdir()
    with served(tmp_path, PROMETHEUS_MULTIPROC_DIR=str(folder)) as server:

        def ask(path: str) -> str:
            # A new connection each time, so that both processes get their share.
            with urllib.request.urlopen(f"http://127.0.0.1:{server.port}{path}") as answer:
                return answer.read().decode()

        for _ in range(20):
            ask("/login/")
            ask(f"/v/{open_hall.poll.slug}/")
        figures = ask("/metrics/")
    assert 'vitality_requests_total{method="GET",route="/login/",status="200"} 20.0' in figures
    assert 'vitality_jobs{state="lost"} 0.0' in figures
    assert "vitality_database_up 1.0" in figures
    assert "/v/" not in figures
    assert open_hall.poll.slug not in figures
