"""Routing's ports on PostgreSQL."""

from routing.postgres.dossiers import PostgresDossierStore
from routing.postgres.registries import PostgresRegistries
from routing.postgres.werkitems import PostgresWerkitemStore

__all__ = ["PostgresDossierStore", "PostgresRegistries", "PostgresWerkitemStore"]
