"""Triage's storage on PostgreSQL, one module per group of tables."""

from triage.postgres.radar import PostgresRadarStore
from triage.postgres.triages import PostgresTriageStore

__all__ = ["PostgresRadarStore", "PostgresTriageStore"]
