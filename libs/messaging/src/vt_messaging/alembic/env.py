"""Alembic's entry point, for every service; the work is in vt_messaging.migrations."""

from vt_messaging.migrations import run_env

run_env()
