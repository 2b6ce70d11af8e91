"""Triage's API, one module per resource."""

from triage.http.koppelingen import koppelingen_router
from triage.http.meldingen import dossiers_router, werkitems_router

__all__ = ["dossiers_router", "koppelingen_router", "werkitems_router"]
