"""Intake's storage on PostgreSQL, one module per group of tables."""

from intake.postgres.adviesvragen import PostgresAdviesStore
from intake.postgres.meldingen import PostgresMeldingStore
from intake.postgres.opzoekingen import Opzoekingen

__all__ = ["Opzoekingen", "PostgresAdviesStore", "PostgresMeldingStore"]
