"""An open poll with a box of slips, and a phone that votes as a browser does."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.appraisal.conftest import Hall

FORM = "application/x-www-form-urlencoded"
SATISFIED = {"q-chair": "satisfied", "q-committee": "satisfied"}
NONCE = "0123456789abcdef" * 2


class Phone(Client):
    """A browser without a name, at the page of one poll."""

    def __init__(self, hall: Hall, path: str = "") -> None:
        super().__init__()
        self.hall, self.path = hall, path or f"/v/{hall.poll.slug}/"

    def look(self) -> HttpResponse:
        return self.get(self.path)

    def send(self, code: str, **fields: Any) -> HttpResponse:
        """A whole ballot that satisfies all, unless fields say otherwise; None leaves one out."""
        filled = {"code": code, "nonce": NONCE, **SATISFIED, **fields}
        return self.send_raw(urlencode({name: value for name, value in filled.items() if value is not None}, True))

    def send_raw(self, body: str | bytes, content_type: str = FORM) -> HttpResponse:
        return self.post(self.path, data=body, content_type=content_type)


@pytest.fixture
def open_hall(hall: Hall) -> Hall:
    hall.prepare_box().step("start_voting")
    return hall


@pytest.fixture
def phone(open_hall: Hall) -> Phone:
    return Phone(open_hall)
