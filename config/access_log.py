"""The access log of gunicorn (`--logger-class config.access_log.AccessLog`): all requests but those to vote.

Whoever puts a proxy before the site has to switch its log off for that path too.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from gunicorn.glogging import Logger

from appraisal.logs import VOTING_PREFIX


class AccessLog(Logger):
    """gunicorn's own, blind on one path."""

    def access(self, resp: Any, req: Any, environ: dict[str, Any], request_time: timedelta) -> None:
        """Write the line of a request, unless somebody was voting."""
        if not environ.get("PATH_INFO", "").startswith(VOTING_PREFIX):
            super().access(resp, req, environ, request_time)
