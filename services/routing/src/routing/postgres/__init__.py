"""Routing's ports on PostgreSQL."""

from routing.postgres.dossiers import PostgresDossierStore
from routing.postgres.registries import PostgresRegistries

__all__ = ["PostgresDossierStore", "PostgresRegistries"]
