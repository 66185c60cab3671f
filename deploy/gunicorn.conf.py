"""gunicorn for production; the units of systemd name this file. What a site changes stands in its environment."""

import os
import shutil
from pathlib import Path

from prometheus_client import multiprocess

bind = os.environ.get("GUNICORN_BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS", "4"))
# A request that takes longer is long work and belongs into the queue.
timeout = 60
graceful_timeout = 30
keepalive = 30
# Workers are renewed now and then, not all at once: a slow leak of any library never becomes an outage.
max_requests = 20_000
max_requests_jitter = 2_000
limit_request_line = 8190
limit_request_fields = 60
# Only the proxy reaches this address; who asked stands in X-Forwarded-For, read by the site itself.
forwarded_allow_ips = "127.0.0.1,::1"
accesslog = None  # the site writes one line a request itself, without addresses, and none about voting
errorlog = "-"
loglevel = "warning"
logger_class = "config.access_log.AccessLog"
control_socket_disable = True


def on_starting(server):
    """Counters of processes that are gone would be added to those of the new ones."""
    folder = os.environ.get("PROMETHEUS_MULTIPROC_DIR")
    if folder:
        shutil.rmtree(folder, ignore_errors=True)
        Path(folder).mkdir(parents=True, exist_ok=True)


def child_exit(server, worker):
    """A worker's gauges end with it."""
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        multiprocess.mark_process_dead(worker.pid)
