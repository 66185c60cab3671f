"""Benchmarks: each module is a command that prints a ratio and judges it by a floor, over a database of its own."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
os.environ.setdefault("TEST_DB_TAG", "bench")
django.setup()
