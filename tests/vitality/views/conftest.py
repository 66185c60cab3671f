"""People at their browsers: a client signed in as somebody, and the text of an answer."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from unions.models import User

SignedIn = Callable[[User], Client]


@pytest.fixture
def signed_in() -> SignedIn:
    """A browser of its own for each person."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in


def text(response: HttpResponse) -> str:
    return response.content.decode()


def sentences(response: HttpResponse) -> list[str]:
    """The messages an action left, on the page or on the one it leads to."""
    return [str(message) for message in response.wsgi_request._messages]


def query_count(client: Client, url: str) -> int:
    client.get(url)  # the first request of a session writes it
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)
