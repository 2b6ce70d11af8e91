"""Triage's API, one module per resource."""

from triage.http.meldingen import dossiers_router, werkitems_router

__all__ = ["dossiers_router", "werkitems_router"]
