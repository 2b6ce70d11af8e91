"""Triage's storage on PostgreSQL, one module per group of tables."""

from triage.postgres.acuut import PostgresAcuutStore
from triage.postgres.oproepen import PostgresOproepRows
from triage.postgres.radar import PostgresRadarStore
from triage.postgres.triages import PostgresTriageStore
from triage.postgres.verzoeken import PostgresVerzoekStore

__all__ = [
    "PostgresAcuutStore",
    "PostgresOproepRows",
    "PostgresRadarStore",
    "PostgresTriageStore",
    "PostgresVerzoekStore",
]
