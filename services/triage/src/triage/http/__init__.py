"""Triage's API, one module per resource."""

from triage.http.klokken import klokken_router
from triage.http.meldingen import dossiers_router, werkitems_router

__all__ = ["dossiers_router", "klokken_router", "werkitems_router"]
