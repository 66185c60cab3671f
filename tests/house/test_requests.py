"""Requests no page of ours sends get an answer in words, never a fault."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.factories import user_with_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer_client(client):
    client.force_login(user_with_post())
    return client


@pytest.mark.parametrize("address", ["/unions/?q=%00", "/office/jobs/?page=%00", "/accounts/%00/", "/unions/?sort=%00"])
def test_a_null_sign_in_an_address_is_refused(officer_client, address):
    answer = officer_client.get(address)
    assert answer.status_code in (400, 404)
    assert "<h1>" in answer.content.decode()


def test_a_null_sign_in_a_field_is_refused(officer_client):
    answer = officer_client.post(reverse("switch_post"), {"post": "1\x00"})
    assert answer.status_code == 400
    assert "无法识别" in answer.content.decode()


def test_the_sign_in_refuses_it_too(client):
    assert client.post(reverse("login"), {"username": "a\x00b", "password": "x"}).status_code == 400


@pytest.mark.parametrize(
    "address", ["/office/jobs/?page=-1", "/office/jobs/?page=x", "/office/notices/?page=99999999999999999999"]
)
def test_a_page_number_made_up_shows_the_nearest(officer_client, address):
    assert officer_client.get(address).status_code == 200


@pytest.mark.parametrize("address", ["/office/jobs/99999999999999999999/", "/accounts/99999999999999999999/"])
def test_a_key_beyond_every_number_is_not_found(officer_client, address):
    assert officer_client.get(address).status_code in (403, 404)


@pytest.mark.parametrize(("address", "status"), [("/nowhere/", 404), ("/accounts/", 403)])
def test_a_refusal_of_a_fragment_is_a_line_for_the_messages(officer_client, address, status):
    answer = officer_client.get(address, headers={"HX-Request": "true"})
    assert answer.status_code == status
    assert "<html" not in answer.content.decode()
    assert 'role="alert"' in answer.content.decode()


def test_a_fault_is_told_in_words_and_without_its_cause(officer_client, monkeypatch):
    officer_client.raise_request_exception = False

    def fail(*_: object) -> None:
        raise RuntimeError("the cause")

    monkeypatch.setattr("config.home._todos", fail)
    answer = officer_client.get("/")
    assert answer.status_code == 500
    assert "系统出现意外错误" in answer.content.decode()
    assert "the cause" not in answer.content.decode()
