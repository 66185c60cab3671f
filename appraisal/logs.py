"""What is never written down about voting: a line with a time for each attempt would be a list of who came when.

Loaded before the apps are, so it imports nothing of theirs.
"""

from __future__ import annotations

import logging
from typing import Final

VOTING_PREFIX: Final = "/v/"


class NotAVote(logging.Filter):
    """Drops what is logged of a request on the voting path, except faults of the server."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the line may be written."""
        path = getattr(getattr(record, "request", None), "path_info", "")
        return not path.startswith(VOTING_PREFIX) or record.levelno >= logging.ERROR
