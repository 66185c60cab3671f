"""The project: settings, routes, the task queue and what spans the apps."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
