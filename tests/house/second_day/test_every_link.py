"""Every link of this day, as every role."""

from tests.house.walk_checks import EveryLink, EveryLook


class TestEveryLink(EveryLink):
    """Asked for one by one."""


class TestEveryLook(EveryLook):
    """Looked at in a browser."""
