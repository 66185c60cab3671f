"""What people do on any page of theirs."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from unions.models import Union

OpenDesk = Callable[..., Page]
CITY = "大连市总工会"
REVIEWER = "市总部门（民主管理部）"


def step_in(page: Page, role: str, union: Union | str) -> None:
    """Go through the door of a role on the sign-in page."""
    page.get_by_role("button", name=re.compile(rf"{re.escape(role)}.*{re.escape(str(union))}")).first.click()
    expect(page.get_by_role("navigation", name="功能")).to_be_visible()


def confirm(page: Page, label: str, comment: str = "") -> None:
    """Press a button that asks first, write the comment it asks for, and say yes."""
    page.locator("summary", has_text=label).click()
    dialog = page.get_by_role("dialog")
    if comment:
        dialog.get_by_role("textbox").fill(comment)
    dialog.get_by_role("button", name=label).click()


def say_yes(page: Page, label: str) -> None:
    """Without scripts: unfold the question beneath the button and answer it."""
    page.locator("summary", has_text=label).click()
    page.locator("details[open]").get_by_role("button", name=label).click()
