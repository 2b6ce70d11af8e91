"""Intake's storage on PostgreSQL, one module per group of tables."""

from intake.postgres.meldingen import PostgresMeldingStore

__all__ = ["PostgresMeldingStore"]
