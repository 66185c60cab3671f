#!/usr/bin/env python
"""Run a management command with the settings named in the environment."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.demo")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as refusal:
        # Whoever sets up a site reads what is missing, not where in Python it was missed.
        sys.exit(str(refusal))
