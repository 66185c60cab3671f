"""Faults on purpose: real PostgreSQL, Redis, gunicorn and Celery on this machine, killed in the middle of work.

    ./dev faults [--only votes] [--json] [--quick]

Each line of the table says what was acknowledged and what of it was lost, doubled or wrong afterwards: all must be 0.
Everything runs on ports and folders of its own; no server of the machine is touched.
"""
